"""The statements of lists of names: which of a kind match, and in which order they come."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select

from service.domain.names.prefixes import KeyPlace
from service.domain.queries import NameOrder, NameQuery
from service.errors import ParameterError
from service.storage.names.places import is_in_box
from service.storage.names.resolve import Rows
from service.storage.read.names.kinds import ListedKind
from service.storage.tables.keys import clean_key
from service.storage.tables.names import BaseRow

# No letter comes after it.
_LAST = "\U0010ffff"
_DAY = 10
_MAX_NUMBER = 2**31 - 1


class OrderPart(NamedTuple):
    """What a list is ordered by, before what comes behind it; its values are of one type."""

    column: Any
    type: type = str
    is_down: bool = False


def select_names(kind: ListedKind[Any], query: NameQuery) -> tuple[Rows, list[OrderPart]]:
    """The statement that finds what matches, and what it is ordered by; the last part is unique."""
    statement = kind.statement.where(*_list_conditions(kind, query))
    parts: list[OrderPart] = []
    if query.prefix is not None:
        found = _find_prefix(kind, query.prefix)
        statement = statement.join(found, found.c.slug == kind.rows.slug)
        parts = [OrderPart(found.c.rank, int), OrderPart(kind.event_count, int, is_down=True)]
    if query.order is NameOrder.NAME:
        keys: Any = kind.prefix.class_
        statement = statement.join(keys, and_(kind.prefix == kind.rows.slug, keys.place == KeyPlace.NAME))
        parts = [OrderPart(keys.key)]
    elif query.order is NameOrder.EVENTS_DOWN:
        parts = [OrderPart(kind.event_count, int, is_down=True)]
    elif query.order is NameOrder.LATEST_DOWN:
        parts = [OrderPart(func.coalesce(func.substr(kind.latest, 1, _DAY), ""), is_down=True)]
    return statement, [*parts, OrderPart(kind.rows.slug)]


def order_by_parts(statement: Rows, parts: Sequence[OrderPart]) -> Rows:
    """The statement in the order of the parts, with their values behind its own columns."""
    labelled = [part.column.label(f"part_{place}") for place, part in enumerate(parts)]
    ordered = [label.desc() if part.is_down else label.asc() for label, part in zip(labelled, parts, strict=True)]
    return statement.add_columns(*labelled).order_by(*ordered)


def name_parts(chosen: Subquery, parts: Sequence[OrderPart]) -> list[OrderPart]:
    """The same parts, as a statement within has found them."""
    return [part._replace(column=chosen.c[f"part_{place}"]) for place, part in enumerate(parts)]


def build_position(values: Sequence[Any]) -> str:
    """Where a list goes on, by the values of its parts in the last item; the slug alone where it orders alone."""
    return str(values[0]) if len(values) == 1 else json.dumps(list(values), ensure_ascii=False)


def is_following(position: str, parts: Sequence[OrderPart]) -> ColumnElement[bool]:
    """What comes behind a place of the list."""
    values = [position] if len(parts) == 1 else parse_position(position, [part.type for part in parts])
    alternatives = []
    for place, part in enumerate(parts):
        value = clean_key(values[place]) if isinstance(values[place], str) else values[place]
        beyond = part.column < value if part.is_down else part.column > value
        same = [before.column == known for before, known in zip(parts[:place], values, strict=False)]
        alternatives.append(and_(*same, beyond))
    return or_(*alternatives)


def parse_position(position: str, types: Sequence[type]) -> list[Any]:
    """The values of a place; a ParameterError where it is none of a list with parts of these types."""
    try:
        values = json.loads(position)
    except ValueError:
        values = None
    is_like = isinstance(values, list) and [type(value) for value in values] == list(types)
    if not (is_like and all(map(_is_plain, values))):
        raise ParameterError(
            "cursor",
            "invalid cursor; follow `next` unchanged with the same filters, or leave `cursor` out",
            allowed="the cursor of a page of the same list and filters",
        )
    return list(values)


def _is_plain(value: Any) -> bool:
    """Whether every database takes it, for a text or for a number of its own."""
    return value.isprintable() if isinstance(value, str) else bool(abs(value) <= _MAX_NUMBER)


def _find_prefix(kind: ListedKind[Any], prefix: str) -> Subquery:
    """The slugs of what has a key that begins so, each with the rank of its best one; first what is called just so."""
    keys: Any = kind.prefix.class_
    whole = and_(keys.key == prefix, keys.place != KeyPlace.WORD)
    rank = func.min(case((whole, 0), else_=keys.place + 1)).label("rank")
    begins = (keys.key >= prefix, keys.key < prefix + _LAST)
    # Named one by one, so that an index that begins with the place is searched for each.
    places = keys.place.in_([int(place) for place in KeyPlace])
    return select(kind.prefix.label("slug"), rank).where(places, *begins).group_by(kind.prefix).subquery()


def _list_conditions(kind: ListedKind[Any], query: NameQuery) -> Iterator[ColumnElement[bool]]:
    rows: Any = kind.rows
    for column, values in (("country", query.countries), ("kind", query.kinds), ("region", query.regions)):
        if values:
            yield getattr(rows, column).in_(values)
    if query.box is not None:
        yield is_in_box(BaseRow, query.box)
    if query.distances is not None:
        yield rows.slug.in_(query.distances)
    if query.has_events is not None:
        yield kind.event_count > 0 if query.has_events else kind.event_count == 0
