"""Counts of stored events and articles, for monitoring."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.domain.changes import Action
from service.storage.tables.models import ArticleRow, EventRow, RevisionRow


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """What is there now, how many articles were ever loaded, and when the last one was; null before the first."""

    events: int
    articles: int
    loads: int
    last_load: datetime | None


def count_store(session: Session) -> StoreCounts:
    """Count everything anew."""
    loads = select(func.count(), func.max(RevisionRow.committed_at)).where(RevisionRow.action == Action.LOAD)
    loaded, last = session.execute(loads).one()
    return StoreCounts(
        events=_count_present(session, EventRow),
        articles=_count_present(session, ArticleRow),
        loads=loaded,
        last_load=last,
    )


def _count_present(session: Session, row: type[EventRow] | type[ArticleRow]) -> int:
    return session.scalar(select(func.count()).select_from(row).where(row.until.is_(None))) or 0
