"""The ranges of indexes in which the current events that a query asks for are found, each in the order of the list.

What a page costs must not grow with the store. So a filter that has an index becomes one range for each of its values,
a range of dates one for the events that begin in it and one for each class of longer ones that may reach into it, and
a page is the first of what comes first in each. A range says only where to look: all conditions are put on it too.
"""

import datetime as dt
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Any

from sqlalchemy import CTE, Integer, ScalarSelect, Select, and_, func, literal_column, select, union, union_all
from sqlalchemy.orm import aliased

from service.domain.queries import Box, DateRange, EventOrder, EventQuery, PageRequest, Undated
from service.storage.read.conditions import FIRST_DATED, Condition
from service.storage.read.filters import build_conditions
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.keys import clean_key
from service.storage.tables.models import EventRow
from service.storage.tables.spans import SPANS

Listed = type[EventRow] | type[ParticipationRow] | type[EventSourceRow]

_KEYS = {EventOrder.DATE: "sort_key", EventOrder.REPORTED: "reported_key", EventOrder.UPDATED: "updated_key"}
# What follows the day in a key comes before this.
_AFTER = "}"
# More ranges than these are not read side by side: what so many hold together is found soon in the order of all.
_MAX_VALUES = 16
_YEAR = dt.timedelta(days=366)
# Filters with an index of their own, together or alone; what comes first leaves the fewest.
_INDEXED = ({"base"}, {"country", "type"}, {"country"}, {"type"})


class Sign(StrEnum):
    """How an index compares a column with a value."""

    IS = "="
    BEFORE = "<"
    FROM = ">="
    IS_GIVEN = "is not null"


_COMPARE: Mapping[Sign, Callable[[Any, Any], Condition]] = {
    Sign.IS: operator.eq,
    Sign.BEFORE: operator.lt,
    Sign.FROM: operator.ge,
    Sign.IS_GIVEN: lambda column, _value: column.is_not(None),
}


@dataclass(frozen=True, slots=True)
class Bound:
    """What an index compares one of its columns with."""

    column: str
    sign: Sign
    value: Any = None


