"""Successive days, months and years, and what is missing among them."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from service.domain.queries import Dimension


def list_periods(first: str, last: str, unit: Dimension) -> Iterator[str]:
    """All periods of a kind from the first to the last, as texts: 2020-03-29, 2020-03 or 2020."""
    if unit is Dimension.YEAR:
        yield from (f"{year:04}" for year in range(int(first), int(last) + 1))
    elif unit is Dimension.MONTH:
        start, end = _count_months(first), _count_months(last)
        yield from (f"{month // 12:04}-{month % 12 + 1:02}" for month in range(start, end + 1))
    else:
        start_day, days = date.fromisoformat(first), date.fromisoformat(last) - date.fromisoformat(first)
        yield from ((start_day + timedelta(days=day)).isoformat() for day in range(days.days + 1))


def find_gaps(months: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The first and last of successive months that are missing between some that are given in order."""
    for before, after in pairwise(months):
        missing = [*list_periods(before, after, Dimension.MONTH)][1:-1]
        if missing:
            yield missing[0], missing[-1]


def _count_months(text: str) -> int:
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1
