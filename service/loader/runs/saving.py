"""From changed articles and names to changed events: what every way to change the store ends with."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from schemas.events import EventView, dump_event
from schemas.evidence import dump_evidence
from schemas.reports import dump_report
from service.domain.changes import Action, Cause, Revision
from service.domain.events import Event, FiledReport
from service.domain.places import Source
from service.domain.reports import Report
from service.loader.runs.neighbours import NeighbourMerger
from service.storage.names.discovered import settle_names
from service.storage.names.gazetteer import NameChanges
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import ToldReport, Touched
from service.storage.write.events import EventTally, EventText, Render, find_sources_by_slug, save_events
from service.storage.write.neighbourhoods import find_departed, has_many_events, save_places
from service.storage.write.redirects import redirect_moved
from service.storage.write.reports import ReportView, find_filed_reports, refresh_reports

# Blocks that are merged at once: memory stays bounded where all of them are.
BATCH = 500
# What is done about articles changes events near their reports alone.
PARTIAL = frozenset({Action.LOAD, Action.REMOVE})


# A block of fewer events is merged as a whole.
FEW = 8


@dataclass(frozen=True, slots=True)
class Merger:
    """What reports become events with. `tell_time` gives the present moment, aware.

    `by_neighbours` is what merges a part of a block; without it, blocks are always merged as a whole.
    """

    merge: Callable[[Iterable[FiledReport]], Sequence[Event]]
    get_block: Callable[[Report], str]
    tell_time: Callable[[], datetime]
    by_neighbours: NeighbourMerger | None = None

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
    blocks = touched.blocks | refresh_reports(session, settled, touched.renewed, view, revision)
    saving = _Saving(session, merger, revision, replaced or {})
    # Other names change events that no report joins or leaves.
    is_partial = not settled and not touched.renewed and revision.cause.action in PARTIAL
    whole = [block for block in sorted(blocks) if not (is_partial and saving.save_part(block, touched.told))]
    for start in range(0, len(whole), BATCH):
        saving.save_whole(whole[start : start + BATCH])
    tally = saving.tally
    if revision.cause.action in {Action.NAMES, Action.REBUILD}:
        moved = redirect_moved(session, revision)
        tally += EventTally(merged=moved, removed=-moved)
    return tally


@dataclass(slots=True)
class _Saving:
    """One change of the store, block by block, and what it has done to events so far."""

    session: Session
    merger: Merger
    revision: Revision
    replaced: Mapping[str, str]
    tally: EventTally = field(default_factory=EventTally)

    def save_whole(self, blocks: Sequence[str]) -> None:
        """Merge all reports of some blocks."""
        filed = find_filed_reports(self.session, blocks)
        if self.merger.by_neighbours:
            save_places(self.session, self.merger.by_neighbours.place(filed))
        self._save(blocks, tuple(self.merger.merge(filed)), None)

    def save_part(self, block: str, told: Collection[ToldReport]) -> bool:
        """Merge what the change may reach in a block, if that is not most of it; whether it was so."""
        neighbours = self.merger.by_neighbours
        if neighbours is None or not has_many_events(self.session, block, FEW):
            return False
        change = neighbours.find_change(self.session, block, find_departed(told, block), self.revision)
        if change is None:
            return False
        save_places(self.session, change.places)
        self._save([block], change.events, change.instead)
        return True

    def _save(self, blocks: Sequence[str], events: Sequence[Event], instead: Collection[int] | None) -> None:
        slugs = {slug for event in events for slug in event.sources}
        render = _build_render(find_sources_by_slug(self.session, slugs))
        self.tally += save_events(
            self.session, blocks, events, render, self.revision, replaced=self.replaced, instead=instead
        )


def _build_render(sources: Mapping[str, Source]) -> Render:
    def render(event: Event, revision: Revision) -> EventText:
        named = tuple(sources[slug] for slug in event.sources)
        document = dump_event(EventView(event, named, revision.number, revision.committed_at))
        return EventText(document, dump_evidence(event))

    return render
