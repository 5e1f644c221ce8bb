"""Lists of bases, actors and sources, by what they are called, where they are, and what happened."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.queries import NameOrder, NameQuery, PageRequest
from service.domain.records import ActorRecord, BaseRecord, Page, SourceRecord
from service.storage.read.names.conditions import (
    build_position,
    is_following,
    name_parts,
    order_by_parts,
    parse_position,
    select_names,
)
from service.storage.read.names.kinds import LISTED_ACTORS, LISTED_BASES, LISTED_SOURCES, ListedKind, Record
from service.storage.tables.names import BaseRow

_ALL = NameQuery()


def find_bases(session: Session, page: PageRequest, query: NameQuery = _ALL) -> Page[BaseRecord]:
    """Bases that match, in the order of the query; where near was asked for, with their distances."""
    distances = query.distances
    if distances is None:
        return _find_page(session, LISTED_BASES, page, query)
    nearest = query.order is NameOrder.DISTANCE
    found = (
        _find_nearest(session, page, query, distances) if nearest else _find_page(session, LISTED_BASES, page, query)
    )
    return Page([replace(item, distance_km=distances[item.base.slug]) for item in found.items], found.after)


def find_actors(session: Session, page: PageRequest, query: NameQuery = _ALL) -> Page[ActorRecord]:
    """As find_bases, for actors."""
    return _find_page(session, LISTED_ACTORS, page, query)


def find_sources(session: Session, page: PageRequest, query: NameQuery = _ALL) -> Page[SourceRecord]:
    """As find_bases, for sources."""
    return _find_page(session, LISTED_SOURCES, page, query)


def count_unplaced_bases(session: Session, query: NameQuery) -> int:
    """How many bases match wherever they are, and have no coordinates."""
    found, _ = select_names(LISTED_BASES, query.drop_place())
    unplaced = found.with_only_columns(BaseRow.slug).where(BaseRow.latitude.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(unplaced)) or 0


def _find_page(session: Session, kind: ListedKind[Record], page: PageRequest, query: NameQuery) -> Page[Record]:
    found, parts = select_names(kind, query)
    if page.after is not None:
        found = found.where(is_following(page.after, parts))
    # Of all that match only the order is looked at, and of those on the page the rest.
    ordered = order_by_parts(found.with_only_columns(kind.rows.slug.label("slug")), parts)
    chosen = ordered.limit(page.limit + 1).subquery()
    statement = kind.statement.join(chosen, chosen.c.slug == kind.rows.slug)
    rows = session.execute(order_by_parts(statement, name_parts(chosen, parts))).all()
    items = [kind.build(row) for row in rows[: page.limit]]
    after = build_position(rows[page.limit - 1][-len(parts) :]) if len(rows) > page.limit else None
    return Page(items, after)


def _find_nearest(
    session: Session, page: PageRequest, query: NameQuery, distances: Mapping[str, float]
) -> Page[BaseRecord]:
    """Distances are no column, so that those that match are put in order here: they are few."""
    statement, _ = select_names(LISTED_BASES, query)
    found = session.scalars(statement.with_only_columns(BaseRow.slug))
    places = sorted((distances[slug], slug) for slug in found)
    if page.after is not None:
        distance, slug = parse_position(page.after, (float, str))
        places = [place for place in places if place > (distance, slug)]
    chosen = [slug for _, slug in places[: page.limit]]
    rows: dict[str, Any] = {
        row[0].slug: row for row in session.execute(LISTED_BASES.statement.where(BaseRow.slug.in_(chosen)))
    }
    after = build_position(places[page.limit - 1]) if len(places) > page.limit else None
    return Page([LISTED_BASES.build(rows[slug]) for slug in chosen], after)
