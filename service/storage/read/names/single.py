"""One base, actor or source by any of its names."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from service.domain.articles.publishers import parse_publisher_key, parse_publisher_slug
from service.domain.names.slugs import parse_name_key, parse_slug
from service.domain.records import ActorRecord, BaseRecord, SourceRecord
from service.errors import NotFoundError
from service.storage.read.names.kinds import LISTED_ACTORS, LISTED_BASES, LISTED_SOURCES, ListedKind
from service.storage.tables.keys import Key, describe_near, find_neighbours
from service.storage.tables.names import (
    ActorAliasRow,
    ActorRow,
    BaseAliasRow,
    BaseRow,
    SourceAliasRow,
    SourceRow,
)


def get_base(session: Session, name: str) -> BaseRecord:
    """One base by its slug, name or an alias."""
    alias = select(BaseAliasRow.base).where(BaseAliasRow.key == parse_name_key(name))
    meant = _mean(BaseRow.slug, alias, parse_slug(name))
    return LISTED_BASES.build(_get_one(session, LISTED_BASES, BaseRow.slug == meant, "base", name))


def get_actor(session: Session, name: str) -> ActorRecord:
    """One actor by its slug, name or an alias."""
    alias = select(ActorAliasRow.actor).where(ActorAliasRow.key == parse_name_key(name))
    meant = _mean(ActorRow.slug, alias, parse_slug(name))
    return LISTED_ACTORS.build(_get_one(session, LISTED_ACTORS, ActorRow.slug == meant, "actor", name))


def get_source(session: Session, name: str) -> SourceRecord:
    """One source by its slug, name or an alias."""
    alias = select(SourceAliasRow.source).where(SourceAliasRow.key == parse_publisher_key(name))
    meant = _mean(SourceRow.slug, alias, parse_publisher_slug(name))
    return LISTED_SOURCES.build(_get_one(session, LISTED_SOURCES, SourceRow.slug == meant, "source", name))


def _mean(slug: Key, alias: Select[str], itself: str) -> ColumnElement[str]:
    """The slug that a name is, `itself`, or else is an alias of: a slug is always its own."""
    # Under another name, or the subquery would be tied to the rows that it picks from.
    own = aliased(slug.class_)
    present = select(own.slug).where(own.slug == itself).scalar_subquery()
    return func.coalesce(present, alias.scalar_subquery())


def _get_one(session: Session, kind: ListedKind[Any], condition: ColumnElement[bool], word: str, name: str) -> Any:
    row = session.execute(kind.statement.where(condition)).one_or_none()
    if row is None:
        near = describe_near(name, find_neighbours(session, kind.rows.slug, name))
        raise NotFoundError(f"no {word} is called {name!r}{near}")
    return row
