"""Reports that come and go one after the other make the events of all that are there, at once."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Departed, Place, PlacedReport, ReportKind, Span
from service.domain.events.reports import Figure, Participation, Role, Status
from service.domain.names.places import Base
from service.extraction.dates.values import build_year
from service.merging.clustering import arrange_reports
from service.merging.regrouping import classify_report, regroup_reports
from service.merging.time.windows import find_extent, meet, widen
from tests.builders import K1, build_actor, build_day, build_filing, build_month, build_report

SLACK = 4


@dataclass
class Shelf:
    """The placed reports of a block, as a store would keep them."""

    block: str
    groups: dict[int, list[FiledReport]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def find_events(self, events: Collection[int]) -> Iterable[PlacedReport]:
        return [
            PlacedReport(item, label, self._find_window(item))
            for label in events
            for item in self.groups.get(label, [])
        ]

    def find_within(self, spans: Collection[Span]) -> Iterable[PlacedReport]:
        return self._find(lambda item: _meets_any(find_extent(item), spans))

    def find_affected(self, spans: Mapping[ReportKind, Collection[Span]]) -> Iterable[PlacedReport]:
        return self._find(lambda item: _meets_any(self._find_window(item), spans[classify_report(item)]))

    def _find_window(self, item: FiledReport) -> Span | None:
        place = self.places.get(item.key)
        return place.search_window if place else None

    def _find(self, fits: Callable[[FiledReport], bool]) -> Iterable[PlacedReport]:
        return self.find_events([label for label, group in self.groups.items() if any(map(fits, group))])

    def change(self, new: Sequence[FiledReport], gone: Collection[str]) -> None:
        departing = {label: [i for i in group if i.key in gone] for label, group in self.groups.items()}
        spans = {span for group in departing.values() for item in group if (span := find_extent(item))}
        departed = Departed(frozenset(label for label, group in departing.items() if group), frozenset(spans))
        for label in departed.events:
            self.groups[label] = [item for item in self.groups[label] if item.key not in gone]
        result = regroup_reports(self.block, new, departed, self)
        if self.count_others(result.examined) < 2:
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

    def count_others(self, examined: Collection[int]) -> int:
        others = [group for label, group in self.groups.items() if label not in examined]
        return sum(any(find_extent(item) for item in group) for group in others)


def _meets_any(span: Span | None, spans: Collection[Span]) -> bool:
    return span is not None and any(meet(widen(span, SLACK, SLACK), other) for other in spans)


def list_groups(groups: Iterable[Iterable[FiledReport]]) -> set[frozenset[str]]:
    return {frozenset(item.key for item in group) for group in groups if group}


def group_at_once(block: str, filed: Iterable[FiledReport]) -> set[frozenset[str]]:
    return list_groups(cluster.reports for cluster in arrange_reports(block, filed).clusters)


ACTORS = (
    build_actor(),
    build_actor("france", "France"),
    replace(build_actor("us-army", "US Army"), country="US"),
    replace(build_actor("iraqi-army", "Iraqi army"), country="IQ"),
)


def draw_date(random: Random, day: dt.date) -> EventDate | None:
    last = day + dt.timedelta(random.randrange(1, 20))
    forms = [
        build_day(day),
        build_month(day.year, day.month),
        build_year(day.year),
        EventDate(f"{day}/{last}", day, last, Precision.INTERVAL),
        EventDate(f"XXXX-{day:%m-%d}", None, None, Precision.YEARLESS),
        EventDate("XXXX-03-01/XXXX-03-04", None, None, Precision.YEARLESS),
        None,
    ]
    return random.choices(forms, [45, 15, 10, 5, 5, 3, 17])[0]


def draw_filing(random: Random, key: str, base: Base | None, days: int) -> FiledReport:
    """A report of an article of several, published around its day, soon or long after it, or who knows when."""
    day = dt.date(2020, 1, 1) + dt.timedelta(random.randrange(days))
    parts = [Participation(random.choice(ACTORS), random.choice(list(Role))) for _ in range(random.randrange(3))]
    report = build_report(
        "attack",
        status=random.choices(list(Status), [2, 6, 2])[0],
        base=base,
        date=draw_date(random, day),
        participations=parts,
        figures=[Figure("personnel", random.randrange(1, 6))] if random.random() < 0.4 else [],
    )
    reported = day + dt.timedelta(random.choice([0, 1, 2, 5, 40, 100, 500, -30, -200]))
    published = reported if random.random() < 0.9 else None
    filed = build_filing(key, report, random.choice([None, "a", "b", "c"]), published)
    return replace(filed, article=f"article-{random.randrange(40)}")


# Of days of any year, their publication decides which reports they affect.
@example(seed=350_561_616, block="arrival:k1", days=900, count=24)
@settings(max_examples=150)
@given(
    seed=st.integers(0, 10**9),
    block=st.sampled_from(["departure:k1", "attack:k1", "departure:~IQ", "attack:~IQ"]),
    days=st.sampled_from([30, 400, 1500]),
    count=st.sampled_from([5, 10, 30]),
)
def test_regroup_reports_step_by_step_gives_what_all_at_once_give(seed: int, block: str, days: int, count: int) -> None:
    random = Random(seed)  # noqa: S311 - what is drawn is drawn again when it fails
    filed = [draw_filing(random, f"{number:02}", None if "~" in block else K1, days) for number in range(count)]
    random.shuffle(filed)
    shelf = Shelf(block)
    present: dict[str, FiledReport] = {}
    for step in range(2 * count):
        chosen = filed[step : step + 1] or random.sample(filed, random.randrange(1, 3))
        gone = [item.key for item in chosen if item.key in present]
        new = [item for item in chosen if item.key not in present]
        present = {key: item for key, item in present.items() if key not in gone} | {item.key: item for item in new}
        shelf.change(new, gone)
        assert list_groups(shelf.groups.values()) == group_at_once(block, present.values())
