import pytest

from service.domain.periods import find_gaps, list_periods
from service.domain.queries import Dimension


@pytest.mark.parametrize(
    ("first", "last", "unit", "expected"),
    [
        ("2020-02-28", "2020-03-01", Dimension.DAY, ["2020-02-28", "2020-02-29", "2020-03-01"]),
        ("2019-11", "2020-02", Dimension.MONTH, ["2019-11", "2019-12", "2020-01", "2020-02"]),
        ("0999", "1001", Dimension.YEAR, ["0999", "1000", "1001"]),
        ("2020-03", "2020-03", Dimension.MONTH, ["2020-03"]),
        ("9999-12-30", "9999-12-31", Dimension.DAY, ["9999-12-30", "9999-12-31"]),
    ],
)
def test_list_periods_gives_all_from_first_to_last(first: str, last: str, unit: Dimension, expected: list[str]) -> None:
    assert list(list_periods(first, last, unit)) == expected


@pytest.mark.parametrize(
    ("months", "gaps"),
    [
        ([], []),
        (["2020-03"], []),
        (["2020-03", "2020-04"], []),
        (["2020-03", "2020-05"], [("2020-04", "2020-04")]),
        (["2019-11", "2020-03", "2020-04", "2020-06"], [("2019-12", "2020-02"), ("2020-05", "2020-05")]),
    ],
)
def test_find_gaps_between_months_gives_the_first_and_last_of_each(
    months: list[str], gaps: list[tuple[str, str]]
) -> None:
    assert list(find_gaps(months)) == gaps
