"""Any range of days is made of whole months, each of which is named once."""

import datetime as dt
from itertools import pairwise

import pytest

from service.domain.queries import DateRange
from service.storage.read.dated.months import AskedDays, find_nearest_month, list_spans, span_years
from service.storage.tables.counts.reaches import Reach, list_counted_months, name_time

YEARS = range(2018, 2024)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2020-03-01", "2020-03-01"),
        ("2020-03-16", "2020-03-01"),
        ("2020-03-18", "2020-04-01"),
        ("2020-12-31", "2021-01-01"),
        ("9999-12-31", "9999-12-01"),
        ("0001-01-02", "0001-01-01"),
    ],
)
def test_find_nearest_month_gives_the_month_that_begins_next_to_a_day(day: str, month: str) -> None:
    assert find_nearest_month(dt.date.fromisoformat(day)) == dt.date.fromisoformat(month)


def test_find_nearest_month_without_a_day_is_null() -> None:
    assert find_nearest_month(None) is None


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2019-04-01", "2022-09-01"),
        ("2019-01-01", "2022-01-01"),
        ("2020-04-01", "2020-06-01"),
        ("2020-11-01", "2021-02-01"),
        ("2020-05-01", "2020-05-01"),
        (None, "2021-03-01"),
        ("2021-03-01", None),
        (None, None),
    ],
)
def test_list_spans_holds_each_month_from_one_to_before_another_once(begin: str | None, end: str | None) -> None:
    first, last = (None if day is None else dt.date.fromisoformat(day) for day in (begin, end))
    found = [
        dt.date(year, place + 1, 1)
        for year in YEARS
        for span in list_spans(Reach.BEGUN, first, last)
        if span.since <= name_time(Reach.BEGUN, year) < span.before
        for place in span.places
    ]
    months = [dt.date(year, month, 1) for year in YEARS for month in range(1, 13)]
    assert sorted(found) == [month for month in months if (first or month) <= month < (last or dt.date.max)]


def test_spans_of_one_reach_hold_no_time_of_another() -> None:
    open_ended = [next(list_spans(reach, None, None)) for reach in sorted(Reach)]
    assert open_ended == [span_years(reach, None, None) for reach in sorted(Reach)]
    assert all(one.before < other.since for one, other in pairwise(open_ended))
    assert all(span.places == range(12) for span in open_ended)


def test_end_of_days_is_the_day_behind_them_where_there_is_one() -> None:
    ends = [
        AskedDays(DateRange(None, last), has_undated=False).end for last in (dt.date(2020, 2, 29), dt.date.max, None)
    ]
    assert ends == [dt.date(2020, 3, 1), None, None]
    assert AskedDays(None, has_undated=True).end is None


def test_list_counted_months_of_undated_and_dated_events() -> None:
    day, later, next_year = dt.date(2020, 3, 29), dt.date(2020, 5, 1), dt.date(2021, 1, 1)
    assert list_counted_months(None, None) == [("u", 0, 1)]
    assert list_counted_months(day, dt.date(2020, 3, 31)) == [("b2020", 2, 1)]
    assert list_counted_months(day, later) == [("b2020", 2, 1), ("m2020", 2, 1), ("o2020", 2, 1), ("o2020", 4, -1)]
    assert list_counted_months(day, next_year) == [
        *(("b2020", 2, 1), ("y2020", 2, 1), ("p2020", 2, 1), ("p2021", 0, -1)),
    ]
