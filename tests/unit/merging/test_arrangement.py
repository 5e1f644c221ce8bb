"""Which clusters are found in some days, however long their reports last."""

import datetime as dt

import pytest

from service.domain.events.dates import EventDate, Precision
from service.domain.events.neighbours import Span
from service.merging.arrangement import Arrangement
from tests.builders import build_filing, build_report

ALWAYS = (dt.date.min, dt.date.max)


def build_span(first: dt.date, last: dt.date) -> EventDate:
    return EventDate(f"{first}/{last}", first, last, Precision.INTERVAL)


def arrange(*spans: Span) -> Arrangement:
    """Each a report of its own cluster."""
    arrangement = Arrangement()
    for number, (first, last) in enumerate(spans):
        arrangement.take_in(build_filing(f"r{number}", build_report(date=build_span(first, last))), None)
    return arrangement


@pytest.mark.parametrize(
    ("window", "found"),
    [
        ((dt.date(2020, 3, 29), dt.date(2020, 3, 29)), [0, 1]),
        ((dt.date(1600, 1, 1), dt.date(1700, 1, 1)), [1]),
        ((dt.date(9990, 1, 1), dt.date(9999, 1, 1)), []),
        (ALWAYS, [0, 1]),
    ],
)
def test_find_in_window_gives_the_clusters_of_those_days_in_their_order(window: Span, found: list[int]) -> None:
    days, ages = (dt.date(2020, 3, 28), dt.date(2020, 3, 30)), (dt.date(1000, 1, 1), dt.date(3000, 1, 1))
    arrangement = arrange(days, ages)
    assert arrangement.find_in_window(window) == [arrangement.clusters[number] for number in found]


def test_take_in_reports_that_last_for_ages_notes_each_once() -> None:
    arrangement = arrange(*[ALWAYS] * 1000)
    assert len(arrangement.find_in_window(ALWAYS)) == 1000
    assert len(arrangement._by_days) == 0
