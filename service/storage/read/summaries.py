"""Counting events by what they have in common."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, case, cast, func, select
from sqlalchemy.orm import Session

from service.domain.names.places import Base
from service.domain.queries import Dimension, EventQuery, GroupOrder
from service.storage.read.event_counts import COUNTED_PERIODS, select_counts
from service.storage.read.filters import build_conditions
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.models import EventRow
from service.storage.tables.names import ActorRow, BaseRow, SourceRow

_PERIODS = {Dimension.DAY: 10, **COUNTED_PERIODS}
_COLUMNS: Mapping[Dimension, Any] = {
    Dimension.BASE: EventRow.base,
    Dimension.TYPE: EventRow.type,
    Dimension.STATUS: EventRow.status,
    Dimension.COUNTRY: EventRow.country,
}
# So many names are read sooner with all others than each by itself: there are thousands in all.
_MANY = 200
_NAMED: Mapping[Dimension, Any] = {Dimension.BASE: BaseRow, Dimension.ACTOR: ActorRow, Dimension.SOURCE: SourceRow}


def summarise_events(
    session: Session, query: EventQuery, dimensions: Sequence[Dimension], limit: int, order: GroupOrder | None = None
) -> list[tuple[tuple[str | None, ...], int]]:
    """The keys of each group, one a dimension, with how many events are in it; `limit` groups at most: those that come
    first in an order, or any.

    An event counts once for each of its actors and sources. One that is not known to lie within one period has the
    key null, as has one without a base or country.
    """
    statement = select_counts(query, dimensions)
    if statement is None:
        statement = _select_groups(query, dimensions)
    if order is not None:
        statement = _order_groups(statement, order)
    # By the connection: a session takes as long for each row as the database does.
    rows = session.connection().execute(statement.limit(limit))
    return [(tuple(keys), count) for *keys, count in rows]


def _order_groups(statement: Select[*tuple[Any, ...]], order: GroupOrder) -> Select[*tuple[Any, ...]]:
    """By the keys, null last, or by the count before."""
    counted = statement.subquery()
    *keys, count = counted.c
    places = [part for key in keys for part in (key.is_(None), key)]
    return select(counted).order_by(*([count.desc()] if order is GroupOrder.COUNT else []), *places)


def _select_groups(query: EventQuery, dimensions: Sequence[Dimension]) -> Select[*tuple[Any, ...]]:
    """The same counted anew, of any events: first by columns as they are, which an index may have in their order, and
    then by what these say of periods."""
    statement = select(EventRow.id).select_from(EventRow).where(*build_conditions(query))
    columns: dict[str, Any] = {}
    for dimension in dimensions:
        if dimension is Dimension.SOURCE:
            statement = statement.outerjoin(EventSourceRow, EventSourceRow.event_id == EventRow.id)
            columns["source"] = EventSourceRow.source
        elif dimension is Dimension.ACTOR:
            statement = statement.outerjoin(ParticipationRow, ParticipationRow.event_id == EventRow.id)
            columns["actor"] = ParticipationRow.actor
        elif dimension in _PERIODS:
            columns |= {"first_day": EventRow.first_day, "last_day": EventRow.last_day}
        else:
            columns[dimension.value] = _COLUMNS[dimension]
    # An actor in two roles takes part once.
    count = func.count(EventRow.id.distinct()) if Dimension.ACTOR in dimensions else func.count()
    labelled = [column.label(name) for name, column in columns.items()]
    grouped = statement.with_only_columns(*labelled, count.label("count"), maintain_column_froms=True)
    counted = grouped.group_by(*columns.values()).subquery()
    keys = [_build_key(dimension, counted.c).label(f"key_{place}") for place, dimension in enumerate(dimensions)]
    # All together are one group, also where there are none.
    total = cast(func.coalesce(func.sum(counted.c["count"]), 0), BigInteger).label("count")
    return select(*keys, total).group_by(*keys)


def find_places(session: Session, slugs: Sequence[str]) -> dict[str, Base]:
    """Where bases are, and what they are called, by slug: those that have coordinates."""
    columns = select(BaseRow.slug, BaseRow.name, BaseRow.country, BaseRow.latitude, BaseRow.longitude)
    columns = columns.where(BaseRow.latitude.is_not(None))
    if len(slugs) < _MANY:
        columns = columns.where(BaseRow.slug.in_(slugs))
    return {
        slug: Base(slug, name, country, latitude=latitude, longitude=longitude)
        for slug, name, country, latitude, longitude in session.connection().execute(columns)
    }


def find_names(session: Session, dimension: Dimension, slugs: Sequence[str]) -> dict[str, str]:
    """The names of bases, actors or sources, by slug."""
    rows = _NAMED[dimension]
    named = select(rows.slug, rows.name)
    if len(slugs) < _MANY:
        named = named.where(rows.slug.in_(slugs))
    found: Sequence[Any] = session.connection().execute(named).all()
    return dict(found)


def _build_key(dimension: Dimension, columns: Any) -> ColumnElement[Any]:
    if dimension not in _PERIODS:
        column: ColumnElement[Any] = columns[dimension.value]
        return column
    length = _PERIODS[dimension]
    first = func.substr(cast(columns.first_day, Text), 1, length)
    last = func.substr(cast(columns.last_day, Text), 1, length)
    return case((first == last, first))
