"""Merging part of a block: from added and removed reports to the events that these change."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from service.domain.changes import Revision
from service.domain.events.events import Event, FiledReport
from service.domain.events.neighbours import Departed, FirstReported, Namesake, Neighbourhood, Place, Regrouping
from service.storage.write.namesakes import find_event_keys, find_kinds, find_namesakes
from service.storage.write.neighbourhoods import StoredNeighbourhood, has_many_events, has_timeless_reports
from service.storage.write.reports import find_reports_by_key

# Where a report lies nowhere in time, so many events must lie out of sight, or it might mean the only one.
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class PartialChange:
    """The events that take the place of others, by the row numbers of those, and where reports lie now."""

    events: tuple[Event, ...]
    instead: frozenset[int]
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class NeighbourMerger:
    """Merging part of a block: as `service.merging` does it, handed in.

    `merge_and_place` merges whole blocks, and says where reports lie, so that parts can be merged later.
    """

    regroup: Callable[[str, Sequence[FiledReport], Departed, Neighbourhood], Regrouping]
    merge_and_place: Callable[[Iterable[FiledReport]], tuple[Sequence[Event], Mapping[str, Place]]]
    build: Callable[[Iterable[FiledReport]], Event]
    number: Callable[
        [Mapping[FirstReported, Event], Sequence[Namesake], Collection[int]], tuple[list[Event], dict[int, str]]
    ]

    def find_change(self, session: Session, block: str, departed: Departed, revision: Revision) -> PartialChange | None:
        """What a revision changes in a block; null where the whole block must be merged."""
        stored = StoredNeighbourhood(session, block)
        new = stored.find_new(revision)
        found = self.regroup(block, new, departed, stored)
        has_timeless = not found.places.keys() >= {item.key for item in new} or has_timeless_reports(
            session, block, new
        )
        if has_timeless and not has_many_events(session, block, SEVERAL, found.examined):
            return None
        keys = {item.key for group in found.groups for item in group}
        full = find_reports_by_key(session, keys)
        built = [self.build([full[item.key] for item in group]) for group in found.groups]
        events, moved = self._number(
            session, block, {_get_first_report(event, full): event for event in built}, found.ended
        )
        return PartialChange((*events, *self._rebuild(session, moved)), found.ended | moved.keys(), found.places)

    def _number(
        self, session: Session, block: str, events: Mapping[FirstReported, Event], ended: Collection[int]
    ) -> tuple[list[Event], dict[int, str]]:
        own = {(event.type, event.date.edtf if event.date else None) for event in events.values()}
        return self.number(events, find_namesakes(session, block, own | find_kinds(session, ended)), ended)

    def _rebuild(self, session: Session, moved: Mapping[int, str]) -> list[Event]:
        """Events that stay as they are under another id."""
        keys = find_event_keys(session, moved)
        full = find_reports_by_key(session, {key for reports in keys.values() for key in reports})
        return [
            replace(self.build([full[key] for key in keys[label]]), id=event_id) for label, event_id in moved.items()
        ]


def _get_first_report(event: Event, reports: Mapping[str, FiledReport]) -> FirstReported:
    first = reports[event.reports[0]]
    return first.published or dt.date.max, first.key
