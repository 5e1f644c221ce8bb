"""What a database tells of the present, as one value: two are in one state where these are equal.

How it came about, row numbers, revisions and moments, is left out; so is what is kept of the past.
"""

import json
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from service.domain.queries import EventQuery, PageRequest
from service.storage.read.events import find_events, get_event
from service.storage.read.names import find_actors, find_articles, find_bases, find_sources, get_article_reports
from service.storage.tables.columns import Model
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.models import ArticleRow, EventRow, ReportRow

State = dict[str, Any]
# The rows of each table.
Dump = dict[str, list[tuple[Any, ...]]]

INCIDENTAL = {"revision", "updated_at"}
EVERYTHING = PageRequest(1_000_000)


def read_state(engine: Engine) -> State:
    with Session(engine) as session:
        return {
            "events": [read_event(session, json.loads(document)["id"]) for document in _list_events(session)],
            "columns": _read_columns(session),
            "articles": [
                (article, [json.loads(document) for document in get_article_reports(session, article.id)])
                for article in find_articles(session, EVERYTHING).items
            ],
            "texts": session.execute(
                select(ArticleRow.content_hash, ArticleRow.text)
                .where(ArticleRow.until.is_(None))
                .order_by("content_hash")
            ).all(),
            "bases": find_bases(session, EVERYTHING).items,
            "actors": find_actors(session, EVERYTHING).items,
            "sources": find_sources(session, EVERYTHING).items,
        }


def dump_tables(engine: Engine) -> Dump:
    """All rows of all tables, with row numbers, revisions and moments: two runs of one clock can be compared."""
    with Session(engine) as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Model.metadata.sorted_tables
        }


def _list_events(session: Session) -> list[str]:
    return [event.document for event in find_events(session, EventQuery(), EVERYTHING).items]


def read_event(session: Session, event_id: str, revision: int | None = None) -> dict[str, Any]:
    """An event as its item tells it."""
    record = get_event(session, event_id, revision)
    document = {name: value for name, value in json.loads(record.document).items() if name not in INCIDENTAL}
    return {
        **document,
        **json.loads(record.evidence),
        "reports": [json.loads(report) for report in record.reports.documents],
        "withheld": list(record.reports.withheld),
    }


def _read_columns(session: Session) -> dict[str, Any]:
    """What filters ask of events and reports, beside their documents."""
    present = EventRow.until.is_(None)
    columns = (
        *(EventRow.slug, EventRow.sort_key, EventRow.block, EventRow.type, EventRow.status, EventRow.base),
        *(EventRow.country, EventRow.first_day, EventRow.last_day, EventRow.independent_source_count),
        *(EventRow.is_disputed, EventRow.report_count, EventRow.confidence),
    )
    links = {
        link.__tablename__: sorted(
            tuple(row)
            for row in session.execute(
                select(EventRow.slug, *names).join(EventRow, EventRow.id == link.event_id).where(present)
            )
        )
        for link, names in (
            (ParticipationRow, (ParticipationRow.actor, ParticipationRow.role)),
            (EventSourceRow, (EventSourceRow.source,)),
        )
    }
    reports = select(ReportRow.key, ReportRow.block, ReportRow.base_name).where(ReportRow.until.is_(None))
    return {
        "event": sorted(tuple(row) for row in session.execute(select(*columns).where(present))),
        "report": sorted(tuple(row) for row in session.execute(reports)),
        **links,
    }
