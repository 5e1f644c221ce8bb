"""Reading the kept counts of current events: how many there are by one or two things, however many events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select, true

from service.domain.queries import DateRange, Dimension, EventQuery, Undated
from service.storage.read.conditions import Condition
from service.storage.read.dated.counts import select_dated_counts
from service.storage.read.dated.months import AskedDays
from service.storage.read.dated.selects import Asked
from service.storage.tables.counts.event_counts import COUNTED, COUNTED_BY_MONTH, EventCountRow

# How much of a day's text tells its period, of those that are counted.
COUNTED_PERIODS = {Dimension.MONTH: 7, Dimension.YEAR: 4}
_PERIODS = {Dimension.DAY, *COUNTED_PERIODS}
# An event may have several, so that counts of those that have one of some cannot be added up.
_SEVERAL = {"actor", "source"}
_FILTERS = {"actor", "base", "country", "placed", "source", "status", "type"}
_DATES = {"date", "undated"}
# All days, and undated events.
_EVER = AskedDays(DateRange(None, None), has_undated=True)


def select_counts(query: EventQuery, dimensions: Sequence[Dimension]) -> Select[*tuple[Any, ...]] | None:
    """The key of each dimension and how many events have them; null where this is not kept."""
    filters = {name: _list_keys(value) for name, value in query.chosen.items() if value not in (None, ())}
    days = _find_days(query)
    filters = {name: keys for name, keys in filters.items() if name not in _DATES}
    if query.revision is not None or any(query.excluded.values()) or days is None or not _are_kept(filters, dimensions):
        return None
    if days == _EVER and Dimension.DAY not in dimensions:
        statement = _select_ever(filters, dimensions)
        if statement is not None:
            return statement
    return _select_dated(filters, dimensions, days)


def _find_days(query: EventQuery) -> AskedDays | None:
    """Which days are asked for; null where these are no single range."""
    ranges, undated = query.chosen.get("date") or (), query.chosen.get("undated")
    if undated is Undated.ONLY:
        return AskedDays(None, has_undated=True)
    if not ranges:
        return _EVER
    [days, *further] = ranges
    if further or (days.first and days.last and days.first > days.last):
        return None
    return AskedDays(days, has_undated=undated is Undated.INCLUDE)


def _select_ever(
    filters: Mapping[str, Sequence[str]], dimensions: Sequence[Dimension]
) -> Select[*tuple[Any, ...]] | None:
    grouped = ["period" if dimension in COUNTED_PERIODS else dimension.value for dimension in dimensions]
    names = [name for name in COUNTED if name in {*grouped, *filters}]
    if len(names) > 2:
        return None
    first, second = (*names, "", "")[:2]
    columns = dict(zip(names, (EventCountRow.first_key, EventCountRow.second_key), strict=False))
    conditions = [columns[name].in_(keys) for name, keys in filters.items()]
    keys = [_build_key(dimension, columns[name]) for dimension, name in zip(dimensions, grouped, strict=True)]
    total = func.coalesce(func.sum(EventCountRow.count), 0).label("count")
    labelled = [key.label(f"key_{place}") for place, key in enumerate(keys)]
    counted: list[Condition] = [EventCountRow.first == first, EventCountRow.second == second, *conditions]
    # One that fell to nothing is none.
    return select(*labelled, total).where(*counted, EventCountRow.count > 0 if keys else true()).group_by(*keys)


def _select_dated(
    filters: Mapping[str, Sequence[str]], dimensions: Sequence[Dimension], days: AskedDays
) -> Select[*tuple[Any, ...]] | None:
    named = {dimension.value for dimension in dimensions if dimension not in _PERIODS} | filters.keys()
    names = [name for name in COUNTED_BY_MONTH if name in named]
    # AskedDays are counted with one other thing.
    has_days = Dimension.DAY in dimensions
    if len(names) > 2 - has_days or (has_days and "placed" in names):
        return None
    return select_dated_counts(Asked(names, filters, dimensions), days)


def _list_keys(value: Any) -> Sequence[str]:
    return [str(key) for key in value] if isinstance(value, tuple) else ()


def _are_kept(filters: Mapping[str, Sequence[str]], dimensions: Sequence[Dimension]) -> bool:
    if not filters.keys() <= _FILTERS:
        return False
    grouped = {dimension.value for dimension in dimensions}
    return all(len(filters[name]) == 1 and name not in grouped for name in _SEVERAL & filters.keys())


def _build_key(dimension: Dimension, column: Any) -> Any:
    if dimension is Dimension.MONTH:
        return case((func.length(column) == COUNTED_PERIODS[dimension], column))
    key = func.substr(column, 1, 4) if dimension is Dimension.YEAR else column
    return func.nullif(key, "")
