"""The months that a range of days is made of."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from service.domain.queries import DateRange
from service.storage.tables.counts.reaches import Reach, name_time

# After all years of a reach.
_LAST = "~"


@dataclass(frozen=True, slots=True)
class AskedDays:
    """A range of days, null for none, and whether undated events are asked for too."""

    dated: DateRange | None
    has_undated: bool

    @property
    def end(self) -> dt.date | None:
        """The day after the last one; null where there is no end."""
        last = self.dated.last if self.dated else None
        return None if last is None or last == dt.date.max else last + dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MonthSpan:
    """Some months, by their places in a year, of all times from one to before another one."""

    since: str
    before: str
    places: range


UNDATED = MonthSpan(Reach.UNDATED.value, f"{Reach.UNDATED}{_LAST}", range(1))


def find_nearest_month(day: dt.date | None) -> dt.date | None:
    """The first day of the month that begins nearest to a day; null where none is given."""
    if day is None:
        return None
    begin = day.replace(day=1)
    following = begin if (day.year, day.month) == (dt.MAXYEAR, 12) else (begin + dt.timedelta(days=31)).replace(day=1)
    return following if following - day < day - begin else begin


def span_years(reach: Reach, begin: dt.date | None, end: dt.date | None) -> MonthSpan:
    """All months of the years that have a day from one to before another one."""
    since = reach.value if begin is None else name_time(reach, begin.year)
    before = reach.value if end is None else name_time(reach, end.year)
    return MonthSpan(since, f"{before}{_LAST}", range(12))


def list_spans(reach: Reach, begin: dt.date | None, end: dt.date | None) -> Iterator[MonthSpan]:
    """The months from one to before another one: whole years together, and those before and behind them."""
    if begin is not None and end is not None and begin.year == end.year:
        if begin < end:
            yield _span_year(reach, begin.year, range(begin.month - 1, end.month - 1))
        return
    since, before = reach.value, f"{reach}{_LAST}"
    if begin is not None:
        since = name_time(reach, begin.year)
        if begin.month > 1:
            yield _span_year(reach, begin.year, range(begin.month - 1, 12))
            since += _LAST
    if end is not None:
        before = name_time(reach, end.year)
        if end.month > 1:
            yield _span_year(reach, end.year, range(end.month - 1))
    if since < before:
        yield MonthSpan(since, before, range(12))


def _span_year(reach: Reach, year: int, places: range) -> MonthSpan:
    time = name_time(reach, year)
    return MonthSpan(time, f"{time}{_LAST}", places)
