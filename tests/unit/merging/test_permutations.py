"""What holds for any reports, in any order."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import FiledReport
from service.domain.events.reports import Figure, Participation, Qualifier, Report, Role, Status
from service.merging import block_of, merge_reports
from tests.builders import K1, build_actor, build_base, build_day, build_filing, build_month, build_report
from tests.unit.merging.families import EVENT_TYPES

DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2021, 6, 30))
ENDS_OF_TIME = st.sampled_from([dt.date(1, 1, 2), dt.date.max])
# Few, since one report from there to today takes as long to merge as hundreds of others.
ANY_DAY = st.sampled_from([DAYS] * 9 + [ENDS_OF_TIME]).flatmap(lambda days: days)
INTERVALS = st.builds(
    lambda day, days: EventDate(
        f"{day}/{day + dt.timedelta(days=days)}", day, day + dt.timedelta(days=days), Precision.INTERVAL
    ),
    DAYS,
    st.integers(1, 40),
)
YEARS = st.sampled_from([2020, 2021]).map(
    lambda year: EventDate(f"{year}", dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)
)
YEARLESS = DAYS.map(lambda day: EventDate(f"XXXX-{day:%m-%d}", None, None, Precision.YEARLESS))
MONTHS = DAYS.map(lambda day: build_month(day.year, day.month))
DATES = st.one_of(st.none(), ANY_DAY.map(build_day), MONTHS, YEARS, INTERVALS, YEARLESS)
ACTORS = st.sampled_from([build_actor(), build_actor("france", "France"), build_actor("iraqi-army", "Iraqi army")])
PARTICIPATIONS = st.lists(st.builds(Participation, ACTORS, st.sampled_from(Role)), max_size=3, unique=True)
FIGURES = st.lists(st.builds(Figure, st.just("personnel"), st.integers(1, 500), st.sampled_from(Qualifier)), max_size=1)
REPORTS = st.builds(
    build_report,
    st.sampled_from([row.slug for row in EVENT_TYPES]),
    status=st.sampled_from(Status),
    base=st.sampled_from([None, K1, build_base("taji", "Taji", ())]),
    date=DATES,
    participations=PARTICIPATIONS,
    figures=FIGURES,
    confidence=st.floats(0, 1).map(lambda value: round(value, 2)),
)


def file_report(number: int, report: Report, source: str | None, published: dt.date | None) -> FiledReport:
    return build_filing(f"{number:02}", report, source, published)


FILED = st.lists(
    st.builds(
        file_report,
        st.integers(0, 99),
        REPORTS,
        st.sampled_from([None, "press-tv", "kirkuknow"]),
        st.one_of(st.none(), ANY_DAY),
    ),
    max_size=9,
    unique_by=lambda item: item.key,
)


@given(FILED.flatmap(lambda filed: st.tuples(st.just(filed), st.permutations(filed))))
def test_merge_reports_in_any_order_is_the_same(orders: tuple[list[FiledReport], list[FiledReport]]) -> None:
    given_order, other_order = orders
    assert merge_reports(given_order, EVENT_TYPES) == merge_reports(other_order, EVENT_TYPES)


@given(FILED)
def test_merge_reports_block_by_block_is_the_same(filed: list[FiledReport]) -> None:
    blocks = {block_of(item.report, EVENT_TYPES) for item in filed}
    apart = [
        event
        for block in blocks
        for event in merge_reports((i for i in filed if block_of(i.report, EVENT_TYPES) == block), EVENT_TYPES)
    ]
    assert tuple(sorted(apart, key=lambda event: event.id)) == merge_reports(filed, EVENT_TYPES)


@given(FILED)
def test_merge_reports_puts_each_report_into_one_event_of_its_own_id(filed: list[FiledReport]) -> None:
    events = merge_reports(filed, EVENT_TYPES)
    assert sorted(key for event in events for key in event.reports) == sorted(item.key for item in filed)
    assert len({event.id for event in events}) == len(events)


@given(FILED)
def test_merge_reports_says_nothing_that_no_report_of_the_event_says(filed: list[FiledReport]) -> None:
    by_key = {item.key: item for item in filed}
    for event in merge_reports(filed, EVENT_TYPES):
        told = [by_key[key] for key in event.reports]
        assert event.status in {item.report.status for item in told}
        assert event.type in {item.report.type for item in told}
        assert event.confidence == max(item.report.confidence for item in told)
        assert event.date == (by_key[event.date_from].report.date if event.date_from else None)
        assert {entry.status for entry in event.history} == {item.report.status for item in told}
        assert all(summary.low <= summary.best <= summary.high for summary in event.figures)
        assert set(event.participations) == {part for item in told for part in item.report.participations}
