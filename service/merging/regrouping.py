"""What becomes of the events of a block when some of its reports come or go, without looking at all of it.

Reports are placed in a fixed order, each by the events that lie in its sight. So one is placed anew only where it is
new, or where an event in its sight changes; all others stay where they are. It ends when no report sees a change that
has not been placed anew. The result is that of merging the whole block, and a test holds it to that.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.events import FiledReport
from service.domain.neighbours import Departed, Neighbourhood, PlacedReport, Regrouping, Span, Viewer
from service.domain.reports import Status
from service.merging.clustering import Arrangement, order_report, rearrange_reports
from service.merging.clusters import PRECISE
from service.merging.days import read_date
from service.merging.reaches import find_tolerance
from service.merging.sights import find_extent, find_first_look, meet

Keys = frozenset[str]


@dataclass(slots=True)
class _Search:
    """What is known of a block so far."""

    block: str
    stored: Neighbourhood
    departed: Departed
    reports: dict[str, FiledReport] = field(default_factory=dict)
    placed: dict[str, PlacedReport] = field(default_factory=dict)
    # The reports to be placed anew, with the days that were looked at for them.
    looks: dict[str, Span | None] = field(default_factory=dict)

    def take(self, found: Iterable[PlacedReport]) -> None:
        for item in found:
            self.placed.setdefault(item.filed.key, item)
            self.reports.setdefault(item.filed.key, item.filed)

    def arrange(self) -> Arrangement:
        """Place all that must be, looking as far as is needed."""
        tolerance = find_tolerance(self.block)
        for key, look in self.looks.items():
            self.looks[key] = look or find_first_look(self.reports[key], tolerance)
        self._look(self.looks.values())
        while True:
            labels = {key: item.event for key, item in self.placed.items()}
            arrangement = rearrange_reports(self.block, self.reports.values(), labels, self.looks)
            wider = {
                key: place.sight
                for key, place in arrangement.places.items()
                if not _covers(self.looks[key], place.sight)
            }
            if not wider:
                return arrangement
            self.looks |= wider
            self._look(wider.values())

    def _look(self, spans: Iterable[Span | None]) -> None:
        self.take(self.stored.find_within({span for span in spans if span}))

    def list_events(self) -> dict[int, list[FiledReport]]:
        events: dict[int, list[FiledReport]] = {}
        for item in self.placed.values():
            events.setdefault(item.event, []).append(item.filed)
        return events

    def find_unsettled(self, changed: Mapping[Viewer, Collection[Span]]) -> set[str]:
        """Reports that see a change and were not placed anew."""
        self.take(self.stored.find_seeing(changed))
        return {
            key
            for key, item in self.placed.items()
            if key not in self.looks
            and item.sight is not None
            and any(meet(item.sight, span) for span in changed[find_viewer(item.filed)])
        }


def regroup_reports(block: str, new: Sequence[FiledReport], departed: Departed, stored: Neighbourhood) -> Regrouping:
    """Place new reports among those of a block, after others departed."""
    search = _Search(block, stored, departed)
    search.reports |= {item.key: item for item in new}
    search.looks |= {item.key: None for item in new}
    search.take(stored.find_events(departed.events))
    while True:
        arrangement = search.arrange()
        before = {label: group for label, group in search.list_events().items() if label not in departed.events}
        unsettled = search.find_unsettled(_find_changes(search, before, arrangement))
        if not unsettled:
            return _sum_up(search, before, arrangement)
        search.looks |= dict.fromkeys(unsettled)


def _sum_up(search: _Search, before: Mapping[int, list[FiledReport]], arrangement: Arrangement) -> Regrouping:
    # What was looked at last, to find who sees a change, stands in `before` no less than in the search.
    after = {_list_keys(cluster.reports) for cluster in arrangement.clusters}
    known = {_list_keys(group) for group in before.values()}
    return Regrouping(
        groups=tuple(
            tuple(cluster.reports) for cluster in arrangement.clusters if _list_keys(cluster.reports) not in known
        ),
        ended=search.departed.events | {label for label, group in before.items() if _list_keys(group) not in after},
        places=arrangement.places,
        looked_at=frozenset(item.event for item in search.placed.values()) | search.departed.events,
    )


def _find_changes(
    search: _Search, before: Mapping[int, list[FiledReport]], arrangement: Arrangement
) -> dict[Viewer, set[Span]]:
    """The days of the events that are others now, for those who can tell the difference."""
    olds = {_list_keys(group): group for group in before.values()}
    news = {_list_keys(cluster.reports): cluster.reports for cluster in arrangement.clusters}
    left = [group for label, group in search.list_events().items() if label in search.departed.events]
    tolerance = find_tolerance(search.block)
    changed: dict[Viewer, set[Span]] = {}
    for viewer in Viewer:
        was = {_view(group, viewer, tolerance): group for keys, group in olds.items() if keys not in news}
        now = {_view(group, viewer, tolerance): group for keys, group in news.items() if keys not in olds}
        groups = [*left, *(group for view, group in (was | now).items() if (view in was) != (view in now))]
        changed[viewer] = {span for group in groups for item in group if (span := find_extent(item))}
        changed[viewer] |= search.departed.spans
    return changed


def find_viewer(item: FiledReport) -> Viewer:
    """Which kind of report it is."""
    date = read_date(item)
    if date is None or item.report.status is not Status.OCCURRED:
        return Viewer.LATER
    return Viewer.PRECISE if date.precision in PRECISE else Viewer.VAGUE


def _view(group: Sequence[FiledReport], viewer: Viewer, tolerance: int) -> Hashable:
    """All that a kind of report can see of an event: two with equal views are the same to it, whenever it looks."""
    ordered = sorted(group, key=order_report)
    if ordered[0].report.base is None:
        # Away from a base those who are named decide, and reports that name nobody come after all others.
        return _list_keys(group)
    precise, vague, later = ([item for item in ordered if find_viewer(item) is kind] for kind in Viewer)
    if viewer is Viewer.PRECISE:
        return _list_keys(precise)
    if viewer is Viewer.LATER:
        return _list_keys(ordered[:1]), _list_dates(precise), _list_dates(vague), _list_keys(later)
    # Where days may differ, it matters which article and whose forces each of them is of.
    seen = _list_keys(precise) if tolerance else (_list_dates(precise), _list_figures(precise))
    return _list_keys((precise + vague)[:1]), seen, _list_keys(vague)


def _list_keys(group: Iterable[FiledReport]) -> Keys:
    return frozenset(item.key for item in group)


def _list_dates(group: Iterable[FiledReport]) -> Hashable:
    """The dates that reports give; a day of any year with the day on which it was told, which alone says of which."""
    dated = ((item, read_date(item)) for item in group)
    return frozenset((date, item.published if date and date.first is None else None) for item, date in dated)


def _list_figures(group: Iterable[FiledReport]) -> Hashable:
    return frozenset((figure.kind, figure.unit, figure.value) for item in group for figure in item.report.figures)


def _covers(look: Span | None, sight: Span) -> bool:
    return look is not None and look[0] <= sight[0] and sight[1] <= look[1]
