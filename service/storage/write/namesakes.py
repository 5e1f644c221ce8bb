"""Stored events whose ids would collide."""

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from service.domain.events.neighbours import Namesake
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import EventRow


def find_kinds(session: Session, events: Collection[int]) -> frozenset[tuple[str, str | None]]:
    """The types and dates (EDTF) of some events, by their row numbers."""
    rows = session.execute(select(EventRow.type, EventRow.edtf).where(EventRow.id.in_(events)))
    return frozenset((row.type, row.edtf) for row in rows)


def find_namesakes(session: Session, block: str, kinds: Iterable[tuple[str, str | None]]) -> list[Namesake]:
    """The present events of a block that are of these types and dates."""
    dates: dict[str, list[str | None]] = {}
    for kind, edtf in kinds:
        dates.setdefault(kind, []).append(edtf)
    wanted = [
        and_(EventRow.type == kind, or_(EventRow.edtf.in_([edtf for edtf in known if edtf]), EventRow.edtf.is_(None)))
        if None in known
        else and_(EventRow.type == kind, EventRow.edtf.in_(known))
        for kind, known in dates.items()
    ]
    first = and_(EventReportRow.event_id == EventRow.id, EventReportRow.position == 0)
    statement = (
        select(
            EventRow.id, EventRow.slug, EventRow.type, EventRow.edtf, EventRow.first_reported, EventReportRow.report_key
        )
        .join(EventReportRow, first)
        .where(EventRow.block == block, EventRow.until.is_(None), or_(*wanted))
    )
    return (
        [
            Namesake(row.id, row.slug, (row.type, row.edtf), (row.first_reported or dt.date.max, row.report_key))
            for row in session.execute(statement)
        ]
        if wanted
        else []
    )


def find_event_keys(session: Session, events: Collection[int]) -> dict[int, list[str]]:
    """The keys of the reports of some events, by their row numbers."""
    found: dict[int, list[str]] = {}
    rows = select(EventReportRow.event_id, EventReportRow.report_key).where(EventReportRow.event_id.in_(events))
    for row in session.execute(rows):
        found.setdefault(row.event_id, []).append(row.report_key)
    return found
