"""Merging a block incrementally, when some of its reports come or go, without reading all of it.

Reports are placed in a fixed order, each by the events in its search window. So one is placed anew only where it is
new, or where an event in its search window changes; all others stay where they are. It ends when every report whose
search window has a change was placed anew. The result is that of merging the whole block, and a test holds it to that.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain.events.agreement import do_actors_decide, is_precise
from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Departed, Neighbourhood, PlacedReport, Regrouping, ReportKind, Span
from service.domain.events.reports import Status
from service.merging.arrangement import Arrangement
from service.merging.clustering import order_report, rearrange_reports
from service.merging.time.days import read_date
from service.merging.time.tolerances import find_tolerance
from service.merging.time.windows import find_extent, find_initial_window, meet

Keys = frozenset[str]


@dataclass(slots=True)
class _Search:
    """What is known of a block so far."""

    block: str
    stored: Neighbourhood
    departed: Departed
    reports: dict[str, FiledReport] = field(default_factory=dict)
    placed: dict[str, PlacedReport] = field(default_factory=dict)
    # The reports to be placed anew, with the days that were searched for them.
    searched: dict[str, Span | None] = field(default_factory=dict)

    def take(self, found: Iterable[PlacedReport]) -> None:
        for item in found:
            self.placed.setdefault(item.filed.key, item)
            self.reports.setdefault(item.filed.key, item.filed)

    def arrange(self) -> Arrangement:
        """Place all that must be, reading as many days as are needed."""
        tolerance = find_tolerance(self.block)
        for key, span in self.searched.items():
            self.searched[key] = span or find_initial_window(self.reports[key], tolerance)
        self._load(self.searched.values())
        while True:
            labels = {key: item.event for key, item in self.placed.items()}
            arrangement = rearrange_reports(self.block, self.reports.values(), labels, self.searched)
            wider = {
                key: place.search_window
                for key, place in arrangement.places.items()
                if not _covers(self.searched[key], place.search_window)
            }
            if not wider:
                return arrangement
            self.searched |= wider
            self._load(wider.values())

    def _load(self, spans: Iterable[Span | None]) -> None:
        self.take(self.stored.find_within({span for span in spans if span}))

    def list_events(self) -> dict[int, list[FiledReport]]:
        events: dict[int, list[FiledReport]] = {}
        for item in self.placed.values():
            events.setdefault(item.event, []).append(item.filed)
        return events

    def find_unsettled(self, changed: Mapping[ReportKind, Collection[Span]]) -> set[str]:
        """Reports whose search window has a change and that were not placed anew."""
        self.take(self.stored.find_affected(changed))
        return {
            key
            for key, item in self.placed.items()
            if key not in self.searched
            and item.search_window is not None
            and any(meet(item.search_window, span) for span in changed[classify_report(item.filed)])
        }


def regroup_reports(block: str, new: Sequence[FiledReport], departed: Departed, stored: Neighbourhood) -> Regrouping:
    """Place new reports among those of a block, after others departed."""
    search = _Search(block, stored, departed)
    search.reports |= {item.key: item for item in new}
    search.searched |= {item.key: None for item in new}
    search.take(stored.find_events(departed.events))
    while True:
        arrangement = search.arrange()
        before = {label: group for label, group in search.list_events().items() if label not in departed.events}
        unsettled = search.find_unsettled(_find_changes(search, before, arrangement))
        if not unsettled:
            return _sum_up(search, before, arrangement)
        search.searched |= dict.fromkeys(unsettled)


def _sum_up(search: _Search, before: Mapping[int, list[FiledReport]], arrangement: Arrangement) -> Regrouping:
    # Events that were read last, to find whom a change affects, are in `before` as well as in the search.
    after = {_list_keys(cluster.reports) for cluster in arrangement.clusters}
    known = {_list_keys(group) for group in before.values()}
    return Regrouping(
        groups=tuple(
            tuple(cluster.reports) for cluster in arrangement.clusters if _list_keys(cluster.reports) not in known
        ),
        ended=search.departed.events | {label for label, group in before.items() if _list_keys(group) not in after},
        places=arrangement.places,
        examined=frozenset(item.event for item in search.placed.values()) | search.departed.events,
    )


def _find_changes(
    search: _Search, before: Mapping[int, list[FiledReport]], arrangement: Arrangement
) -> dict[ReportKind, set[Span]]:
    """For each kind of report the days of the events that changed in what it depends on."""
    olds = {_list_keys(group): group for group in before.values()}
    news = {_list_keys(cluster.reports): cluster.reports for cluster in arrangement.clusters}
    left = [group for label, group in search.list_events().items() if label in search.departed.events]
    tolerance = find_tolerance(search.block)
    changed: dict[ReportKind, set[Span]] = {}
    for kind in ReportKind:
        was = {_fingerprint(group, kind, tolerance): group for keys, group in olds.items() if keys not in news}
        now = {_fingerprint(group, kind, tolerance): group for keys, group in news.items() if keys not in olds}
        groups = [*left, *(group for key, group in (was | now).items() if (key in was) != (key in now))]
        changed[kind] = {span for group in groups for item in group if (span := find_extent(item))}
        changed[kind] |= search.departed.spans
    return changed


def classify_report(item: FiledReport) -> ReportKind:
    """Which kind of report it is."""
    date = read_date(item)
    if date is None or item.report.status is not Status.OCCURRED:
        return ReportKind.LATER
    return ReportKind.PRECISE if is_precise(date) else ReportKind.VAGUE


def _fingerprint(group: Sequence[FiledReport], kind: ReportKind, tolerance: int) -> Hashable:
    """All of an event that can decide whether a report of a kind belongs to it: events with equal fingerprints are
    the same to such a report."""
    ordered = sorted(group, key=order_report)
    if do_actors_decide(ordered[0].report.base):
        # Away from a base those who are named decide, and reports that name nobody come after all others.
        return _list_keys(group)
    precise, vague, later = ([item for item in ordered if classify_report(item) is other] for other in ReportKind)
    if kind is ReportKind.PRECISE:
        return _list_keys(precise)
    if kind is ReportKind.LATER:
        return _list_keys(ordered[:1]), _list_dates(precise), _list_dates(vague), _list_keys(later)
    # Where days may differ, it matters which article and whose forces each of them is of.
    days = _list_keys(precise) if tolerance else (_list_dates(precise), _list_figures(precise))
    return _list_keys((precise + vague)[:1]), days, _list_keys(vague)


def _list_keys(group: Iterable[FiledReport]) -> Keys:
    return frozenset(item.key for item in group)


def _list_dates(group: Iterable[FiledReport]) -> Hashable:
    """The dates that reports give; a day of any year with its publication, which alone says of which."""
    dated = ((item, read_date(item)) for item in group)
    return frozenset((date, item.published if date and date.first is None else None) for item, date in dated)


def _list_figures(group: Iterable[FiledReport]) -> Hashable:
    return frozenset((figure.kind, figure.unit, figure.value) for item in group for figure in item.report.figures)


def _covers(searched: Span | None, window: Span) -> bool:
    return searched is not None and searched[0] <= window[0] and window[1] <= searched[1]
