"""Reports that come and go one after the other make the events of all that are there, at once."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from service.domain.events import FiledReport
from service.domain.neighbours import Departed, Place, PlacedReport, Span, Viewer
from service.merging.clustering import arrange_reports, cluster_reports
from service.merging.regrouping import find_viewer, regroup_reports
from service.merging.sights import find_extent, meet, widen
from tests.unit.merging.test_permutations import REPORTS, file_report

SLACK = 4


@dataclass
class Shelf:
    """The placed reports of a block, as a store would keep them."""

    block: str
    groups: dict[int, list[FiledReport]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def find_events(self, events: Collection[int]) -> Iterable[PlacedReport]:
        return [PlacedReport(item, label, self._see(item)) for label in events for item in self.groups.get(label, [])]

    def find_within(self, spans: Collection[Span]) -> Iterable[PlacedReport]:
        return self._find(lambda item: _meets_any(find_extent(item), spans))

    def find_seeing(self, spans: Mapping[Viewer, Collection[Span]]) -> Iterable[PlacedReport]:
        return self._find(lambda item: _meets_any(self._see(item), spans[find_viewer(item)]))

    def _see(self, item: FiledReport) -> Span | None:
        place = self.places.get(item.key)
        return place.sight if place else None

    def _find(self, fits: Callable[[FiledReport], bool]) -> Iterable[PlacedReport]:
        return self.find_events([label for label, group in self.groups.items() if any(map(fits, group))])

    def change(self, new: Sequence[FiledReport], gone: Collection[str]) -> None:
        departing = {label: [i for i in group if i.key in gone] for label, group in self.groups.items()}
        spans = {span for group in departing.values() for item in group if (span := find_extent(item))}
        departed = Departed(frozenset(label for label, group in departing.items() if group), frozenset(spans))
        for label in departed.events:
            self.groups[label] = [item for item in self.groups[label] if item.key not in gone]
        result = regroup_reports(self.block, new, departed, self)
        if self.count_others(result.looked_at) < 2:
            every = [*new, *(item for group in self.groups.values() for item in group)]
            arrangement = arrange_reports(self.block, every)
            self.groups = {place: cluster.reports for place, cluster in enumerate(arrangement.clusters)}
            self.places = arrangement.places
            return
        for label in result.ended:
            self.groups.pop(label, None)
        start = max(self.groups, default=0) + 1
        self.groups |= {start + place: list(group) for place, group in enumerate(result.groups)}
        self.places |= result.places

    def count_others(self, looked_at: Collection[int]) -> int:
        others = [group for label, group in self.groups.items() if label not in looked_at]
        return sum(any(find_extent(item) for item in group) for group in others)


def _meets_any(span: Span | None, spans: Collection[Span]) -> bool:
    return span is not None and any(meet(widen(span, SLACK, SLACK), other) for other in spans)


def list_groups(groups: Iterable[Iterable[FiledReport]]) -> set[frozenset[str]]:
    return {frozenset(item.key for item in group) for group in groups if group}


TOLD_DAYS = st.dates(dt.date(2018, 1, 1), dt.date(2023, 12, 31))
FILED = st.lists(
    st.builds(
        file_report,
        st.integers(0, 99),
        REPORTS,
        st.sampled_from([None, "press-tv", "kirkuknow"]),
        st.one_of(st.none(), TOLD_DAYS),
    ),
    max_size=30,
    unique_by=lambda item: item.key,
)
STEPS = st.lists(st.tuples(st.integers(0, 29), st.integers(1, 3)), max_size=20)


@given(st.sampled_from(["departure:k1", "attack:k1"]), FILED, STEPS)
def test_regroup_reports_step_by_step_gives_what_all_at_once_give(
    block: str, filed: list[FiledReport], steps: list[tuple[int, int]]
) -> None:
    shelf = Shelf(block)
    present: dict[str, FiledReport] = {}
    for item in filed:
        shelf.change([item], [])
        present[item.key] = item
        assert list_groups(shelf.groups.values()) == list_groups(
            c.reports for c in cluster_reports(block, list(present.values()))
        )
    for start, count in steps:
        chosen = filed[start : start + count]
        gone = [item.key for item in chosen if item.key in present]
        new = [item for item in chosen if item.key not in present]
        present = {key: item for key, item in present.items() if key not in gone} | {item.key: item for item in new}
        shelf.change(new, gone)
        assert list_groups(shelf.groups.values()) == list_groups(
            c.reports for c in cluster_reports(block, list(present.values()))
        )
