"""The ranges of indexes in which the current events that a query asks for are found, each in the order of the list.

What a page costs must not grow with the store. So a filter that has an index becomes one range for each of its values,
a range of dates one for the events that begin in it and one for each class of longer ones that may reach into it, and
a page is the first of what comes first in each. A range says where to look, and which filters all that is there meets;
the conditions of all others are put on it too.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any, NamedTuple

from service.domain.queries import DateRange, EventOrder, EventQuery, PageRequest, Undated
from service.storage.read.conditions import FIRST_DATED
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.keys import clean_key
from service.storage.tables.models import EventRow
from service.storage.tables.spans import SPANS

Listed = type[EventRow] | type[ParticipationRow] | type[EventSourceRow]
# FilterNames of filters.
FilterNames = frozenset[str]

_KEYS = {EventOrder.DATE: "sort_key", EventOrder.REPORTED: "reported_key", EventOrder.UPDATED: "updated_key"}
# What follows the day in a key comes before this.
_AFTER = "}"
# More ranges than these are not read side by side: what so many hold together is found soon in the order of all.
_MAX_VALUES = 16
_YEAR = dt.timedelta(days=366)
# Filters with an index of their own, together or alone; what comes first leaves the fewest.
_INDEXED = tuple(map(frozenset, (("base",), ("country", "type"), ("country",), ("type",))))
_NONE: FilterNames = frozenset()
# What an event that begins in a range of days meets, and so does one without days where these are asked for.
_DATES = frozenset({"date", "undated"})


class Sign(StrEnum):
    """How an index compares a column with a value."""

    IS = "="
    BEFORE = "<"
    FROM = ">="
    IS_GIVEN = "is not null"


class Bound(NamedTuple):
    """What an index compares one of its columns with."""

    column: str
    sign: Sign
    value: Any = None


# What one index compares at once.
Bounds = tuple[Bound, ...]


class Range(NamedTuple):
    """Rows of one table, which has an index that begins with the columns that are bound and ends with the order.

    Whatever is in it meets the filters `met`. Only of an actor in any role an event may have several rows in it.
    What is in a range of a higher `turn` comes behind all that is in this one, where the latest come first.
    """

    rows: Listed
    bounds: Bounds
    met: FilterNames = _NONE
    turn: int = 0

    @property
    def has_repeats(self) -> bool:
        """Whether one event may be in it more than once."""
        return self.rows is ParticipationRow and "role" not in self.met


class Period(NamedTuple):
    """What bounds the part of a range that lies in some days; `met` and `turn` are the range's."""

    bounds: Bounds = ()
    met: FilterNames = _NONE
    turn: int = 0


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What a page's statement is made of: `size` events in the order of the key called `name`, behind `after`.

    The values in it may be those that are asked for, or places for such values. No event is in two ranges where they
    are disjoint. Where it is `of_lines`, the lines of CSV are read instead of the documents.
    """

    query: EventQuery
    name: str
    is_down: bool
    size: int
    after: Any
    ranges: tuple[Range, ...]
    is_disjoint: bool
    of_lines: bool = False


def plan_page(query: EventQuery, page: PageRequest, order: EventOrder, spans: Sequence[int] = SPANS) -> PagePlan:
    """Where the events of a page, and one more, are looked for. `spans` are the classes that there may be."""
    name = _KEYS[EventOrder(order.removeprefix("-"))]
    after = None if page.after is None else clean_key(page.after)
    ranges, is_disjoint = _list_ranges(query, name, spans)
    return PagePlan(query, name, order.startswith("-"), page.limit + 1, after, ranges, is_disjoint)


def _list_ranges(query: EventQuery, name: str, spans: Sequence[int]) -> tuple[tuple[Range, ...], bool]:
    """Where to look in the order of a key. What held once has no indexes of its own."""
    if query.revision is not None:
        return (Range(EventRow, ()),), True
    chosen = {filter_name: value for filter_name, value in query.chosen.items() if value}
    rows, values, met = _list_linked(chosen) if name == "sort_key" and "base" not in chosen else (EventRow, [], _NONE)
    if not values:
        rows, (values, met) = EventRow, _list_values(chosen)
    days = _span_days(chosen.get("date", ()))
    # In another order than that of the days all events of the range must be sorted, which pays for few.
    is_short = days is not None and days.first is not None and days.last is not None and days.last - days.first < _YEAR
    periods = [Period()]
    if name == "sort_key" or is_short:
        periods = _list_periods(rows, days, chosen.get("undated"), spans, is_one=len(chosen.get("date", ())) == 1)
    ranges = tuple(
        Range(rows, value + period.bounds, met | period.met, period.turn if name == "sort_key" else 0)
        for value, period in product(values, periods)
    )
    # An event has one base, but may have several of the actors or sources.
    return ranges, rows is EventRow or len(values) == 1


def _list_linked(chosen: Mapping[str, Any]) -> tuple[Listed, list[Bounds], FilterNames]:
    """The actors, each in each of its roles, or else the sources."""
    if "actor" in chosen:
        acting = [(Bound("actor", Sign.IS, actor),) for actor in chosen["actor"]]
        cast: list[Bounds] = [(Bound("role", Sign.IS, role),) for role in chosen.get("role", ())] or [()]
        parts = _limit([(*actor, *role) for actor, role in product(acting, cast)])
        return ParticipationRow, parts, frozenset({"actor", "role"} & chosen.keys())
    sources = _limit([(Bound("source", Sign.IS, source),) for source in chosen.get("source", ())])
    return EventSourceRow, sources, frozenset({"source"})


def _list_values(chosen: Mapping[str, Any]) -> tuple[list[Bounds], FilterNames]:
    """Those of the first filters that all have a value; no bound where none has."""
    for names in _INDEXED:
        if names <= chosen.keys():
            columns = [[Bound(name, Sign.IS, value) for value in chosen[name]] for name in sorted(names)]
            values = _limit(list(product(*columns)))
            if values:
                return values, names
    return [()], _NONE


def _limit(values: list[Bounds]) -> list[Bounds]:
    return values if len(values) <= _MAX_VALUES else []


def _span_days(ranges: Sequence[DateRange]) -> DateRange | None:
    """From the first to the last day of all ranges."""
    if not ranges:
        return None
    firsts, lasts = [days.first for days in ranges], [days.last for days in ranges]
    first = None if None in firsts else min(day for day in firsts if day)
    return DateRange(first, None if None in lasts else max(day for day in lasts if day))


def _list_periods(
    rows: Listed, days: DateRange | None, undated: Undated | None, spans: Sequence[int], *, is_one: bool
) -> list[Period]:
    """Events that begin in a range of days, longer ones that begin before and may reach into it, and undated ones.

    Of several ranges of days, unless it `is_one`, those between the first and the last day are not all in one.
    """
    without = Period((Bound("sort_key", Sign.BEFORE, FIRST_DATED),), _DATES, 2)
    if undated is Undated.ONLY:
        return [without]
    if days is None:
        return [Period() if rows is EventRow else Period((Bound("sort_key", Sign.IS_GIVEN),))]
    first = days.first or dt.date.min
    end = () if days.last is None else (Bound("sort_key", Sign.BEFORE, f"{days.last}{_AFTER}"),)
    begin = first.isoformat()
    periods = [Period((Bound("sort_key", Sign.FROM, begin), *end), _DATES if is_one else _NONE)]
    if days.first is not None:
        earlier = Bound("sort_key", Sign.BEFORE, begin)
        periods += [
            Period((Bound("span", Sign.IS, span), earlier, Bound("sort_key", Sign.FROM, _go_back(first, span))), turn=1)
            for span in spans
        ]
    return periods if undated is None else [*periods, without]


def _go_back(day: dt.date, days: int) -> str:
    return dt.date.fromordinal(max(day.toordinal() - days, 1)).isoformat()
