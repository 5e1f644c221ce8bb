"""What can be asked of events, as callers write it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from marshmallow import validate, validates_schema

from schemas.events import EventSchema
from service.api.events.formats import EventFormat
from service.api.input.arguments import ArgumentsSchema, PageArgumentsSchema, build_as_of
from service.api.input.dates import ALLOWED as ALLOWED_DATES
from service.api.input.dates import ALLOWED_SINCE
from service.api.input.fields import (
    MAX_NUMBER,
    MAX_VALUE_LENGTH,
    AlternativesField,
    BoxField,
    ConfidenceField,
    DateRangeField,
    FlagField,
    LimitField,
    MomentField,
    NameField,
    WordField,
    WordsField,
)
from service.domain.queries import Box, DateRange, EventOrder, Undated
from service.domain.reports import Role, Status
from service.domain.words import SearchTerm
from service.errors import ParameterError

MAX_VALUES = 50


class Inclusion(StrEnum):
    """What lists leave out unless they are asked for it."""

    REPORTS = "reports"
    FIGURES = "figures"
    CLAIMS = "claims"
    HISTORY = "history"


class Counting(StrEnum):
    """Whether a list says how many items it has."""

    EXACT = "exact"


EVENT_FIELDS = tuple(EventSchema().fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilterArguments:
    """Filters on events: names as the caller wrote them, dates as ranges of days. `not_` excludes."""

    base: Sequence[str] = ()
    actor: Sequence[str] = ()
    role: Sequence[Role] = ()
    source: Sequence[str] = ()
    type: Sequence[str] = ()
    status: Sequence[Status] = ()
    country: Sequence[str] = ()
    not_base: Sequence[str] = ()
    not_actor: Sequence[str] = ()
    not_source: Sequence[str] = ()
    not_type: Sequence[str] = ()
    not_status: Sequence[Status] = ()
    not_country: Sequence[str] = ()
    date: Sequence[DateRange] = ()
    undated: Undated | None = None
    published: Sequence[DateRange] = ()
    updated_since: dt.datetime | None = None
    bbox: Box | None = None
    q: tuple[SearchTerm, ...] = ()
    min_sources: int | None = None
    min_confidence: float | None = None
    disputed: bool | None = None
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
    format: EventFormat | None = None


_FEW = validate.Length(max=MAX_VALUES, error=f"more than {MAX_VALUES} values are given")
_SHORT = validate.Length(1, MAX_VALUE_LENGTH, error=f"a value is longer than {MAX_VALUE_LENGTH} characters")
_OR = (
    "Several, as `{0}=…&{0}=…` or with commas, mean any of them. An unknown name is an error that suggests the nearest."
)


def _build_names(parameter: str, description: str, example: str, allowed: str) -> AlternativesField:
    return AlternativesField(
        NameField(validate=_SHORT),
        validate=_FEW,
        metadata={
            "description": f"{description} {_OR.format(parameter)}",
            "example": [example],
            "allowed": allowed,
        },
    )


def _build_excluded(parameter: str, example: str, allowed: str) -> AlternativesField:
    return AlternativesField(
        NameField(validate=_SHORT),
        validate=_FEW,
        data_key=f"{parameter}!",
        metadata={
            "description": f"As `{parameter}`, but events of which none of these is true (`{parameter}!=…`).",
            "example": [example],
            "allowed": allowed,
        },
    )


def _build_words(words: Iterable[str], description: str, example: str, **options: Any) -> AlternativesField:
    return AlternativesField(
        WordField(words),
        validate=_FEW,
        metadata={"description": description, "example": [example], "allowed": " or ".join(words)},
        **options,
    )


def _build_dates(description: str) -> AlternativesField:
    return AlternativesField(
        DateRangeField(),
        validate=_FEW,
        metadata={
            "description": f"{description} Several, as with other filters, mean any of them.",
            "example": ["2020-03"],
            "allowed": ALLOWED_DATES,
        },
    )


_BASE = "the slug, name or an alias of a known base"
_ACTOR = "the slug, name or an alias of a known actor"
_SOURCE = "the slug, name or an alias of a known source"
_TYPE = "the slug of a known type"
_COUNTRY = "the ISO 3166-1 alpha-2 code or the name of a country"


class EventFilterSchema(ArgumentsSchema):
    """Filters on events. Different filters all hold."""

    target: ClassVar[type[Any]] = EventFilterArguments

    base = _build_names("base", "Events at this base, by slug, name or alias.", "k1", _BASE)
    actor = _build_names("actor", "Events that this actor takes part in.", "us-led-coalition", _ACTOR)
    role = _build_words(
        Role, "Events in which the `actor` (or, without one, anybody) has this role. Several mean any.", "leaving"
    )
    source = _build_names("source", "Events that this source tells of.", "press-tv", _SOURCE)
    type = _build_names(
        "type", "Events of this type, by slug; `/v1/events/summary?by=type` lists them.", "handover", _TYPE
    )
    status = _build_words(Status, "Events in this status. Several mean any.", "occurred")
    country = _build_names("country", "Events in this country, by code or name.", "IQ", _COUNTRY)
    not_base = _build_excluded("base", "taji", _BASE)
    not_actor = _build_excluded("actor", "iran", _ACTOR)
    not_source = _build_excluded("source", "rudaw", _SOURCE)
    not_type = _build_excluded("type", "attack", _TYPE)
    not_status = _build_words(
        Status, "As `status`, but events of which none of these is true (`status!=…`).", "denied", data_key="status!"
    )
    not_country = _build_excluded("country", "SY", _COUNTRY)
    date = _build_dates(
        "Events that may have happened then. An event known only to the month matches every day in it; one that nobody "
        "dates, or whose year nobody gives, matches none unless `undated` says otherwise."
    )
    undated = WordField(
        Undated,
        metadata={
            "description": "`include`: events that nobody dates match any `date` too; `only`: no others, and so "
            "without `date`.",
            "example": "include",
            "allowed": " or ".join(Undated),
        },
    )
    published = _build_dates("Events that an article which was published then tells of.")
    updated_since = MomentField(
        metadata={
            "description": "Events that changed at or after this moment. For what was merged or removed see "
            "`/v1/changes`.",
            "example": "2020-01-01",
            "allowed": ALLOWED_SINCE,
        },
    )
    bbox = BoxField(
        metadata={
            "description": "Events at bases within this box (WGS 84). One whose west is greater than its east crosses "
            "the 180th meridian. How many others match and have no coordinates is told by `unplaced_count` or, of CSV "
            "and NDJSON, by the header `Basewatch-Unplaced-Count`.",
            "example": "38,29,49,38",
            "allowed": "west,south,east,north in degrees, with commas between them",
        },
    )
    q = WordsField(
        metadata={
            "description": "Events of which one report has, for each of these words, one that begins with it: in its "
            "quotes, in names of its base, region, actors and source, in its type and its country's code, or in its "
            "article's title. Hyphens, apostrophes and accents make no difference.",
            "example": "handed K1",
            "allowed": f"words, {MAX_VALUE_LENGTH} characters at most",
        },
    )
    min_sources = LimitField(
        validate=validate.Range(1, MAX_NUMBER, error="it is out of range"),
        metadata={
            "description": "Events that at least so many independent sources tell; copies of one text count once.",
            "example": 2,
            "allowed": "a whole number from 1",
        },
    )
    min_confidence = ConfidenceField(
        metadata={
            "description": "Events with a report of at least this `confidence`; of those of 0.8, 8 in 10 are right.",
            "example": 0.8,
        },
    )
    disputed = FlagField(
        metadata={
            "description": "`true`: events on which independent sources exclude one another; `false`: the others.",
            "example": False,
            "allowed": "true or false",
        },
    )
    as_of = build_as_of()

    @validates_schema
    def _refuse_contradiction(self, values: dict[str, Any], **_options: Any) -> None:
        if values.get("date") and values.get("undated") is Undated.ONLY:
            raise ParameterError(
                "undated",
                "`undated=only` asks for events that nobody dates, and `date` for dated ones; leave one of them out",
                allowed=f"{Undated.INCLUDE} where `date` is given",
                nearest=str(Undated.INCLUDE),
            )


class EventArgumentsSchema(PageArgumentsSchema, EventFilterSchema):
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
    members = _build_words(
        EVENT_FIELDS,
        "Members of each event to give, instead of all. Several, as with filters.",
        "id",
        data_key="fields",
    )
    include = _build_words(
        Inclusion,
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
    format = WordField(
        EventFormat,
        metadata={
            "description": "The form of the answer, instead of what `Accept` asks for. `csv` and `ndjson` give all "
            "that match, or `limit` of them where it is given; `geojson` is paged like `json`.",
            "example": "json",
            "allowed": " or ".join(EventFormat),
        },
    )
