"""Current events whose stored JSON or line of CSV is not what would be stored of them now."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.tables.event_links import EventLineRow
from service.storage.tables.models import EventRow, RevisionRow
from service.storage.tables.records import build_revision
from service.storage.write.events import EventText, Render


def find_outdated_events(
    session: Session, blocks: Collection[str], events: Iterable[Event], render: Render
) -> frozenset[str]:
    """The ids of those that are stored in these blocks with another text than their own revision gives them now."""
    by_id = {event.id: event for event in events}
    stored = (
        select(EventRow.slug, EventRow.document, EventRow.evidence, EventLineRow.line, RevisionRow)
        .join(RevisionRow, RevisionRow.id == EventRow.since)
        .outerjoin(EventLineRow, EventLineRow.event_id == EventRow.id)
        .where(EventRow.block.in_(blocks), EventRow.until.is_(None))
    )
    return frozenset(
        row.slug
        for row in session.execute(stored)
        if row.slug in by_id
        and EventText(row.document, row.evidence, row.line) != render(by_id[row.slug], build_revision(row.RevisionRow))
    )
