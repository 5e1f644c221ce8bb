"""Groups of events, in order and as items of JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.domain.queries import Dimension, GroupOrder
from service.storage.read.summaries import find_names

MAX_GROUPS = 10_000
# Periods, each with the length of its prefix of an ISO date.
PERIODS = {Dimension.DAY: 10, Dimension.MONTH: 7, Dimension.YEAR: 4}
_NAMED = (Dimension.BASE, Dimension.ACTOR, Dimension.SOURCE)
# Comes after all keys.
_LAST = "\U0010ffff"

# Of each dimension one, null for events that have none.
Keys = tuple[str | None, ...]
Group = tuple[Keys, int]
# The names of bases, actors and sources, by slug.
GroupNames = Mapping[Dimension, Mapping[str, str]]


def order_groups(groups: Iterable[Group], order: GroupOrder) -> list[Group]:
    """By keys, null last; with `count`, by the number of events before that, the highest first."""
    if order is GroupOrder.COUNT:
        return sorted(groups, key=lambda group: (-group[1], _order_keys(group)))
    return sorted(groups, key=_order_keys)


def _order_keys(group: Group) -> tuple[str, ...]:
    return tuple([_LAST if key is None else key for key in group[0]])


def find_group_names(session: Session, groups: Sequence[Group], dimensions: Sequence[Dimension]) -> GroupNames:
    """What the bases, actors and sources of groups are called."""
    return {
        dimension: find_names(
            session, dimension, sorted({key for keys, _ in groups if (key := keys[place]) is not None})
        )
        for place, dimension in enumerate(dimensions)
        if dimension in _NAMED
    }


def build_items(groups: Iterable[Group], dimensions: Sequence[Dimension], names: GroupNames) -> list[dict[str, Any]]:
    """The JSON of each group: its keys by their dimensions, and how many events have them."""
    return [_build_item(keys, count, dimensions, names) for keys, count in groups]


def _build_item(keys: Keys, count: int, dimensions: Sequence[Dimension], names: GroupNames) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for dimension, key in zip(dimensions, keys, strict=True):
        named = names.get(dimension)
        item[dimension.value] = key if named is None or key is None else {"slug": key, "name": named[key]}
    item["count"] = count
    return item
