"""From changed articles and names to changed events: the last step of every write."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from sqlalchemy.orm import Session

from schemas.resources.event_lines import redate_event_line
from schemas.resources.events import EventView, dump_event_and_line, redate_event
from schemas.resources.evidence import dump_evidence
from schemas.resources.reports import dump_report
from service.domain.changes import Action, Cause, Revision
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Report
from service.domain.names.places import Source
from service.loader.runs.neighbours import NeighbourMerger
from service.storage.names.discovered import refresh_discovered_names
from service.storage.names.gazetteer import NameChanges
from service.storage.tables.revisions import add_revision
from service.storage.write.articles import LinkedReport, Touched
from service.storage.write.events import EventTally, EventText, Render, save_events
from service.storage.write.neighbourhoods import find_crowded_blocks, find_departed, save_places
from service.storage.write.outdated import find_outdated_events
from service.storage.write.redirects import redirect_moved
from service.storage.write.reports import (
    AddedReport,
    ReportView,
    find_filed_reports,
    refresh_all_reports,
    refresh_reports,
)
from service.storage.write.rows.filed_reports import read_sources

# Blocks merged per batch, which bounds memory.
BATCH = 500
# Actions on articles, which change only events near their reports.
PARTIAL = frozenset({Action.LOAD, Action.REMOVE})


# A block of fewer events is merged as a whole.
FEW = 8


@dataclass(frozen=True, slots=True)
class Merger:
    """What merges reports into events. `clock` gives the current time, with its zone.

    `by_neighbours` merges part of a block; without it, blocks are always merged whole.
    """

    merge: Callable[[Iterable[FiledReport]], Sequence[Event]]
    get_block: Callable[[Report], str]
    clock: Callable[[], datetime]
    by_neighbours: NeighbourMerger | None = None

    def get_today(self) -> date:
        """The current day in UTC."""
        return self.clock().astimezone(UTC).date()


def begin_revision(session: Session, merger: Merger, cause: Cause) -> Revision:
    """The revision that this transaction makes. The store must be locked."""
    return add_revision(session, merger.clock(), cause)


def build_report_view(merger: Merger) -> ReportView:
    """How reports are stored for it."""
    return ReportView(dump_report, merger.get_block)


def save_changes(
    session: Session,
    merger: Merger,
    revision: Revision,
    touched: Touched,
    *,
    names: NameChanges | None = None,
    replaced: Mapping[str, str] | None = None,
) -> EventTally:
    """Refresh discovered names and reports, then merge and store the events of all touched blocks.

    A rebuild refreshes all reports, and compares stored documents and lines with what is rendered now. `replaced` maps
    an article to the one that superseded it.
    """
    changed_names = refresh_discovered_names(session, touched.bases, touched.sources) | (names or NameChanges())
    view = build_report_view(merger)
    if revision.cause.action is Action.REBUILD:
        refreshed = refresh_all_reports(session, view, revision)
    else:
        refreshed = refresh_reports(session, changed_names, touched.renewed, view, revision)
    blocks = touched.blocks | refreshed
    # Other names change events that no report joins or leaves.
    is_partial = not changed_names and not touched.renewed and revision.cause.action in PARTIAL
    saving = _Saving(session, merger, revision, replaced or {}, _group(touched.added) if is_partial else None)
    crowded = find_crowded_blocks(session, sorted(blocks), FEW) if is_partial else frozenset[str]()
    whole = [block for block in sorted(blocks) if not (block in crowded and saving.save_part(block, touched.linked))]
    for start in range(0, len(whole), BATCH):
        saving.save_whole(whole[start : start + BATCH])
    tally = saving.tally
    if revision.cause.action in {Action.NAMES, Action.REBUILD}:
        moved = redirect_moved(session, revision)
        tally += EventTally(merged=moved, removed=-moved)
    return tally


@dataclass(slots=True)
class _Saving:
    """One change of the store, block by block, and what it has done to events so far.

    `added` are all reports that it added, by block, where they are as they would be read; null where they may not be.
    """

    session: Session
    merger: Merger
    revision: Revision
    replaced: Mapping[str, str]
    added: Mapping[str, Sequence[FiledReport]] | None
    tally: EventTally = field(default_factory=EventTally)

    def save_whole(self, blocks: Sequence[str]) -> None:
        """Merge all reports of some blocks."""
        filed = self._find_filed(blocks)
        if self.merger.by_neighbours:
            events, places = self.merger.by_neighbours.merge_and_place(filed)
            save_places(self.session, places)
        else:
            events = self.merger.merge(filed)
        self._save(blocks, events, None)

    def _find_filed(self, blocks: Sequence[str]) -> list[FiledReport]:
        if self.added is None:
            return find_filed_reports(self.session, blocks)
        before = find_filed_reports(self.session, blocks, self.revision.number)
        return before + [item for block in blocks for item in self.added.get(block, ())]

    def save_part(self, block: str, linked: Collection[LinkedReport]) -> bool:
        """Merge the part of a crowded block that the change can affect, if it is a small one; whether it was."""
        neighbours = self.merger.by_neighbours
        if neighbours is None:
            return False
        change = neighbours.find_change(self.session, block, find_departed(linked, block), self.revision)
        if change is None:
            return False
        save_places(self.session, change.places)
        self._save([block], change.events, change.instead)
        return True

    def _save(self, blocks: Sequence[str], events: Sequence[Event], instead: Collection[int] | None) -> None:
        slugs = {slug for event in events for slug in event.sources}
        render = _build_render(read_sources(self.session, slugs))
        is_rebuild = self.revision.cause.action is Action.REBUILD
        self.tally += save_events(
            self.session,
            blocks,
            events,
            render,
            self.revision,
            replaced=self.replaced,
            instead=instead,
            outdated=find_outdated_events(self.session, blocks, events, render) if is_rebuild else (),
        )


def _group(added: Iterable[AddedReport]) -> dict[str, list[FiledReport]]:
    blocks: dict[str, list[FiledReport]] = {}
    for block, item in added:
        blocks.setdefault(block, []).append(item)
    return blocks


def _build_render(sources: Mapping[str, Source]) -> Render:
    """An event is asked for by two revisions or more, of which its JSON and its line have little."""
    texts: dict[str, EventText] = {}

    def render(event: Event, revision: Revision) -> EventText:
        known = texts.get(event.id)
        if known is None:
            named = tuple(sources[slug] for slug in event.sources)
            document, line = dump_event_and_line(EventView(event, named, revision.number, revision.committed_at))
            known = texts[event.id] = EventText(document, dump_evidence(event), line)
            return known
        made = revision.number, revision.committed_at
        return replace(known, document=redate_event(known.document, *made), line=redate_event_line(known.line, *made))

    return render