# What one index compares at once.
Bounds = tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Rows of one table, which has an index that begins with the columns that are bound and ends with the order."""

    rows: Listed
    bounds: Bounds

    def compare(self) -> list[Condition]:
        """The conditions that its bounds are."""
        return [_COMPARE[bound.sign](getattr(self.rows, bound.column), bound.value) for bound in self.bounds]


@dataclass(frozen=True, slots=True)
class PagePlan:
    """What a page's statement is made of: `size` events in the order of the key called `name`, behind `after`.

    The values in it may be those that are asked for, or places for such values.
    """

    query: EventQuery
    name: str
    is_down: bool
    size: int
    after: Any
    ranges: tuple[Range, ...]


def plan_page(query: EventQuery, page: PageRequest, order: EventOrder) -> PagePlan:
    """Where the events of a page, and one more, are looked for."""
    name = _KEYS[EventOrder(order.removeprefix("-"))]
    after = None if page.after is None else clean_key(page.after)
    return PagePlan(query, name, order.startswith("-"), page.limit + 1, after, tuple(_list_ranges(query, name)))


def select_page(plan: PagePlan) -> Select[*tuple[Any, ...]]:
    """The id, slug, document and key of the events of a page, and of one more."""
    name, is_down, after, ranges = plan.name, plan.is_down, plan.after, plan.ranges
    key, size = getattr(EventRow, name), literal_column(str(plan.size), Integer)
    columns = (EventRow.id, EventRow.slug, EventRow.document, key.label("key"))
    conditions = build_conditions(plan.query)
    box = _find_box(plan.query) if name == "sort_key" else None
    if box is None and len(ranges) == 1 and ranges[0].rows is EventRow:
        found = select(*columns).where(*conditions, *ranges[0].compare(), *_continue(key, after, is_down=is_down))
        return found.order_by(_order(key, is_down=is_down)).limit(size)
    if box is not None:
        parts = [_select_in_box(box, plan.size, after, is_down=is_down)]
    else:
        parts = [_select_range(part, name, conditions, size, after, is_down=is_down) for part in ranges]
    # An event may have several of the actors or sources.
    unite = union_all if ranges[0].rows is EventRow else union
    united = unite(*(select(part.subquery()) for part in parts)).subquery()
    # Documents are read of one page alone.
    first = select(united.c.id).order_by(_order(united.c[name], is_down=is_down)).limit(size).subquery()
    statement = select(*columns).join(first, first.c.id == EventRow.id)
    return statement.order_by(_order(key, is_down=is_down)).limit(size)


def _select_range(
    part: Range, name: str, conditions: Sequence[Condition], size: Any, after: Any, *, is_down: bool
) -> Select[*tuple[Any, ...]]:
    """The ids of the first in one range; more than a page of them is not needed."""
    rows: Any = part.rows
    key = getattr(rows, name)
    if rows is EventRow:
        chosen = select(EventRow.id, key)
    else:
        # An actor may take part in two roles.
        chosen = select(rows.event_id.label("id"), key).distinct().join(EventRow, EventRow.id == rows.event_id)
    chosen = chosen.where(*conditions, *part.compare(), *_continue(key, after, is_down=is_down))
    return chosen.order_by(_order(key, is_down=is_down)).limit(size)


def _order(key: Any, *, is_down: bool) -> Any:
    return key.desc() if is_down else key


def _continue(key: Any, after: Any, *, is_down: bool) -> list[Condition]:
    """What comes behind a key in the order of the list; all of it behind none."""
    if after is None:
        return []
    return [key < after if is_down else key > after]


def _list_ranges(query: EventQuery, name: str) -> list[Range]:
    """Where to look in the order of a key. What held once has no indexes of its own."""
    if query.revision is not None:
        return [Range(EventRow, ())]
    chosen = {filter_name: value for filter_name, value in query.chosen.items() if value}
    rows, values = _list_linked(chosen) if name == "sort_key" and "base" not in chosen else (EventRow, [])
    if not values:
        rows, values = EventRow, _list_values(chosen)
    days = _span_days(chosen.get("date", ()))
    # In another order than that of the days all events of the range must be sorted, which pays for few.
    is_short = days is not None and days.first is not None and days.last is not None and days.last - days.first < _YEAR
    periods = _list_periods(rows, days, chosen.get("undated")) if name == "sort_key" or is_short else [()]
    return [Range(rows, (*value, *period)) for value, period in product(values, periods)]


def _list_linked(chosen: Mapping[str, Any]) -> tuple[Listed, list[Bounds]]:
    """The actors, each in each of its roles, or else the sources."""
    if "actor" in chosen:
        acting = [(Bound("actor", Sign.IS, actor),) for actor in chosen["actor"]]
        cast: list[Bounds] = [(Bound("role", Sign.IS, role),) for role in chosen.get("role", ())] or [()]
        return ParticipationRow, _limit([(*actor, *role) for actor, role in product(acting, cast)])
    return EventSourceRow, _limit([(Bound("source", Sign.IS, source),) for source in chosen.get("source", ())])


def _list_values(chosen: Mapping[str, Any]) -> list[Bounds]:
    """Those of the first filters that all have a value; no bound where none has."""
    for names in _INDEXED:
        if names <= chosen.keys():
            columns = [[Bound(name, Sign.IS, value) for value in chosen[name]] for name in sorted(names)]
            values = _limit(list(product(*columns)))
            if values:
                return values
    return [()]


def _limit(values: list[Bounds]) -> list[Bounds]:
    return values if len(values) <= _MAX_VALUES else []


def _span_days(ranges: Sequence[DateRange]) -> DateRange | None:
    """From the first to the last day of all ranges."""
    if not ranges:
        return None
    firsts, lasts = [days.first for days in ranges], [days.last for days in ranges]
    first = None if None in firsts else min(day for day in firsts if day)
    return DateRange(first, None if None in lasts else max(day for day in lasts if day))


def _list_periods(rows: Listed, days: DateRange | None, undated: Undated | None) -> list[Bounds]:
    """Events that begin in a range of days, longer ones that begin before and may reach into it, and undated ones."""
    without = (Bound("sort_key", Sign.BEFORE, FIRST_DATED),)
    if undated is Undated.ONLY:
        return [without]
    if days is None:
        return [() if rows is EventRow else (Bound("sort_key", Sign.IS_GIVEN),)]
    first = days.first or dt.date.min
    end = () if days.last is None else (Bound("sort_key", Sign.BEFORE, f"{days.last}{_AFTER}"),)
    begin = f"{first}"
    periods: list[Bounds] = [(Bound("sort_key", Sign.FROM, begin), *end)]
    if days.first is not None:
        earlier = Bound("sort_key", Sign.BEFORE, begin)
        periods += [
            (Bound("span", Sign.IS, span), earlier, Bound("sort_key", Sign.FROM, _go_back(first, span)))
            for span in SPANS
        ]
    return periods if undated is None else [*periods, without]


def _go_back(day: dt.date, days: int) -> str:
    return f"{dt.date.fromordinal(max(day.toordinal() - days, 1))}"


# Events in a box are looked for place by place: there are many at few places, and a page has but the first of each.


def _find_box(query: EventQuery) -> Box | None:
    """The box of a query for current events that has no other filter."""
    box: Box | None = query.chosen.get("bbox")
    if box is None:
        return None
    others = [value for value in query.drop("bbox").chosen.values() if value]
    if others or any(query.excluded.values()) or query.revision is not None:
        return None
    return box


def _select_in_box(box: Box, limit: int, after: Any, *, is_down: bool) -> Select[*tuple[Any, ...]]:
    """The numbers and sort keys of the first `limit` events of each place in a box."""
    places = _list_places(box)
    event, earlier = aliased(EventRow), aliased(EventRow)
    last = (
        select(earlier.sort_key)
        .where(*_hold_at(places, earlier), *_continue(earlier.sort_key, after, is_down=is_down))
        .order_by(_order(earlier.sort_key, is_down=is_down))
        .limit(1)
        .offset(limit - 1)
        .correlate(places)
        .scalar_subquery()
    )
    reached = event.sort_key >= func.coalesce(last, "") if is_down else event.sort_key <= func.coalesce(last, "}")
    # Of a bare column SQLite would conclude that the events' index is to be searched by a range.
    longitude = places.c.longitude + 0
    east, west = longitude <= box.east, longitude >= box.west
    inside = east | west if box.west > box.east else and_(east, west)
    return (
        select(event.id, event.sort_key)
        .select_from(places)
        .join(event, and_(*_hold_at(places, event)))
        .where(inside, reached, *_continue(event.sort_key, after, is_down=is_down))
    )


def _hold_at(places: CTE, event: Any) -> tuple[Any, ...]:
    return event.latitude == places.c.latitude, event.longitude == places.c.longitude, event.until.is_(None)


def _list_places(box: Box) -> CTE:
    """All places between two latitudes, each found from the one before it, without its events."""
    first, event, further = aliased(EventRow), aliased(EventRow), aliased(EventRow)
    start = _find_first(first, first.latitude >= box.south)
    places = select(event.latitude, event.longitude).where(event.id == start, event.latitude <= box.north)
    found = places.cte("places", recursive=True)
    # Two questions, for SQLite compares a pair of columns by the first of them alone.
    east = _find_first(further, further.latitude == found.c.latitude, further.longitude > found.c.longitude)
    north = _find_first(further, further.latitude > found.c.latitude)
    number = func.coalesce(east.correlate(found), north.correlate(found))
    following = select(event.latitude, event.longitude).select_from(found).join(event, event.id == number)
    return found.union_all(following.where(event.latitude <= box.north))


def _find_first(event: Any, *conditions: Any) -> ScalarSelect[int]:
    """The number of the southernmost event, and of those the westernmost."""
    chosen = select(event.id).where(event.until.is_(None), *conditions)
    return chosen.order_by(event.latitude, event.longitude).limit(1).scalar_subquery()
