"""Counts of stored events and articles, for monitoring."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.changes import Action
from service.domain.queries import EventQuery
from service.storage.read.events import count_events
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.models import RevisionRow


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """What is there now, how many articles were ever loaded, and when the last one was; null before the first."""

    events: int
    articles: int
    loads: int
    last_load: datetime | None


def count_store(session: Session) -> StoreCounts:
    """Count loads anew; the counts of events and articles are kept."""
    loads = select(func.count(), func.max(RevisionRow.committed_at)).where(RevisionRow.action == Action.LOAD)
    loaded, last = session.execute(loads).one()
    kept = (EventCountRow.first == "article", EventCountRow.second == "")
    return StoreCounts(
        events=count_events(session, EventQuery()),
        articles=session.scalar(select(func.sum(EventCountRow.count)).where(*kept)) or 0,
        loads=loaded,
        last_load=last,
    )
