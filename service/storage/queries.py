"""What is read from the store. Every function sends the same number of statements whatever the page's size."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload, selectinload

from service.domain.names import parse_name_key
from service.domain.queries import EventQuery, PageRequest
from service.domain.records import (
    ActorRecord,
    ArticleRecord,
    BaseRecord,
    EventRecord,
    Page,
    ReportRecord,
    Revision,
    SourceRecord,
)
from service.errors import NotFoundError
from service.storage.filters import build_conditions
from service.storage.models import (
    ActorAliasRow,
    ActorRow,
    ArticleRow,
    BaseAliasRow,
    BaseRow,
    EventRow,
    EventSourceRow,
    EventTypeRow,
    MilestoneRow,
    ParticipationRow,
    ReportParticipationRow,
    ReportRow,
    RevisionRow,
    SourceAliasRow,
    SourceRow,
)
from service.storage.records import (
    build_actor,
    build_article_record,
    build_base,
    build_history_entry,
    build_report_record,
    build_source,
)

Record = TypeVar("Record")
Rows = Select[*tuple[Any, ...]]
Key = InstrumentedAttribute[str]

_BASE_EVENTS = select(func.count()).where(EventRow.base == BaseRow.slug).scalar_subquery()
_ACTOR_EVENTS = (
    select(func.count(ParticipationRow.event_id.distinct()))
    .where(ParticipationRow.actor == ActorRow.slug)
    .scalar_subquery()
)
_SOURCE_ARTICLES = select(func.count()).where(ArticleRow.source_slug == SourceRow.slug).scalar_subquery()
_SOURCE_EVENTS = select(func.count()).where(EventSourceRow.source == SourceRow.slug).scalar_subquery()
_ARTICLE_REPORTS = select(func.count()).where(ReportRow.article_id == ArticleRow.id).scalar_subquery()

_BASES = select(BaseRow, _BASE_EVENTS)
_ACTORS = select(ActorRow, _ACTOR_EVENTS)
_SOURCES = select(SourceRow, _SOURCE_ARTICLES, _SOURCE_EVENTS)
_ARTICLES = select(ArticleRow, _ARTICLE_REPORTS).options(joinedload(ArticleRow.source))


def find_events(session: Session, query: EventQuery, page: PageRequest) -> Page[str]:
    """The JSON documents of the events that match, latest first and undated last, by one statement."""
    statement = select(EventRow.document, EventRow.sort_key).where(*build_conditions(query))
    if page.after is not None:
        statement = statement.where(EventRow.sort_key < _clean_key(page.after))
    rows = session.execute(statement.order_by(EventRow.sort_key.desc()).limit(page.limit + 1)).all()
    items = [row.document for row in rows[: page.limit]]
    return Page(items, rows[page.limit - 1].sort_key if len(rows) > page.limit else None)


def get_event(session: Session, slug: str) -> EventRecord:
    """One event with its reports in order and its history. An unknown slug is a NotFoundError naming near ones."""
    wanted = EventRow.slug == _clean_key(slug)
    row = session.execute(select(EventRow.id, EventRow.document).where(wanted)).one_or_none()
    if row is None:
        raise NotFoundError(_describe_unknown_event(session, slug))
    milestones = session.execute(
        select(MilestoneRow, ReportRow.key)
        .join(ReportRow, ReportRow.id == MilestoneRow.report_id)
        .where(MilestoneRow.event_id == row.id)
        .order_by(MilestoneRow.position)
    )
    history = [build_history_entry(milestone, report) for milestone, report in milestones]
    reports = _find_reports(session, ReportRow.event_id == row.id, ReportRow.event_position)
    return EventRecord(document=row.document, reports=reports, history=history)


def get_event_reports(session: Session, slug: str) -> list[ReportRecord]:
    """The reports of one event, in order."""
    return list(get_event(session, slug).reports)


def get_article_reports(session: Session, content_hash: str) -> list[ReportRecord]:
    """The reports of one article, in the order in which it tells them."""
    article = session.scalar(select(ArticleRow.id).where(ArticleRow.content_hash == _clean_key(content_hash)))
    if article is None:
        raise NotFoundError(f"no article has the id {content_hash}")
    return _find_reports(session, ReportRow.article_id == article, ReportRow.position)


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
    row = _get_one(session, _BASES.where(BaseRow.slug == alias.scalar_subquery()), BaseRow.slug, "base", name)
    return BaseRecord(build_base(row[0]), row[1])


def get_actor(session: Session, name: str) -> ActorRecord:
    """One actor by its slug, name or an alias."""
    alias = select(ActorAliasRow.actor).where(ActorAliasRow.key == parse_name_key(name))
    row = _get_one(session, _ACTORS.where(ActorRow.slug == alias.scalar_subquery()), ActorRow.slug, "actor", name)
    return ActorRecord(build_actor(row[0]), row[1])


def get_source(session: Session, name: str) -> SourceRecord:
    """One source by its slug, name or an alias."""
    alias = select(SourceAliasRow.source).where(SourceAliasRow.key == parse_name_key(name))
    row = _get_one(session, _SOURCES.where(SourceRow.slug == alias.scalar_subquery()), SourceRow.slug, "source", name)
    return SourceRecord(build_source(row[0]), row[1], row[2])


def get_article(session: Session, content_hash: str) -> ArticleRecord:
    """One article by its content hash."""
    row = session.execute(_ARTICLES.where(ArticleRow.content_hash == _clean_key(content_hash))).one_or_none()
    if row is None:
        raise NotFoundError(f"no article has the id {content_hash}")
    return build_article_record(row[0], row[1])


def find_type_slugs(session: Session) -> tuple[str, ...]:
    """The slugs of all event types, in order."""
    return tuple(session.scalars(select(EventTypeRow.slug).order_by(EventTypeRow.slug)))


def find_last_revision(session: Session) -> Revision | None:
    """The last committed change of the store; null before the first. It changes whenever any answer may."""
    row = session.scalar(select(RevisionRow).order_by(RevisionRow.id.desc()).limit(1))
    return Revision(row.id, row.committed_at) if row else None


def _find_page(
    session: Session, statement: Rows, key: Key, page: PageRequest, build: Callable[[Any], Record]
) -> Page[Record]:
    if page.after is not None:
        statement = statement.where(key > _clean_key(page.after))
    rows = session.execute(statement.add_columns(key.label("after")).order_by(key).limit(page.limit + 1)).all()
    items = [build(row) for row in rows[: page.limit]]
    return Page(items, rows[page.limit - 1].after if len(rows) > page.limit else None)


def _find_reports(session: Session, condition: Any, order: Any) -> list[ReportRecord]:
    """Reports with all that belongs to them: one statement for them, one for each kind of part."""
    counts = select(func.count()).where(ReportRow.article_id == ArticleRow.id).correlate(ArticleRow)
    rows = session.execute(
        select(ReportRow, counts.scalar_subquery())
        .join(ReportRow.article)
        .where(condition)
        .order_by(order, ReportRow.id)
        .options(
            joinedload(ReportRow.article).joinedload(ArticleRow.source),
            joinedload(ReportRow.base),
            selectinload(ReportRow.participations).joinedload(ReportParticipationRow.actor),
            selectinload(ReportRow.figures),
            selectinload(ReportRow.quotes),
        )
    )
    return [build_report_record(row, build_article_record(row.article, count)) for row, count in rows]


def _get_one(session: Session, statement: Rows, key: Key, kind: str, name: str) -> Any:
    row = session.execute(statement).one_or_none()
    if row is None:
        near = _describe_near(name, _find_neighbours(session, key, name))
        raise NotFoundError(f"no {kind} is called {name!r}{near}")
    return row


def _describe_unknown_event(session: Session, slug: str) -> str:
    return f"no event has the id {slug!r}{_describe_near(slug, _find_neighbours(session, EventRow.slug, slug))}"


def _find_neighbours(session: Session, key: Key, name: str) -> list[str]:
    """The few keys before and after a name in the order of the index: a million events must not be compared."""
    name = _clean_key(name)
    before = session.scalars(select(key).where(key < name).order_by(key.desc()).limit(5))
    after = session.scalars(select(key).where(key >= name).order_by(key).limit(5))
    return [*before, *after]


def _clean_key(key: str) -> str:
    """A key that can be sent: PostgreSQL takes no NUL, and none is in any key that is stored."""
    return key.replace("\0", "\ufffd")


def _describe_near(name: str, candidates: Sequence[str]) -> str:
    nearest = get_close_matches(name, candidates, n=3)
    return f"; did you mean {' or '.join(nearest)}?" if nearest else ""
