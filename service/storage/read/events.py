"""Reading events: as they are now, or as of a revision."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, and_, func, select
from sqlalchemy.orm import Session, aliased

from service.domain.changes import Action, ChangeKind, Revision
from service.domain.queries import EventOrder, EventQuery, PageRequest
from service.domain.records import EventRecord, EventReports, ListedEvent, Page, WithheldReport
from service.errors import GoneError, MovedError, NotFoundError
from service.storage.read.conditions import held_at
from service.storage.read.event_counts import select_counts
from service.storage.read.filters import build_conditions
from service.storage.read.pages.keys import continue_after, order_by_key
from service.storage.read.pages.ranges import PagePlan, plan_page
from service.storage.read.pages.selects import PageRows, select_events, select_page
from service.storage.read.pages.statements import execute_page
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.keys import clean_key, describe_near, find_neighbours
from service.storage.tables.models import ChangeRow, EventRow, ReportRow, RevisionRow
from service.storage.tables.names import BaseRow
from service.storage.tables.records import build_revision

# Filters that only events with coordinates pass.
PLACE_FILTERS = ("bbox", "near")
_REASONS = {
    Action.LOAD: "a corrected article no longer reports it",
    Action.REMOVE: "the articles that reported it were removed",
    Action.NAMES: "names or types were changed",
    Action.REBUILD: "its articles were extracted again and no longer report it",
}


def find_events(
    session: Session, query: EventQuery, page: PageRequest, order: EventOrder = EventOrder.DATE_DOWN
) -> Page[ListedEvent]:
    """The events that match, in some order, by one statement."""
    found = _find_rows(session, plan_page(query, page, order), page.limit)
    return Page([ListedEvent(row.id, row.slug, row.document) for row in found.items], found.after)


def find_event_lines(session: Session, query: EventQuery, page: PageRequest, order: EventOrder) -> Page[str]:
    """The same events as lines of CSV, each with its end."""
    found = _find_rows(session, replace(plan_page(query, page, order), of_lines=True), page.limit)
    return Page([row[0] for row in found.items], found.after)


def _find_rows(session: Session, plan: PagePlan, limit: int) -> Page[Row[Any]]:
    # What is near differs from question to question, so that no statement is kept for it.
    rows = session.execute(_select_near(plan)).all() if "near" in plan.query.chosen else execute_page(session, plan)
    return Page(rows[:limit], rows[limit - 1].key if len(rows) > limit else None)


def _select_near(plan: PagePlan) -> PageRows:
    """A page of events near a place. Where nothing else is asked for, it is made of the first events of each base."""
    others = plan.query.drop("near")
    given = [value for value in (*others.chosen.values(), *others.excluded.values()) if value not in (None, ())]
    if given or others.revision is not None:
        return select_page(plan)
    ids = _select_first_at(plan, plan.query.chosen["near"].bases).subquery()
    first = select(ids.c.id).order_by(order_by_key(ids.c.key, is_down=plan.is_down)).limit(plan.size).subquery()
    key = getattr(EventRow, plan.name)
    page = select_events(plan, key, (first, first.c.id == EventRow.id))
    return page.order_by(order_by_key(key, is_down=plan.is_down)).limit(plan.size)


def _select_first_at(plan: PagePlan, bases: Collection[str]) -> PageRows:
    """The numbers and keys of the first events of a page at each base: more of one are not needed."""
    base, event, earlier = aliased(BaseRow), aliased(EventRow), aliased(EventRow)
    key, earlier_key, is_down = getattr(event, plan.name), getattr(earlier, plan.name), plan.is_down
    last = (
        select(earlier_key)
        .where(earlier.base == base.slug, earlier.until.is_(None))
        .where(*continue_after(earlier_key, plan.after, is_down=is_down))
        .order_by(order_by_key(earlier_key, is_down=is_down))
        .limit(1)
        .offset(plan.size - 1)
        .correlate(base)
        .scalar_subquery()
    )
    reached = key >= func.coalesce(last, "") if is_down else key <= func.coalesce(last, "}")
    at_base = and_(event.base == base.slug, event.until.is_(None))
    found = select(event.id, key.label("key")).select_from(base).join(event, at_base).where(base.slug.in_(bases))
    return found.where(reached, *continue_after(key, plan.after, is_down=is_down))


def count_events(session: Session, query: EventQuery) -> int:
    """How many events match."""
    kept = select_counts(query, ())
    if kept is not None:
        return session.scalar(kept) or 0
    return session.scalar(select(func.count()).select_from(EventRow).where(*build_conditions(query))) or 0


def count_unplaced_events(session: Session, query: EventQuery) -> int:
    """How many events match but for the box and the circle, and have no coordinates, so that they are in none."""
    others = query.drop(*PLACE_FILTERS)
    kept = select_counts(replace(others, chosen={**others.chosen, "placed": ("",)}), ())
    if kept is not None:
        return session.scalar(kept) or 0
    conditions = build_conditions(others)
    statement = select(func.count()).select_from(EventRow).where(*conditions, EventRow.latitude.is_(None))
    return session.scalar(statement) or 0


def find_reports(session: Session, numbers: Collection[int]) -> dict[int, EventReports]:
    """The reports of versions of events, by the version's number."""
    links = session.execute(
        select(EventReportRow, ReportRow.document)
        .outerjoin(ReportRow, ReportRow.id == EventReportRow.report_id)
        .where(EventReportRow.event_id.in_(numbers))
        .order_by(EventReportRow.event_id, EventReportRow.position)
    ).all()
    documents: dict[int, list[str]] = {number: [] for number in numbers}
    withheld: dict[int, list[WithheldReport]] = {number: [] for number in numbers}
    for link, document in links:
        if link.report_id is None:
            withheld[link.event_id].append(WithheldReport(link.report_key, link.article, link.source))
        else:
            documents[link.event_id].append(document)
    return {number: EventReports(documents[number], withheld[number]) for number in numbers}


