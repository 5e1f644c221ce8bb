"""A day without a year, in an article whose day is known."""

import datetime as dt

import pytest

from service.domain.events.dates import EventDate, Precision
from service.domain.events.reports import Status
from service.merging.time.days import read_date
from tests.builders import build_filing, build_month, build_report


def read(edtf: str, published: dt.date | None, status: Status = Status.OCCURRED) -> str | None:
    date = EventDate(edtf, None, None, Precision.YEARLESS)
    found = read_date(build_filing("a", build_report(date=date, status=status), published=published))
    return found.first.isoformat() if found and found.first else None


@pytest.mark.parametrize(
    ("edtf", "published", "status", "day"),
    [
        ("XXXX-03-29", dt.date(2020, 3, 30), Status.OCCURRED, "2020-03-29"),
        ("XXXX-03-29", dt.date(2020, 3, 28), Status.OCCURRED, "2020-03-29"),
        ("XXXX-12-31", dt.date(2018, 1, 4), Status.OCCURRED, "2017-12-31"),
        ("XXXX-12-31", dt.date(2018, 1, 4), Status.DENIED, "2017-12-31"),
        ("XXXX-01-15", dt.date(2018, 12, 4), Status.PLANNED, "2019-01-15"),
        ("XXXX-02-29", dt.date(2021, 3, 4), Status.OCCURRED, "2020-02-29"),
        ("XXXX-02-30", dt.date(2021, 3, 4), Status.OCCURRED, None),
        ("XXXX-03-01/XXXX-03-04", dt.date(2021, 3, 4), Status.OCCURRED, None),
        ("XXXX-03-29", None, Status.OCCURRED, None),
        ("XXXX-03-29", dt.date(1, 1, 1), Status.OCCURRED, None),
        ("XXXX-03-29", dt.date.max, Status.OCCURRED, "9999-03-29"),
    ],
)
def test_read_date_of_a_day_of_any_year_takes_the_year_of_the_article(
    edtf: str, published: dt.date | None, status: Status, day: str | None
) -> None:
    assert read(edtf, published, status) == day


def test_read_date_of_any_other_date_gives_it() -> None:
    assert read_date(build_filing("a", build_report(date=build_month()))) == build_month()
    assert read_date(build_filing("a", build_report(date=None))) is None
