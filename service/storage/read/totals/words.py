"""Reading the event types, and how many events have each word of a vocabulary."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.names.places import EventType
from service.domain.records import EventTypeRecord
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.names import EventTypeRow


def find_event_types(session: Session) -> Sequence[EventTypeRecord]:
    """All event types, in the order of their slugs."""
    counts = count_words(session, "type")
    return [
        EventTypeRecord(_build_type(row), counts.get(row.slug, 0))
        for row in session.scalars(select(EventTypeRow).order_by(EventTypeRow.slug))
    ]


def count_words(session: Session, name: str) -> Mapping[str, int]:
    """How many current events have each word of what they are counted by."""
    kept = (EventCountRow.first == name, EventCountRow.second == "")
    rows = session.execute(select(EventCountRow.first_key, EventCountRow.count.label("total")).where(*kept)).all()
    return {row.first_key: row.total for row in rows}


def _build_type(row: EventTypeRow) -> EventType:
    return EventType(row.slug, row.name, row.family, row.rank, row.description, row.plover, row.cameo, row.acled)
