"""From changed articles and names to changed events: what every way to change the store ends with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from schemas.events import EventView, dump_event
from schemas.evidence import dump_evidence
from schemas.reports import dump_report
from service.domain.changes import Action, Cause, Revision
from service.domain.events import Event, FiledReport
from service.domain.reports import Report
from service.storage.articles import Touched
from service.storage.events import EventTally, EventText, find_sources_by_slug, save_events
from service.storage.gazetteer import NameChanges
from service.storage.met_names import settle_names
from service.storage.redirects import redirect_moved
from service.storage.reports import ReportView, find_filed_reports, refresh_reports
from service.storage.revisions import add_revision

# Blocks that are merged at once: memory stays bounded where all of them are.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Merger:
    """What reports become events with. `tell_time` gives the present moment, aware."""

    merge: Callable[[Iterable[FiledReport]], Sequence[Event]]
    get_block: Callable[[Report], str]
    tell_time: Callable[[], datetime]

    def get_today(self) -> date:
        """The present day in UTC."""
        return self.tell_time().astimezone(UTC).date()


def begin_revision(session: Session, merger: Merger, cause: Cause) -> Revision:
    """The revision that this transaction makes. The store must be locked."""
    return add_revision(session, merger.tell_time(), cause)


def save_changes(
    session: Session,
    merger: Merger,
    revision: Revision,
    touched: Touched,
    *,
    names: NameChanges | None = None,
    replaced: Mapping[str, str] | None = None,
) -> EventTally:
    """Settle names, bring reports up to them, and merge and store the events of all blocks that this touches.

    `replaced` gives for an article the one that took its place.
    """
    settled = settle_names(session, touched.bases, touched.sources) | (names or NameChanges())
    view = ReportView(dump_report, merger.get_block)
    blocks = sorted(touched.blocks | refresh_reports(session, settled, touched.renewed, view, revision))
    tally = EventTally()
    for start in range(0, len(blocks), BATCH):
        tally += _save_merged(session, blocks[start : start + BATCH], merger, revision, replaced)
    if revision.cause.action in {Action.NAMES, Action.REBUILD}:
        moved = redirect_moved(session, revision)
        tally += EventTally(merged=moved, removed=-moved)
    return tally


def _save_merged(
    session: Session, blocks: Sequence[str], merger: Merger, revision: Revision, replaced: Mapping[str, str] | None
) -> EventTally:
    events = tuple(merger.merge(find_filed_reports(session, blocks)))
    sources = find_sources_by_slug(session, {slug for event in events for slug in event.sources})

    def render(event: Event, revision: Revision) -> EventText:
        named = tuple(sources[slug] for slug in event.sources)
        document = dump_event(EventView(event, named, revision.number, revision.committed_at))
        return EventText(document, dump_evidence(event))

    return save_events(session, blocks, events, render, revision, replaced=replaced)
