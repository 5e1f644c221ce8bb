"""Revisions: all changes of the store, in one order.

A writer holds one lock from its first look at the store until it commits. So its revision's number is given and
becomes visible in one order, and a reader that has seen a number never sees a lower one appear later; two loaders do
the same work one after the other, whatever they touch; and no two can wait for each other. What takes long, reading
articles, happens before. On SQLite a writing transaction is itself such a lock.
"""

import datetime as dt

from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.domain.changes import Cause, Revision
from service.errors import BusyError, ParameterError
from service.storage.database.statement_timeout import is_timeout
from service.storage.tables.models import ArticleRow, RevisionRow
from service.storage.tables.records import build_revision

# Any number will do, as long as every process that writes takes the same one, and migrations another.
_LOCK = text("SELECT pg_advisory_xact_lock(7306100482)")
_ALLOWED = "the number of a revision up to {last}, or a time in the past, such as 2026-01-31T12:00:00Z"


def lock_store(session: Session) -> None:
    """Take the write lock until the transaction ends. A BusyError where another one holds it for too long."""
    if session.get_bind().dialect.name != "postgresql":
        return
    try:
        session.execute(_LOCK)
    except DBAPIError as error:
        if not is_timeout(error):
            raise
        raise BusyError("another process is writing; try again later") from error


def add_revision(session: Session, committed_at: dt.datetime, cause: Cause) -> Revision:
    """Number the change of the store that this transaction makes. The store must be locked."""
    last = session.execute(
        select(RevisionRow.id, RevisionRow.committed_at).order_by(RevisionRow.id.desc()).limit(1)
    ).one_or_none()
    number = last.id + 1 if last else 1
    if last and committed_at <= last.committed_at:
        # A clock that goes back must not change the past.
        committed_at = last.committed_at + dt.timedelta(microseconds=1)
    values = {"id": number, "committed_at": committed_at, "action": cause.action, "article": cause.article}
    session.execute(insert(RevisionRow).values(values))
    return Revision(number, committed_at, cause)


def drop_revision(session: Session, revision: Revision) -> None:
    """Take back the number of a revision that turned out to change nothing."""
    session.execute(delete(RevisionRow).where(RevisionRow.id == revision.number))


def find_last_revision(session: Session) -> Revision | None:
    """The last committed change of the store; null before the first. It changes whenever any answer may."""
    row = session.scalar(select(RevisionRow).order_by(RevisionRow.id.desc()).limit(1))
    return build_revision(row) if row else None


def find_last_number(session: Session) -> int:
    """The number of the last revision, 0 before the first."""
    return session.scalar(select(func.max(RevisionRow.id))) or 0


def get_number_at(session: Session, as_of: int | dt.datetime) -> int:
    """The revision that was current at a number or time; 0 where there was none yet.

    A future one is a ParameterError: its response would not be reproducible.
    """
    last = find_last_number(session)
    if isinstance(as_of, int):
        if as_of > last:
            raise ParameterError(
                "as_of",
                f"no revision has the number {as_of} yet; the last is {last}",
                allowed=_ALLOWED.format(last=last),
            )
        return as_of
    earlier = select(func.max(RevisionRow.id)).where(RevisionRow.committed_at <= as_of)
    return session.scalar(earlier) or 0


def find_number_before(session: Session, time: dt.datetime) -> int:
    """The last revision before a time; 0 where there was none yet."""
    return session.scalar(select(func.max(RevisionRow.id)).where(RevisionRow.committed_at < time)) or 0


def find_moment(session: Session, number: int) -> dt.datetime | None:
    """When a revision was committed; null for none."""
    return session.scalar(select(RevisionRow.committed_at).where(RevisionRow.id == number))


def is_unread(session: Session) -> bool:
    """Whether articles from before there were revisions wait for a rebuild."""
    return find_last_number(session) == 0 and session.scalar(select(ArticleRow.id).limit(1)) is not None
