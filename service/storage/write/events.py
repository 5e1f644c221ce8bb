"""Writing events: those of some blocks are replaced, and only changed rows are written.

A version of an event is never overwritten: it ends, and another begins.
"""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from service.domain.changes import Action, Cause, ChangeKind, Revision
from service.domain.events.events import Event
from service.domain.names.places import find_place_precision
from service.storage.database.bulk import insert_rows, is_among, read_rows, reserve_numbers
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import ArticleRow, ChangeRow, EventRow, ReportRow
from service.storage.write.event_links import NO_DAY, build_place, end_links, insert_lines, insert_links
from service.storage.write.rows.change_subjects import find_subjects, insert_subjects
from service.storage.write.rows.event_counts import change_counts
from service.storage.write.rows.new_reports import get_table, read_date_columns
from service.storage.write.successor import ReportedEvent, find_successor


@dataclass(frozen=True, slots=True)
class EventText:
    """The JSON of an event: `document` as in lists, `evidence` what the single event adds to it, without reports.

    `line` is what a list as CSV has of it, with the end of the line; it follows from the document.
    """

    document: str
    evidence: str
    line: str


# From an event and the revision that makes this version of it to its JSON and its line.
Render = Callable[[Event, Revision], EventText]

_NO_REVISION = Revision(0, datetime.fromtimestamp(0, UTC), Cause(Action.REBUILD))


@dataclass(frozen=True, slots=True)
class EventTally:
    """How many events a save added, changed, merged into others and removed."""

    added: int = 0
    changed: int = 0
    merged: int = 0
    removed: int = 0

    def __add__(self, other: "EventTally") -> "EventTally":
        return EventTally(
            self.added + other.added,
            self.changed + other.changed,
            self.merged + other.merged,
            self.removed + other.removed,
        )


@dataclass(frozen=True, slots=True)
class _Stored:
    """The current version of an event."""

    id: int
    content_hash: str
    reported: ReportedEvent


def save_events(
    session: Session,
    blocks: Collection[str],
    events: Sequence[Event],
    render: Render,
    revision: Revision,
    *,
    replaced: Mapping[str, str] | None = None,
    instead: Collection[int] | None = None,
    outdated: Collection[str] = (),
) -> EventTally:
    """Make `events` the current events of `blocks`: add new ones, update changed ones, end the rest.

    Where `instead` is given, only the events with these row numbers are changed or ended, and all others stay.

    An event counts as changed where its JSON differs, leaving out the revision and its time, or where its reports
    differ; and where its id is one of `outdated`: what is stored of these is known to differ. `replaced` maps an
    article to the one that superseded it, so that an event that continues under another id is recognized.
    """
    if instead is None:
        carrying, former = is_among(ReportRow.block, blocks), is_among(EventRow.block, blocks)
    else:
        carrying = is_among(ReportRow.key, [key for event in events for key in event.reports])
        former = is_among(EventRow.id, instead)
    reports = _read_reports(session, carrying)
    stored = _read_stored(session, former, [event.id for event in events])
    hashes = {event.id: _build_hash(event, render, reports) for event in events}
    same = {slug for slug, row in stored.items() if row.content_hash == hashes.get(slug) and slug not in outdated}
    written = [event for event in events if event.id not in same]
    ended = sorted(stored.keys() - hashes.keys())
    versions = {stored[slug].id: slug for slug in (*ended, *(event.id for event in written if event.id in stored))}
    ids = [*versions]
    _end_versions(session, ids, revision)
    end_links(session, ids)
    texts = {event.id: render(event, revision) for event in written}
    rows = [_build_values(event, texts[event.id], hashes[event.id], reports, revision) for event in written]
    numbers = _insert_versions(session, rows)
    insert_lines(session, [(numbers[slug], text.line) for slug, text in texts.items()])
    insert_links(session, [(event, numbers[event.id]) for event in written], reports)
    change_counts(session, ids, written)
    present = {event.id: _build_reported(event, reports) for event in events}
    if instead is not None and ended:
        gone = [stored[slug].reported for slug in ended]
        present |= _read_related(session, gone, replaced or {}, stored.keys() | present.keys())
    changes = [
        *(_build_change(event.id, numbers[event.id], is_new=event.id not in stored) for event in written),
        *(_build_end(slug, find_successor(stored[slug].reported, present.items(), replaced)) for slug in ended),
    ]
    _insert_changes(session, changes, find_subjects(session, versions, written), revision)
    return _count(changes)


def _read_reports(session: Session, condition: ColumnElement[bool]) -> dict[str, Any]:
    columns = (
        *(ReportRow.key, ReportRow.id, ReportRow.block),
        *(ArticleRow.content_hash, ArticleRow.source_slug, ArticleRow.published),
    )
    statement = select(*columns).join(ReportRow.article).where(condition, ReportRow.until.is_(None))
    return {row.key: row for row in read_rows(session, statement)}


