"""Reading changes: the change feed, and the history of one event."""

import re
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from service.domain.changes import EventChange
from service.domain.queries import PageRequest
from service.domain.records import Page
from service.errors import ParameterError
from service.storage.tables.keys import clean_key
from service.storage.tables.models import ChangeRow, EventRow, RevisionRow
from service.storage.tables.records import build_revision

# The place before all changes.
START = "0.0"
PLACE = re.compile(r"([0-9]{1,18})\.(-1|[0-9]{1,9})")

_Version = aliased(EventRow)
_Before = aliased(EventRow)


def find_changes(session: Session, page: PageRequest) -> Page[EventChange]:
    """All changes in the order of their revisions, by one statement.

    A client that resumes from there misses nothing: revisions become visible whole and in order.
    """
    statement = _select_changes().where(tuple_(ChangeRow.revision, ChangeRow.position) > _parse_place(page.after))
    return _read_page(session, statement, page.limit)


def find_history(session: Session, slug: str, page: PageRequest) -> Page[EventChange]:
    """Changes of one event, and of those merged into it, earliest first, by one statement."""
    concerned = or_(ChangeRow.slug == clean_key(slug), ChangeRow.successor == clean_key(slug))
    place = tuple_(ChangeRow.revision, ChangeRow.position) > _parse_place(page.after)
    return _read_page(session, _select_changes().where(concerned, place), page.limit)


def _parse_place(text: str | None) -> tuple[int, int]:
    match = PLACE.fullmatch(text or START)
    if match is None:
        raise ParameterError("cursor", "invalid cursor", allowed="the cursor of a page")
    return int(match[1]), int(match[2])


def _select_changes() -> Select[*tuple[Any, ...]]:
    followed = and_(_Before.slug == _Version.slug, _Before.until == _Version.since)
    return (
        select(ChangeRow, RevisionRow, _Version.document, _Before.document.label("before"))
        .join(RevisionRow, RevisionRow.id == ChangeRow.revision)
        .outerjoin(_Version, _Version.id == ChangeRow.event_id)
        .outerjoin(_Before, followed)
        .order_by(ChangeRow.revision, ChangeRow.position)
    )


def _read_page(session: Session, statement: Select[*tuple[Any, ...]], limit: int) -> Page[EventChange]:
    rows = session.execute(statement.limit(limit + 1)).all()
    items = [_build_change(row) for row in rows[:limit]]
    return Page(items, items[-1].place if len(rows) > limit else None)


def _build_change(row: Row[Any]) -> EventChange:
    change = row.ChangeRow
    return EventChange(
        revision=build_revision(row.RevisionRow),
        position=change.position,
        kind=change.kind,
        event=change.slug,
        document=row.document,
        before=row.before,
        successor=change.successor,
    )
