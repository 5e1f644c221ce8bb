"""Reading the kept counts of current events: how many there are by one or two things, however many events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, case, func, select, true

from service.domain.queries import Dimension, EventQuery
from service.storage.read.conditions import Condition
from service.storage.tables.models import COUNTED, EventCountRow

# How much of a day's text tells its period, of those that are counted.
COUNTED_PERIODS = {Dimension.MONTH: 7, Dimension.YEAR: 4}
# An event may have several, so that counts of those that have one of some cannot be added up.
_SEVERAL = {"actor", "source"}
_FILTERS = {"actor", "base", "country", "placed", "source", "status", "type"}


def select_counts(query: EventQuery, dimensions: Sequence[Dimension]) -> Select[*tuple[Any, ...]] | None:
    """The key of each dimension and how many events have them; null where this is not kept."""
    filters = {name: _list_keys(value) for name, value in query.chosen.items() if value not in (None, ())}
    grouped = ["period" if dimension in COUNTED_PERIODS else dimension.value for dimension in dimensions]
    names = [name for name in COUNTED if name in {*grouped, *filters}]
    if query.revision is not None or any(query.excluded.values()) or not _is_kept(names, grouped, filters):
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


def _list_keys(value: Any) -> Sequence[str]:
    return [str(key) for key in value] if isinstance(value, tuple) else ()


def _is_kept(names: Sequence[str], grouped: Sequence[str], filters: Mapping[str, Sequence[str]]) -> bool:
    if len(names) > 2 or not {*grouped} <= {*COUNTED} or not filters.keys() <= _FILTERS:
        return False
    return all(len(filters[name]) == 1 and name not in grouped for name in _SEVERAL & filters.keys())


def _build_key(dimension: Dimension, column: Any) -> Any:
    if dimension is Dimension.MONTH:
        return case((func.length(column) == COUNTED_PERIODS[dimension], column))
    key = func.substr(column, 1, 4) if dimension is Dimension.YEAR else column
    return func.nullif(key, "")