def find_evidence_documents(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The evidence JSON of event versions, without reports, by the version's number."""
    rows = session.execute(select(EventRow.id, EventRow.evidence).where(EventRow.id.in_(numbers)))
    return {row.id: row.evidence for row in rows}


def get_event(session: Session, slug: str, revision: int | None = None) -> EventRecord:
    """One event with its reports in order, as it is now or was at a revision.

    An id with a successor is a MovedError, one whose event was removed a GoneError, an unknown one a NotFoundError
    with similar ids.
    """
    wanted = (EventRow.slug == clean_key(slug), held_at(EventRow, revision))
    columns = (EventRow.id, EventRow.slug, EventRow.document, EventRow.evidence)
    row = session.execute(select(*columns).where(*wanted)).one_or_none()
    if row is None:
        if revision is not None:
            raise NotFoundError(f"no event had the id {slug!r} at revision {revision}")
        raise _find_outcome(session, slug)
    return EventRecord(row.slug, row.document, row.evidence, find_reports(session, [row.id])[row.id])


def require_event(session: Session, slug: str) -> None:
    """Raise a NotFoundError for an id that no event has or ever had."""
    if session.scalar(select(EventRow.id).where(EventRow.slug == clean_key(slug)).limit(1)) is None:
        raise _build_unknown(session, slug)


def _find_outcome(session: Session, slug: str) -> MovedError | GoneError | NotFoundError:
    """Follow an id to its last successor. Every step is to a later revision, so this ends."""
    end = _find_end(session, slug)
    if end is None:
        return _build_unknown(session, slug)
    last = end[1].number - 1
    while end is not None and end[0] is not None:
        successor, end = end[0], _find_end(session, end[0])
        if end is None:
            return MovedError(f"the event {slug} continues as {successor}", target=successor)
    revision = end[1]
    return GoneError(
        f"the event {slug} ended with revision {revision.number} of {revision.committed_at:%Y-%m-%d}: "
        f"{_REASONS[revision.cause.action]}; `as_of={last}` still returns it"
    )


def _find_end(session: Session, slug: str) -> tuple[str | None, Revision] | None:
    """The successor and the revision of an event's last end; null where it is present, or never was."""
    present = select(EventRow.id).where(EventRow.slug == clean_key(slug), EventRow.until.is_(None)).exists()
    row = session.execute(
        select(ChangeRow.kind, ChangeRow.successor, RevisionRow)
        .join(RevisionRow, RevisionRow.id == ChangeRow.revision)
        .where(ChangeRow.slug == clean_key(slug), ~present)
        .order_by(ChangeRow.revision.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return (row.successor if row.kind is ChangeKind.MERGED else None), build_revision(row.RevisionRow)


def _build_unknown(session: Session, slug: str) -> NotFoundError:
    near = describe_near(slug, find_neighbours(session, EventRow.slug, slug, EventRow.until.is_(None)))
    return NotFoundError(f"no event has the id {slug!r}{near}")
