"""Stored reports and events for tests of the store, in one line each."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import event
from sqlalchemy.orm import Session

from schemas.resources.reports import dump_report
from service.domain.articles.article import Article
from service.domain.changes import Action, Cause, Revision
from service.domain.events.events import Event
from service.domain.events.reports import Report
from service.domain.names.places import Source
from service.storage.names.gazetteer import NameChanges, save_gazetteer
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import NewArticle, save_articles
from service.storage.write.events import EventTally, EventText, Render, save_events
from service.storage.write.reports import ReportView, find_filed_reports, refresh_reports
from tests.builders import EVENT_TYPES, build_actor, build_base, build_event, build_gazetteer, build_source

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def render(event_: Event, revision: Revision) -> EventText:
    names = ",".join(part.actor.name for part in event_.participations)
    document = f"{event_.id}|{event_.type}|{names}|{revision.number}|{revision.committed_at:%H:%M}"
    return EventText(document, f"{len(event_.history)} told", f"{document}\r\n")


def render_json(event_: Event, _revision: Revision) -> EventText:
    """As migrations need it, which read documents."""
    return EventText(json.dumps({"id": event_.id}), "{}", f"{event_.id}\r\n")


def begin(session: Session, moment: dt.datetime = NOON, article: str | None = None) -> Revision:
    return add_revision(session, moment, Cause(Action.LOAD, article))


def store_names(session: Session) -> None:
    gazetteer = build_gazetteer(
        bases=[build_base(), build_base("taji", "Camp Taji", ())], actors=[build_actor()], sources=[build_source()]
    )
    save_gazetteer(session, gazetteer, EVENT_TYPES)


def store_article(
    session: Session,
    article: Article,
    reports: Iterable[Report] = (),
    block: str = "block",
    source: Source | None = None,
) -> str:
    """Its content hash."""
    new = NewArticle(
        article, article.content_hash, source or build_source(), tuple((report, block) for report in reports)
    )
    revision = begin(session, article=new.content_hash)
    save_articles(session, [new], revision)
    view = ReportView(dump_report, lambda _report: block)
    refresh_reports(session, NameChanges(), (), view, revision)
    return new.content_hash


def store_events(
    session: Session,
    events: Sequence[Event],
    blocks: Sequence[str] = ("block",),
    moment: dt.datetime = NOON,
    rendered: Render = render,
) -> EventTally:
    return save_events(session, blocks, events, rendered, begin(session, moment))


def store_told_event(
    session: Session,
    event_id: str,
    report: Report,
    source: Source | None = None,
    *,
    is_disputed: bool = False,
    published: dt.date | None = None,
    rendered: Render = render,
) -> None:
    """An event in a block of its own, told by one article of its own; a disputed one as if two sources had told it."""
    source = source or build_source()
    article = Article(text=event_id, file=f"{event_id}.txt", source=source.slug, published=published)
    store_article(session, article, [report], block=event_id, source=source)
    filed = find_filed_reports(session, [event_id])
    told = build_event(
        filed,
        event_id,
        event_type=report.type,
        base=report.base,
        date=report.date,
        participations=report.participations,
    )
    if is_disputed:
        told = replace(told, disputed=("figures",), independent_source_count=2)
    store_events(session, [told], [event_id], rendered=rendered)


@dataclass
class StatementCount:
    """How many statements were sent."""

    statements: int = 0


def count_statements(session: Session) -> StatementCount:
    count = StatementCount()

    def add(*_arguments: object) -> None:
        count.statements += 1

    event.listen(session.connection(), "before_cursor_execute", add)
    return count
