"""Writing what belongs to a version of an event, and where the version stands in lists while it holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.tables.event_links import EventReportRow, EventSourceRow, ParticipationRow
from service.storage.tables.spans import find_span

# Numbers of one statement: databases take 32,766 or more, and a rebuild may touch more events at once.
BATCH = 10_000
# Sorts before all days; for undated events.
NO_DAY = "0000-00-00"


def build_place(event: Event) -> dict[str, Any]:
    """The columns by which lists find an event among others of its day, actor or source."""
    first, last = (event.date.first, event.date.last) if event.date else (None, None)
    day = first.isoformat() if first else NO_DAY
    return {"sort_key": f"{day}|{event.id}", "span": find_span(first, last)}


def end_links(session: Session, numbers: Sequence[int]) -> None:
    """Take versions that ended, by their row numbers, out of the lists of actors and sources."""
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        for row in (ParticipationRow, EventSourceRow):
            ended = update(row).where(row.event_id.in_(batch)).values(sort_key=None, span=None)
            session.execute(ended.execution_options(synchronize_session=False))


def insert_links(session: Session, events: Sequence[tuple[Event, int]], reports: Mapping[str, Any]) -> None:
    """Write the reports, participations and sources of new versions, each with its row number."""
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
    participations = [
        {"event_id": number, "actor": slug, "role": role, **build_place(event)}
        for event, number in events
        for slug, role in dict.fromkeys((part.actor.slug, part.role) for part in event.participations)
    ]
    sources = [
        {"event_id": number, "source": slug, **build_place(event)} for event, number in events for slug in event.sources
    ]
    for link, rows in ((EventReportRow, links), (ParticipationRow, participations), (EventSourceRow, sources)):
        if rows:
            session.execute(insert(link), rows)
