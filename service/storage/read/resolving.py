"""What callers gave to filters on events, as their conditions take it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from service.storage.names.memory import RememberedNames
from service.storage.read.filters import FILTERS, EventFilter, ValueKind, take_as_given


def resolve_filters(
    session: Session,
    given: Mapping[str, Any],
    *,
    past: bool,
    parameters: Mapping[str, str] | None = None,
    filters: Sequence[EventFilter] = FILTERS,
    index: RememberedNames | None = None,
) -> dict[str, Any]:
    """What callers gave, as conditions take it: slugs for names. Raises ParameterError for a name that is unknown.

    `parameters` are those that filters were given by, where they are not called as the filters are; `index` may know
    the names of the state that the session sees.
    """
    spelled, asked = parameters or {}, (row for row in filters if row.name in given)
    resolved: dict[str, Any] = {}
    for row in asked:
        value = given[row.name]
        known = index.resolve(row.name, value, past=past) if index and row.kind is ValueKind.NAMES else None
        resolved[row.name] = known or row.resolve(session, value, spelled.get(row.name, row.name), past=past)
    return resolved


def resolve_known(given: Mapping[str, Any], index: RememberedNames) -> dict[str, Any] | None:
    """The same by the names that are remembered alone; null where that is not enough to know what is meant."""
    resolved: dict[str, Any] = {}
    for row in FILTERS:
        if row.name not in given:
            continue
        value = given[row.name]
        if row.kind is ValueKind.NAMES:
            value = index.resolve(row.name, value, past=False)
        elif row.resolve is take_as_given:
            value = tuple(value) if isinstance(value, list) else value
        else:
            value = None
        if value is None:
            return None
        resolved[row.name] = value
    return resolved
