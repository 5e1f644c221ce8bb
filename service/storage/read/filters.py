"""The filters on events, one row each: what they are called, what they take, and which events they let through.

The parameters of the API, their description, the query's values and the statement follow from the table. Values within
one filter are alternatives, so each condition is one that any of them meets; different filters all hold.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import false, func, not_
from sqlalchemy.orm import Session

from service.domain.events.reports import Role, Status
from service.domain.names.places import PlacePrecision
from service.domain.queries import EventQuery, Undated
from service.storage.names.places import resolve_nearby, resolve_regions
from service.storage.names.resolve import (
    resolve_actors,
    resolve_bases,
    resolve_countries,
    resolve_sources,
    resolve_types,
)
from service.storage.read.conditions import (
    Condition,
    has_source,
    has_words,
    held_at,
    is_dated,
    is_near,
    is_within,
    takes_part,
    was_published,
)
from service.storage.tables.models import EventRow
from service.storage.tables.revisions import find_number_before


class ValueKind(StrEnum):
    """What a filter takes. Of names, words and dates it takes several."""

    NAMES = "names"
    WORDS = "words"
    WORD = "word"
    DATES = "dates"
    MOMENT = "moment"
    BOX = "box"
    POINT = "point"
    RADIUS = "radius"
    TERMS = "terms"
    COUNT = "count"
    SHARE = "share"
    FLAG = "flag"


class Resolve(Protocol):
    """Makes what callers write to what a condition takes; `past` asks of a state before now."""

    def __call__(self, session: Session, value: Any, parameter: str, /, *, past: bool) -> Any:
        """The value; raises ParameterError where it means nothing that is known."""


def take_as_given(_session: Session, value: Any, _parameter: str, *, past: bool) -> Any:
    """The value as callers wrote it, which is what the condition takes."""
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class EventFilter:
    """One filter.

    `help` describes it, `example` is a value as callers write it. `condition` makes the SQL of a resolved value; it is
    null where the value is read together with another filter's, which names it as `beside` and takes both. `words` are
    those that may be given, `allowed` says in words what may. A filter that can be negated has a parameter `name!` for
    values that an event must not have; `negatable` is an example of such a value.
    """

    name: str
    kind: ValueKind
    help: str
    example: Any
    condition: Callable[..., Condition | None] | None
    allowed: str = ""
    negatable: str | None = None
    beside: str | None = None
    words: Sequence[StrEnum] = ()
    resolve: Resolve = take_as_given


def _resolve_moment(session: Session, moment: dt.datetime, _parameter: str, *, past: bool) -> int:
    return find_number_before(session, moment)


FILTERS = (
    EventFilter(
        "base",
        ValueKind.NAMES,
        "Events at this base, by slug, name or alias.",
        "k1",
        EventRow.base.in_,
        allowed="the slug, name or an alias of a known base",
        resolve=resolve_bases,
        negatable="taji",
    ),
    EventFilter(
        "actor",
        ValueKind.NAMES,
        "Events that this actor takes part in.",
        "us-led-coalition",
        takes_part,
        beside="role",
        allowed="the slug, name or an alias of a known actor",
        resolve=resolve_actors,
        negatable="iran",
    ),
    EventFilter(
        "role",
        ValueKind.WORDS,
        "Events in which the `actor` (or, without one, anybody) has this role. Several mean any.",
        "leaving",
        None,
        words=tuple(Role),
    ),
    EventFilter(
        "source",
        ValueKind.NAMES,
        "Events that this source tells of.",
        "press-tv",
        has_source,
        allowed="the slug, name or an alias of a known source",
        resolve=resolve_sources,
        negatable="rudaw",
    ),
    EventFilter(
        "type",
        ValueKind.NAMES,
        "Events of this type, by slug; `/v1/events/summary?by=type` lists them.",
        "handover",
        EventRow.type.in_,
        allowed="the slug of a known type",
        resolve=lambda session, slugs, parameter, past: resolve_types(session, slugs, parameter),
        negatable="attack",
    ),
    EventFilter(
        "status",
        ValueKind.WORDS,
        "Events in this status. Several mean any.",
        "occurred",
        EventRow.status.in_,
        words=tuple(Status),
        negatable="denied",
    ),
    EventFilter(
        "country",
        ValueKind.NAMES,
        "Events in this country, by code or name.",
        "IQ",
        EventRow.country.in_,
        allowed="the ISO 3166-1 alpha-2 code or the name of a country",
        resolve=lambda session, names, parameter, past: resolve_countries(session, names, parameter),
        negatable="SY",
    ),
    EventFilter(
        "region",
        ValueKind.NAMES,
        "Events at bases in this first-level region, by name.",
        "Kirkuk",
        EventRow.region.in_,
        allowed="the name of a region that a base is in",
        resolve=resolve_regions,
        negatable="Baghdad",
    ),
    EventFilter(
        "date",
        ValueKind.DATES,
        "Events that may have happened then. An event known only to the month matches every day in it; one that nobody "
        "dates, or whose year nobody gives, matches none unless `undated` says otherwise.",
        "2020-03",
        is_dated,
        beside="undated",
    ),
    EventFilter(
        "undated",
        ValueKind.WORD,
        "`include`: undated events also match; `only`: undated events only, and so without `date`.",
        "include",
        None,
        words=tuple(Undated),
    ),
    EventFilter(
        "published",
        ValueKind.DATES,
        "Events that an article which was published then tells of.",
        "2020-03",
        was_published,
    ),
    EventFilter(
        "updated_since",
        ValueKind.MOMENT,
        "Events that changed at or after this moment. For what was merged or removed see `/v1/changes`.",
        "2020-01-01",
        lambda revision: EventRow.since > revision,
        resolve=_resolve_moment,
    ),
    EventFilter(
        "bbox",
        ValueKind.BOX,
        "Events at bases within this box (WGS 84). One whose west is greater than its east crosses the 180th meridian. "
        "How many others match and have no coordinates is told by `unplaced_count` or, of CSV and NDJSON, by the "
        "header `Basewatch-Unplaced-Count`.",
        "38,29,49,38",
        is_within,
    ),
    EventFilter(
        "near",
        ValueKind.POINT,
        "Events at bases within `radius` of this place (latitude first), along the globe. For those without "
        "coordinates see `bbox`.",
        "35.5,44.3",
        lambda nearby, _radius: is_near(nearby),
        beside="radius",
        resolve=resolve_nearby,
    ),
    EventFilter(
        "radius",
        ValueKind.RADIUS,
        "How far is `near`.",
        "100km",
        None,
    ),
    EventFilter(
        "place_precision",
        ValueKind.WORDS,
        "Events whose place is known just so exactly: by the coordinates of the `base`, by its `region` alone, or by "
        "the `country` alone. Several mean any.",
        "base",
        EventRow.place_precision.in_,
        words=tuple(PlacePrecision),
        negatable="country",
    ),
    EventFilter(
        "q",
        ValueKind.TERMS,
        "Events of which one report has, for each of these words, one that begins with it: in its quotes, in names of "
        "its base, region, actors and source, in its type and its country's code, or in its article's title. Hyphens, "
        "apostrophes and accents make no difference.",
        "handed K1",
        has_words,
    ),
    EventFilter(
        "min_sources",
        ValueKind.COUNT,
        "Events that at least so many independent sources tell; copies of one text count once.",
        2,
        lambda count: EventRow.independent_source_count >= count,
    ),
    EventFilter(
        "min_confidence",
        ValueKind.SHARE,
        "Events with a report of at least this `confidence`; of those of 0.8, 8 in 10 are right.",
        0.8,
        lambda confidence: EventRow.confidence >= confidence,
    ),
    EventFilter(
        "disputed",
        ValueKind.FLAG,
        "`true`: events on which independent sources exclude one another; `false`: the others.",
        False,
        EventRow.is_disputed.is_,
    ),
)


def build_conditions(query: EventQuery, filters: Sequence[EventFilter] = FILTERS) -> list[Condition]:
    """One condition for every filter of the query that has a value, and one for the revision; all of them hold."""
    # An event without a base is not at any that is excluded.
    excluded = (not_(func.coalesce(condition, false())) for condition in _build(query.excluded, filters))
    return [held_at(EventRow, query.revision), *_build(query.chosen, filters), *excluded]


def _build(values: Mapping[str, Any], filters: Sequence[EventFilter]) -> Iterator[Condition]:
    given = {name: value for name, value in values.items() if not (value is None or _is_empty(value))}
    for row in filters:
        if row.condition is None or not {row.name, row.beside} & given.keys():
            continue
        further = () if row.beside is None else (given.get(row.beside),)
        condition = row.condition(given.get(row.name, ()), *further)
        if condition is not None:
            yield condition


def _is_empty(value: Any) -> bool:
    return isinstance(value, tuple) and not value
