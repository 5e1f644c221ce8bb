"""Reading names and articles. Every function sends the same number of statements whatever the page size."""

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from service.domain.articles.publishers import parse_publisher_key, parse_publisher_slug
from service.domain.names.slugs import parse_name_key, parse_slug
from service.domain.queries import PageRequest
from service.domain.records import ActorRecord, ArticleRecord, BaseRecord, Page, SourceRecord
from service.errors import NotFoundError
from service.storage.names.resolve import Rows, is_present
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.keys import Key, clean_key, describe_near, find_neighbours
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.names import (
    ActorAliasRow,
    ActorRow,
    BaseAliasRow,
    BaseRow,
    SourceAliasRow,
    SourceRow,
)
from service.storage.tables.records import build_actor, build_article_record, build_base, build_source

Record = TypeVar("Record")


def _find_count(first: str, slug: Key) -> ColumnElement[int]:
    """The kept count of the events of a name, or of the articles of a source."""
    key = (EventCountRow.first == first, EventCountRow.second == "", EventCountRow.first_key == slug)
    kept = select(EventCountRow.count).where(*key, EventCountRow.second_key == "")
    return func.coalesce(kept.scalar_subquery(), 0)


_ARTICLE_REPORTS = (
    select(func.count()).where(ReportRow.article_id == ArticleRow.id, ReportRow.until.is_(None)).scalar_subquery()
)

# A name is listed where seeds give it or something present uses it.
_BASES = select(BaseRow, _find_count("base", BaseRow.slug)).where(is_present(BaseRow))
_ACTORS = select(ActorRow, _find_count("actor", ActorRow.slug)).where(is_present(ActorRow))
_SOURCES = select(SourceRow, _find_count("article", SourceRow.slug), _find_count("source", SourceRow.slug)).where(
    is_present(SourceRow)
)
_ARTICLES = (
    select(ArticleRow, _ARTICLE_REPORTS).where(ArticleRow.until.is_(None)).options(joinedload(ArticleRow.source))
)


def get_article_reports(session: Session, content_hash: str) -> list[str]:
    """The JSON documents of an article's reports, in the order of the text."""
    present = (ArticleRow.content_hash == clean_key(content_hash), ArticleRow.until.is_(None))
    article = session.scalar(select(ArticleRow.id).where(*present))
    if article is None:
        raise _build_unknown_article(content_hash)
    reported = (ReportRow.article_id == article, ReportRow.until.is_(None))
    return list(session.scalars(select(ReportRow.document).where(*reported).order_by(ReportRow.position)))


def find_bases(session: Session, page: PageRequest) -> Page[BaseRecord]:
    """Bases in the order of their slugs."""
    return _find_page(session, _BASES, BaseRow.slug, page, lambda row: BaseRecord(build_base(row[0]), row[1]))


def find_actors(session: Session, page: PageRequest) -> Page[ActorRecord]:
    """Actors in the order of their slugs."""
    return _find_page(session, _ACTORS, ActorRow.slug, page, lambda row: ActorRecord(build_actor(row[0]), row[1]))


def find_sources(session: Session, page: PageRequest) -> Page[SourceRecord]:
    """Sources in the order of their slugs."""
    return _find_page(
        session, _SOURCES, SourceRow.slug, page, lambda row: SourceRecord(build_source(row[0]), row[1], row[2])
    )


def find_articles(session: Session, page: PageRequest) -> Page[ArticleRecord]:
    """Articles in the order of their content hashes."""
    return _find_page(
        session, _ARTICLES, ArticleRow.content_hash, page, lambda row: build_article_record(row[0], row[1])
    )


def get_base(session: Session, name: str) -> BaseRecord:
    """One base by its slug, name or an alias."""
    alias = select(BaseAliasRow.base).where(BaseAliasRow.key == parse_name_key(name))
    meant = _mean(BaseRow.slug, alias, parse_slug(name))
    row = _get_one(session, _BASES.where(BaseRow.slug == meant), BaseRow.slug, "base", name)
    return BaseRecord(build_base(row[0]), row[1])


def get_actor(session: Session, name: str) -> ActorRecord:
    """One actor by its slug, name or an alias."""
    alias = select(ActorAliasRow.actor).where(ActorAliasRow.key == parse_name_key(name))
    meant = _mean(ActorRow.slug, alias, parse_slug(name))
    row = _get_one(session, _ACTORS.where(ActorRow.slug == meant), ActorRow.slug, "actor", name)
    return ActorRecord(build_actor(row[0]), row[1])


def get_source(session: Session, name: str) -> SourceRecord:
    """One source by its slug, name or an alias."""
    alias = select(SourceAliasRow.source).where(SourceAliasRow.key == parse_publisher_key(name))
    meant = _mean(SourceRow.slug, alias, parse_publisher_slug(name))
    row = _get_one(session, _SOURCES.where(SourceRow.slug == meant), SourceRow.slug, "source", name)
    return SourceRecord(build_source(row[0]), row[1], row[2])


def get_article(session: Session, content_hash: str) -> ArticleRecord:
    """One article by its content hash."""
    row = session.execute(_ARTICLES.where(ArticleRow.content_hash == clean_key(content_hash))).one_or_none()
    if row is None:
        raise _build_unknown_article(content_hash)
    return build_article_record(row[0], row[1])


def _find_page(
    session: Session, statement: Rows, key: Key, page: PageRequest, build: Callable[[Any], Record]
) -> Page[Record]:
    if page.after is not None:
        statement = statement.where(key > clean_key(page.after))
    rows = session.execute(statement.add_columns(key.label("after")).order_by(key).limit(page.limit + 1)).all()
    items = [build(row) for row in rows[: page.limit]]
    return Page(items, rows[page.limit - 1].after if len(rows) > page.limit else None)


def _mean(slug: Key, alias: Select[str], itself: str) -> ColumnElement[str]:
    """The slug that a name is, `itself`, or else is an alias of: a slug is always its own."""
    # Under another name, or the subquery would be tied to the rows that it picks from.
    own = aliased(slug.class_)
    present = select(own.slug).where(own.slug == itself).scalar_subquery()
    return func.coalesce(present, alias.scalar_subquery())


def _get_one(session: Session, statement: Rows, key: Key, kind: str, name: str) -> Any:
    row = session.execute(statement).one_or_none()
    if row is None:
        near = describe_near(name, find_neighbours(session, key, name))
        raise NotFoundError(f"no {kind} is called {name!r}{near}")
    return row


def _build_unknown_article(content_hash: str) -> NotFoundError:
    return NotFoundError(f"no article has the id {content_hash}")
