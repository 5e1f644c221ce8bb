"""Event dates from their parts: the EDTF text, and the days that it allows."""

import datetime as dt

import pytest
from edtf import parse_edtf
from hypothesis import given
from hypothesis import strategies as st

from service.domain.events.dates import EventDate, Precision
from service.extraction.dates.values import (
    SEASONS,
    build_day,
    build_interval,
    build_month,
    build_season,
    build_span,
    build_week,
    build_year,
    build_yearless,
)

DAY = dt.date(2020, 2, 29)


@pytest.mark.parametrize(
    ("date", "edtf", "first", "last", "precision"),
    [
        (build_day(DAY), "2020-02-29", "2020-02-29", "2020-02-29", Precision.DAY),
        (build_month(2020, 2), "2020-02", "2020-02-01", "2020-02-29", Precision.MONTH),
        (build_year(2020), "2020", "2020-01-01", "2020-12-31", Precision.YEAR),
        (build_year(900), "0900", "0900-01-01", "0900-12-31", Precision.YEAR),
        (
            build_interval(DAY, DAY + dt.timedelta(2)),
            "2020-02-29/2020-03-02",
            "2020-02-29",
            "2020-03-02",
            Precision.INTERVAL,
        ),
        (
            build_span(build_year(2019), build_month(2020, 2)),
            "2019/2020-02",
            "2019-01-01",
            "2020-02-29",
            Precision.INTERVAL,
        ),
        (build_week(DAY), "2020-02-24/2020-03-01", "2020-02-24", "2020-03-01", Precision.INTERVAL),
        (build_season(2020, "autumn"), "2020-23", "2020-09-01", "2020-11-30", Precision.SEASON),
        (build_season(2019, "winter"), "2019-24", "2019-12-01", "2020-02-29", Precision.SEASON),
    ],
)
def test_build_a_date_gives_its_text_and_days(
    date: EventDate, edtf: str, first: str, last: str, precision: Precision
) -> None:
    parse_edtf(date.edtf)
    assert date == EventDate(edtf, dt.date.fromisoformat(first), dt.date.fromisoformat(last), precision)


def test_build_yearless_has_no_days() -> None:
    assert build_yearless(1, 7) == EventDate("XXXX-01-07", None, None, Precision.YEARLESS)


@pytest.mark.parametrize(
    "build", [lambda: build_month(10_000, 1), lambda: build_month(2020, 13), lambda: build_year(0)]
)
def test_build_a_date_outside_of_the_calendar_raises_value_error(build: object) -> None:
    assert callable(build)
    with pytest.raises(ValueError, match=r"year|month"):
        build()


@given(st.integers(1, 9998), st.sampled_from(sorted(SEASONS)), st.integers(1, 12))
def test_build_any_date_ends_after_it_begins(year: int, season: str, month: int) -> None:
    for date in (build_season(year, season), build_month(year, month), build_year(year)):
        assert date.first is not None
        assert date.last is not None
        assert date.first < date.last
