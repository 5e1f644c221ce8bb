"""What can be asked of bases, actors and sources, as callers write it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import Schema, post_load

from schemas.resources.listed_names import ListedBaseSchema
from schemas.resources.names import ActorSchema, SourceSchema
from service.api.input.alternatives import build_names, build_words
from service.api.input.arguments import PageArguments, PageArgumentsSchema
from service.api.input.fields import MAX_VALUE_LENGTH, FlagField, PrefixField, WordField
from service.api.input.places import (
    ALLOWED_BOX,
    ALLOWED_NEAR,
    ALLOWED_RADIUS,
    BoxField,
    PointField,
    RadiusField,
    join_circle,
)
from service.api.names.formats import MAP_FORMATS, TABLE_FORMATS, NameFormat
from service.domain.circles import Circle
from service.domain.queries import Box, NameOrder

_ORDERS = (NameOrder.NAME, NameOrder.EVENTS_DOWN, NameOrder.LATEST_DOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameArguments(PageArguments):
    """What a list of names takes; what a kind has not is never given."""

    q: str | None = None
    country: Sequence[str] = ()
    kind: Sequence[str] = ()
    region: Sequence[str] = ()
    bbox: Box | None = None
    near: Circle | None = None
    has_events: bool | None = None
    sort: NameOrder | None = None
    members: Sequence[str] = ()
    format: NameFormat | None = None


def _build_members(schema: type[Schema]) -> Any:
    description = "Members of each item to give, instead of all. Several, as with filters."
    return build_words(tuple(schema().fields), description, "slug", data_key="fields")


def _build_sort(orders: Sequence[NameOrder], further: str = "") -> WordField:
    return WordField(
        orders,
        metadata={
            "description": "By what items are ordered: `name`, `-events` (what has most events first) or `-latest` (by "
            f"the date of the latest event; what has none comes last){further}. By key where it is left out, and with "
            "`q` the best match first.",
            "example": "-events",
            "allowed": " or ".join(orders),
        },
    )


def _build_format(formats: Sequence[NameFormat], further: str = "") -> WordField:
    return WordField(
        formats,
        metadata={
            "description": "The form of the answer, instead of what `Accept` asks for. `csv` gives all that match, or "
            f"`limit` of them where it is given{further}.",
            "example": "json",
            "allowed": " or ".join(formats),
        },
    )


class SourceArgumentsSchema(PageArgumentsSchema):
    """What the list of sources takes."""

    target: ClassVar[type[Any]] = NameArguments

    q = PrefixField(
        metadata={
            "description": "The beginning of a name, of an alias, or of a later word in either, in any spelling: for "
            "suggestions while somebody types. First comes what is called just so, then what begins so, what has an "
            "alias that does, and what has a later word that does; of each first what has most events.",
            "example": "k",
            "allowed": f"letters or digits, {MAX_VALUE_LENGTH} characters at most",
        }
    )
    country = build_names(
        "Those of this country, by code or name. Several mean any of them.",
        "IQ",
        "the ISO 3166-1 alpha-2 code or the name of a country",
    )
    has_events = FlagField(
        metadata={
            "description": "`true`: those that have an event; `false`: the others.",
            "example": True,
            "allowed": "true or false",
        }
    )
    sort = _build_sort(_ORDERS)
    members = _build_members(SourceSchema)
    format = _build_format(TABLE_FORMATS)

    @post_load
    def _build(self, values: dict[str, Any], **_options: Any) -> Any:
        return self.target(**join_circle(values))


class ActorArgumentsSchema(SourceArgumentsSchema):
    """What the list of actors takes."""

    kind = build_names("Those of this kind. Several mean any of them.", "coalition", "a kind that the list has")
    members = _build_members(ActorSchema)


class BaseArgumentsSchema(ActorArgumentsSchema):
    """What the list of bases takes."""

    kind = build_names("Those of this kind. Several mean any of them.", "air_base", "a kind that the list has")
    region = build_names(
        "Those in this first-level region, by name. Several mean any of them.",
        "Kirkuk",
        "the name of a region that a base is in",
    )
    bbox = BoxField(
        metadata={
            "description": "Those within this box (WGS 84). One whose west is greater than its east crosses the 180th "
            "meridian. How many others match and have no coordinates is told by `unplaced_count` or, of CSV, by the "
            "header `Basewatch-Unplaced-Count`.",
            "example": "38,29,49,38",
            "allowed": ALLOWED_BOX,
        }
    )
    near = PointField(
        metadata={
            "description": "Those within `radius` of this place (latitude first), along the globe; each has its "
            "`distance_km`, and `sort=distance` gives the nearest first. For those without coordinates see `bbox`.",
            "example": "35.5,44.3",
            "allowed": ALLOWED_NEAR,
        }
    )
    radius = RadiusField(
        metadata={"description": "How far is `near`.", "example": "100km", "allowed": ALLOWED_RADIUS},
    )
    sort = _build_sort((*_ORDERS, NameOrder.DISTANCE), ", or by `distance` with `near`")
    members = _build_members(ListedBaseSchema)
    format = _build_format(MAP_FORMATS, "; `geojson` is paged like `json`")
