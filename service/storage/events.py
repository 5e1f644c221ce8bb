"""Writing events: exactly those of some blocks are replaced, and only what changed is touched."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from service.domain.events import Event
from service.domain.places import Source
from service.domain.records import Revision
from service.storage.articles import read_date_columns
from service.storage.locks import lock_names
from service.storage.models import (
    EventRow,
    EventSourceRow,
    MilestoneRow,
    ParticipationRow,
    ReportRow,
    RevisionRow,
    SourceRow,
)
from service.storage.records import build_source

# From an event, the count of its changes and the moment of the last one to its JSON.
Render = Callable[[Event, int, datetime], str]

_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class EventTally:
    """How many events a save added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __add__(self, other: "EventTally") -> "EventTally":
        return EventTally(self.added + other.added, self.changed + other.changed, self.removed + other.removed)


def add_revision(session: Session, committed_at: datetime) -> Revision:
    """Number the change of the store that this transaction makes.

    The lock is held until the commit, so that numbers become visible in their order: a reader who has seen
    one will never find a lower one appear later.
    """
    lock_names(session, ["store"])
    last = session.scalar(select(func.max(RevisionRow.id))) or 0
    session.execute(insert(RevisionRow).values(id=last + 1, committed_at=committed_at))
    return Revision(last + 1, committed_at)


def find_sources_by_slug(session: Session, slugs: Collection[str]) -> Mapping[str, Source]:
    """Stored sources, each under its slug."""
    rows = session.scalars(select(SourceRow).where(SourceRow.slug.in_(slugs)))
    return {row.slug: build_source(row) for row in rows}


def save_events(
    session: Session, blocks: Collection[str], events: Sequence[Event], render: Render, revision: Revision
) -> EventTally:
    """Make `events` the events of `blocks`: add the new, update the changed, remove the rest.

    An event counts as changed where its JSON does, leaving out the count and the moment of its changes, or
    where the reports that carry it are others.
    """
    reports = _read_filed(session, blocks)
    stored = {row.slug: row for row in session.execute(_select_stored(blocks))}
    hashes = {event.id: _build_hash(event, render) for event in events}
    new = [event for event in events if event.id not in stored]
    changed = [event for event in events if event.id in stored and stored[event.id].document_hash != hashes[event.id]]
    gone = [row.id for slug, row in stored.items() if slug not in hashes]
    session.execute(delete(EventRow).where(EventRow.id.in_(gone)))
    for event in (*new, *changed):
        count = stored[event.id].revision + 1 if event.id in stored else 1
        values = _build_values(event, reports[event.reports[0]].block, revision) | {
            "document": render(event, count, revision.committed_at),
            "document_hash": hashes[event.id],
            "revision": count,
        }
        _write_event(session, values, is_new=event.id not in stored)
    _link_events(session, blocks, events, reports, {event.id for event in (*new, *changed)})
    return EventTally(len(new), len(changed), len(gone))


def _read_filed(session: Session, blocks: Collection[str]) -> dict[str, Any]:
    columns = (ReportRow.key, ReportRow.id, ReportRow.block, ReportRow.event_id, ReportRow.event_position)
    return {row.key: row for row in session.execute(select(*columns).where(ReportRow.block.in_(blocks)))}


def _select_stored(blocks: Collection[str]) -> Any:
    columns = (EventRow.slug, EventRow.id, EventRow.document_hash, EventRow.revision)
    return select(*columns).where(EventRow.block.in_(blocks))


def _build_hash(event: Event, render: Render) -> str:
    content = (render(event, 0, _EPOCH), event.reports, event.history)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _build_values(event: Event, block: str, revision: Revision) -> dict[str, Any]:
    day = event.date.first.isoformat() if event.date and event.date.first else "0000-00-00"
    return {
        "slug": event.id,
        "sort_key": f"{day}|{event.id}",
        "block": block,
        "type": event.type,
        "status": event.status,
        "base": event.base.slug if event.base else None,
        "country": event.country,
        **read_date_columns(event.date),
        "first_reported": event.first_reported,
        "report_count": len(event.reports),
        "changed_in": revision.number,
        "updated_at": revision.committed_at,
    }


def _write_event(session: Session, values: Mapping[str, Any], *, is_new: bool) -> None:
    if is_new:
        session.execute(insert(EventRow).values(values))
    else:
        session.execute(update(EventRow).where(EventRow.slug == values["slug"]).values(values))


def _link_events(
    session: Session,
    blocks: Collection[str],
    events: Sequence[Event],
    reports: Mapping[str, Any],
    written: Collection[str],
) -> None:
    """Tie reports, actors, sources and history to their events.

    Also where an event itself did not change: its reports may have been stored anew under the same keys.
    """
    ids = {row.slug: row.id for row in session.execute(_select_stored(blocks))}
    moved = _list_moved_reports(events, ids, reports)
    if moved:
        session.execute(update(ReportRow), moved)
    moved_events = {row["event_id"] for row in moved}
    affected = [event for event in events if event.id in written or ids[event.id] in moved_events]
    if affected:
        _replace_links(session, [(event, ids[event.id]) for event in affected], reports)


def _list_moved_reports(
    events: Sequence[Event], ids: Mapping[str, int], reports: Mapping[str, Any]
) -> list[dict[str, int]]:
    places = [(reports[key], ids[event.id], place) for event in events for place, key in enumerate(event.reports)]
    return [
        {"id": report.id, "event_id": event_id, "event_position": place}
        for report, event_id, place in places
        if (report.event_id, report.event_position) != (event_id, place)
    ]


def _replace_links(session: Session, events: Sequence[tuple[Event, int]], reports: Mapping[str, Any]) -> None:
    for link in (ParticipationRow, EventSourceRow, MilestoneRow):
        session.execute(delete(link).where(link.event_id.in_([event_id for _, event_id in events])))
    participations = [
        {"event_id": event_id, "actor": slug, "role": role}
        for event, event_id in events
        for slug, role in dict.fromkeys((part.actor.slug, part.role) for part in event.participations)
    ]
    sources = [{"event_id": event_id, "source": slug} for event, event_id in events for slug in event.sources]
    milestones = [row for event, event_id in events for row in _build_milestones(event, event_id, reports)]
    for link, rows in ((ParticipationRow, participations), (EventSourceRow, sources), (MilestoneRow, milestones)):
        if rows:
            session.execute(insert(link), rows)


def _build_milestones(event: Event, event_id: int, reports: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "event_id": event_id,
            "position": position,
            "status": entry.status,
            "type": entry.type,
            "reported": entry.reported,
            **read_date_columns(entry.date),
            "source": entry.source,
            "report_id": reports[entry.report].id,
        }
        for position, entry in enumerate(event.history)
    ]
