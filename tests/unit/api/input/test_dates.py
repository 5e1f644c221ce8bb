from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.api.input.dates import parse_date_range, parse_moment
from service.domain.queries import DateRange


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2020-03-29", date(2020, 3, 29), date(2020, 3, 29)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-02", date(2019, 2, 1), date(2019, 2, 28)),
        ("2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("0001", date(1, 1, 1), date(1, 12, 31)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
        ("2020-03/2020-05-02", date(2020, 3, 1), date(2020, 5, 2)),
        ("2020/2020", date(2020, 1, 1), date(2020, 12, 31)),
        ("2020-03/..", date(2020, 3, 1), None),
        ("../2020-03", None, date(2020, 3, 31)),
    ],
)
def test_parse_date_range_well_formed_covers_its_days(text: str, first: date | None, last: date | None) -> None:
    assert parse_date_range(text) == DateRange(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yesterdayish",
        "2020-3",
        "2020-13",
        "2020-02-30",
        "2019-02-29",
        "2020-03-29T10:00:00Z",
        "2020?",
        "202X",
        "2020-21",
        "0000",
        "-2020",
        "Y20200",
        "20200",
        " 2020",
        "2020 ",
        "2020\n",
        "٢٠٢٠",
        "[2020,2021]",
        "2020..2021",
        "..",
        "../..",
        "/",
        "2020/",
        "/2020",
        "2020/2021/2022",
        "2021/2020",
        "2020-03-02/2020-03-01",
    ],
)
def test_parse_date_range_ill_formed_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar|interval"):
        parse_date_range(text)


@given(st.dates())
def test_parse_date_range_any_day_is_that_day(day: date) -> None:
    assert parse_date_range(day.isoformat()) == DateRange(day, day)


@given(st.text(alphabet="0123456789-/.X?~[]{}Y ", max_size=200))
def test_parse_date_range_any_text_gives_an_ordered_range_or_a_value_error(text: str) -> None:
    try:
        days = parse_date_range(text)
    except ValueError:
        return
    assert days.first or days.last
    assert days.first is None or days.last is None or days.first <= days.last


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020-03-29", datetime(2020, 3, 29, tzinfo=UTC)),
        ("2020-03-29T10:00Z", datetime(2020, 3, 29, 10, tzinfo=UTC)),
        ("2020-03-29T10:00:00+02:00", datetime(2020, 3, 29, 8, tzinfo=UTC)),
        ("2020-03-29T10:00:00.123456789Z", datetime(2020, 3, 29, 10, 0, 0, 123456, tzinfo=UTC)),
    ],
)
def test_parse_moment_well_formed_is_in_utc(text: str, moment: datetime) -> None:
    assert parse_moment(text, is_end=False) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "2020-03", "20200329", "2020-W13-7", "2020-03-29T10:00:00", "2020-03-29T10:00:00Z\n"),
        *("20200329T100000Z", "2020-W13-7T10:00Z", "2020-03-29 10:00Z", "2020-03-29\u00e910:00Z", "2020-03-29T10Z"),
        *("2020-03-29T10:00:00+02:00:30", "2020-03-29T10:00:00,5Z", "2020-02-30T10:00Z"),
    ],
)
def test_parse_moment_ill_formed_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="timestamp"):
        parse_moment(text, is_end=False)
