"""What can be asked of events, as callers write it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import post_load, validate, validates_schema

from schemas.resources.events import EventSchema
from service.api.events.counting.facets import DEFAULT_FACET_LIMIT, MAX_FACET_LIMIT, Facet
from service.api.events.fields import build_filter_fields, gather_filters
from service.api.events.output.formats import FORMAT_NAMES
from service.api.input.alternatives import build_words
from service.api.input.arguments import PageArgumentsSchema, StoredArguments, StoredArgumentsSchema, build_as_of
from service.api.input.fields import WholeField, WordField
from service.domain.queries import EventOrder, Undated
from service.errors import ParameterError
from service.storage.read.filters import FILTERS

EVENT_FIELDS = tuple(EventSchema().fields)


class Inclusion(StrEnum):
    """What lists leave out unless they are asked for it."""

    REPORTS = "reports"
    FIGURES = "figures"
    CLAIMS = "claims"
    HISTORY = "history"


class Counting(StrEnum):
    """Whether a list says how many items it has."""

    EXACT = "exact"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilterArguments(StoredArguments):
    """Filters on events by name, and those that exclude: names as callers wrote them, dates as ranges of days.

    `negations` are the parameters that exclude, by the names of their filters.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, Any] = field(default_factory=dict)
    negations: Mapping[str, str] = field(default_factory=dict)
    as_of: int | dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventArguments(EventFilterArguments):
    """What the list of events takes."""

    limit: int
    cursor: str | None = None
    sort: EventOrder = EventOrder.DATE_DOWN
    members: Sequence[str] = ()
    include: Sequence[Inclusion] = ()
    count: Counting | None = None
    facets: Sequence[Facet] = ()
    facet_limit: int = DEFAULT_FACET_LIMIT
    format: str | None = None


class _AsOfSchema(StoredArgumentsSchema):
    as_of = build_as_of()


class EventFilterSchema(_AsOfSchema.from_dict(build_filter_fields(FILTERS))):  # type: ignore[misc] # mypy knows no class that is built.
    """Filters on events. Different filters all hold."""

    target: ClassVar[type[Any]] = EventFilterArguments

    @validates_schema
    def _refuse_contradiction(self, values: dict[str, Any], **_options: Any) -> None:
        if values.get("date") and values.get("undated") is Undated.ONLY:
            raise ParameterError(
                "undated",
                "`undated=only` asks for events that nobody dates, and `date` for dated ones; leave one of them out",
                allowed=f"{Undated.INCLUDE} where `date` is given",
                nearest=str(Undated.INCLUDE),
            )

    @post_load
    def _build(self, values: dict[str, Any], **_options: Any) -> Any:
        return self.target(**gather_filters(values, FILTERS))


class EventArgumentsSchema(EventFilterSchema, PageArgumentsSchema):
    """What the list of events takes."""

    target = EventArguments

    sort = WordField(
        EventOrder,
        load_default=EventOrder.DATE_DOWN,
        metadata={
            "description": "By what events are ordered, with a hyphen the latest first; what has no such date comes "
            "where the earliest does.",
            "example": "-date",
            "allowed": " or ".join(EventOrder),
        },
    )
    members = build_words(
        EVENT_FIELDS,
        "Members of each event to give, instead of all. Several, as with filters.",
        "id",
        data_key="fields",
    )
    include = build_words(
        tuple(Inclusion),
        "More members of each event: its `reports`, its `history`, all its `claims`, or those about `figures`.",
        "reports",
    )
    count = WordField(
        Counting,
        metadata={
            "description": "`exact`: say as `count` of a page how many events match. It costs as much as finding all "
            "of them; `csv` and `ndjson` have no pages, and so no count.",
            "example": "exact",
            "allowed": "exact",
        },
    )
    facets = build_words(
        tuple(Facet),
        "Say as `facets` of a page how many of all matching events have each base, actor and so on: those with the "
        "most events first, months and years in the order of time. Only in JSON.",
        "type",
    )
    facet_limit = WholeField(
        load_default=DEFAULT_FACET_LIMIT,
        validate=validate.Range(1, MAX_FACET_LIMIT, error="it is out of range"),
        metadata={
            "description": "Most items of each of the `facets`; of months and years all are given.",
            "example": DEFAULT_FACET_LIMIT,
            "allowed": f"a whole number from 1 to {MAX_FACET_LIMIT}; {DEFAULT_FACET_LIMIT} where it is left out",
        },
    )
    format = WordField(
        FORMAT_NAMES,
        metadata={
            "description": "The form of the answer, instead of what `Accept` asks for. `csv` and `ndjson` give all "
            "that match, or `limit` of them where it is given; `geojson` is paged like `json`.",
            "example": "json",
            "allowed": " or ".join(FORMAT_NAMES),
        },
    )


def require_facets_supported(arguments: EventArguments, form: str) -> None:
    """Raise ParameterError where facets are asked for in a format that has no place for them."""
    if arguments.facets and form != FORMAT_NAMES[0]:
        raise ParameterError("facets", "`facets` are given in JSON only", allowed=f"nothing with {form}")