def _read_related(
    session: Session, ended: Sequence[ReportedEvent], replaced: Mapping[str, str], known: Collection[str]
) -> dict[str, ReportedEvent]:
    """Other current events reported by articles of the ended ones: possible successors."""
    articles = {replaced.get(article, article) for event in ended for article in event.reports.values()}
    statement = (
        select(EventRow.slug, EventRow.block, EventReportRow.report_key, EventReportRow.article)
        .join(EventReportRow, EventReportRow.event_id == EventRow.id)
        .join(ReportRow, ReportRow.id == EventReportRow.report_id)
        .join(ArticleRow, ArticleRow.id == ReportRow.article_id)
        .where(EventRow.until.is_(None), ArticleRow.until.is_(None), ArticleRow.content_hash.in_(articles))
        .where(EventRow.block.in_({event.block for event in ended}))
    )
    reports: dict[str, dict[str, str]] = {}
    blocks: dict[str, str] = {}
    for row in session.execute(statement):
        if row.slug not in known:
            reports.setdefault(row.slug, {})[row.report_key] = row.article
            blocks[row.slug] = row.block
    return {slug: ReportedEvent(blocks[slug], keys) for slug, keys in reports.items()}


def _read_stored(session: Session, former: ColumnElement[bool], slugs: Collection[str]) -> dict[str, _Stored]:
    """Current events that may change, and others with one of the ids: an id may move between blocks."""
    columns = select(EventRow.id, EventRow.slug, EventRow.block, EventRow.content_hash).where(EventRow.until.is_(None))
    # Two questions, each with an index of its own: for one with "or" SQLite would look at every event.
    rows = {row.slug: row for row in read_rows(session, columns.where(former))}
    elsewhere = is_among(EventRow.slug, set(slugs) - rows.keys())
    rows |= {row.slug: row for row in read_rows(session, columns.where(elsewhere))}
    links: dict[int, dict[str, str]] = {}
    linked = select(EventReportRow.event_id, EventReportRow.report_key, EventReportRow.article)
    numbers = is_among(EventReportRow.event_id, [row.id for row in rows.values()])
    for link in read_rows(session, linked.where(numbers)):
        links.setdefault(link.event_id, {})[link.report_key] = link.article
    return {
        slug: _Stored(row.id, row.content_hash, ReportedEvent(row.block, links.get(row.id, {})))
        for slug, row in rows.items()
    }


def _build_reported(event: Event, reports: Mapping[str, Any]) -> ReportedEvent:
    return ReportedEvent(reports[event.reports[0]].block, {key: reports[key].content_hash for key in event.reports})


def _build_hash(event: Event, render: Render, reports: Mapping[str, Any]) -> str:
    text = render(event, _NO_REVISION)
    content = (text.document, text.evidence, [reports[key].id for key in event.reports])
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _build_values(
    event: Event, text: EventText, content_hash: str, reports: Mapping[str, Any], revision: Revision
) -> dict[str, Any]:
    reported = event.first_reported.isoformat() if event.first_reported else NO_DAY
    return {
        "slug": event.id,
        **build_place(event),
        "reported_key": f"{reported}|{event.id}",
        "updated_key": f"{revision.number:012}|{event.id}",
        "block": reports[event.reports[0]].block,
        "type": event.type,
        "status": event.status,
        "base": event.base.slug if event.base else None,
        "latitude": event.base.latitude if event.base else None,
        "longitude": event.base.longitude if event.base else None,
        "region": event.base.region if event.base else None,
        "place_precision": find_place_precision(event.base, event.country),
        "country": event.country,
        **read_date_columns(event.date),
        "first_reported": event.first_reported,
        "report_count": len(event.reports),
        "independent_source_count": event.independent_source_count,
        "confidence": event.confidence,
        "is_disputed": bool(event.disputed),
        "document": text.document,
        "evidence": text.evidence,
        "content_hash": content_hash,
        "since": revision.number,
    }


def _insert_versions(session: Session, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert rows of events; the number that each got, by its id."""
    reserved = reserve_numbers(session, get_table(EventRow), len(rows))
    numbers = {row["slug"]: number for row, number in zip(rows, reserved, strict=True)}
    insert_rows(session, get_table(EventRow), [{"id": numbers[row["slug"]], **row} for row in rows])
    return numbers


def _end_versions(session: Session, numbers: Sequence[int], revision: Revision) -> None:
    if numbers:
        ended = update(EventRow).where(is_among(EventRow.id, numbers)).values(until=revision.number)
        session.execute(ended.execution_options(synchronize_session=False))


def _build_change(slug: str, number: int, *, is_new: bool) -> dict[str, Any]:
    kind = ChangeKind.ADDED if is_new else ChangeKind.CHANGED
    return {"kind": kind, "slug": slug, "event_id": number, "successor": None}


def _build_end(slug: str, successor: str | None) -> dict[str, Any]:
    kind = ChangeKind.MERGED if successor else ChangeKind.REMOVED
    return {"kind": kind, "slug": slug, "event_id": None, "successor": successor}


def _insert_changes(
    session: Session, changes: Sequence[dict[str, Any]], subjects: Mapping[str, Set[str]], revision: Revision
) -> None:
    if not changes:
        return
    # One revision may be saved in several batches of blocks.
    start = session.scalar(select(func.count()).where(ChangeRow.revision == revision.number)) or 0
    placed = [change | {"revision": revision.number, "position": place} for place, change in enumerate(changes, start)]
    insert_rows(session, get_table(ChangeRow), placed)
    insert_subjects(session, placed, subjects)


def _count(changes: Sequence[Mapping[str, Any]]) -> EventTally:
    kinds = [change["kind"] for change in changes]
    return EventTally(*(kinds.count(kind) for kind in ChangeKind))
