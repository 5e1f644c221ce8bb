"""Writing what belongs to a version of an event: its line, its links, and its place in lists while it holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.database.bulk import insert_rows, is_among
from service.storage.tables.event_links import (
    EventFigureRow,
    EventLineRow,
    EventReportRow,
    EventSourceRow,
    ParticipationRow,
)
from service.storage.tables.spans import find_span
from service.storage.write.rows.event_counts import list_figure_kinds
from service.storage.write.rows.new_reports import get_table

# Sorts before all days; for undated events.
NO_DAY = "0000-00-00"


def build_place(event: Event) -> dict[str, Any]:
    """The columns by which lists find an event among others of its day, actor or source."""
    first, last = (event.date.first, event.date.last) if event.date else (None, None)
    day = first.isoformat() if first else NO_DAY
    return {"sort_key": f"{day}|{event.id}", "span": find_span(first, last)}


def end_links(session: Session, numbers: Sequence[int]) -> None:
    """Take versions that ended, by their row numbers, out of the lists of actors and sources."""
    if not numbers:
        return
    for row in (ParticipationRow, EventSourceRow):
        ended = update(row).where(is_among(row.event_id, numbers)).values(sort_key=None, span=None)
        session.execute(ended.execution_options(synchronize_session=False))


def insert_lines(session: Session, lines: Sequence[tuple[int, str]]) -> None:
    """Write the lines of CSV of new versions, each with its version's row number."""
    rows = [{"event_id": number, "line": line} for number, line in lines]
    insert_rows(session, get_table(EventLineRow), rows)


def insert_links(session: Session, events: Sequence[tuple[Event, int]], reports: Mapping[str, Any]) -> None:
    """Write the reports, participations, sources and kinds of figures of new versions, each with its row number."""
    links = [
        {
            "event_id": number,
            "position": place,
            "report_key": key,
            "article": reports[key].content_hash,
            "source": reports[key].source_slug,
            "published": reports[key].published,
            "report_id": reports[key].id,
        }
        for event, number in events
        for place, key in enumerate(event.reports)
    ]
    placed = [(event, {"event_id": number, **build_place(event)}) for event, number in events]
    participations = [
        {"actor": slug, "role": role, **place}
        for event, place in placed
        for slug, role in dict.fromkeys((part.actor.slug, part.role) for part in event.participations)
    ]
    sources = [{"source": slug, **place} for event, place in placed for slug in event.sources]
    figures = [{"event_id": number, "kind": kind} for event, number in events for kind in list_figure_kinds(event)]
    for link, rows in (
        (EventReportRow, links),
        (ParticipationRow, participations),
        (EventSourceRow, sources),
        (EventFigureRow, figures),
    ):
        insert_rows(session, get_table(link), rows)
