"""In which months an event is counted.

How many events lie in a span of whole months follows from counts by month, however long each event lasts: those that
begin in it, and those that began before and reach into it, which are those that began before and reach beyond their
month, without those of them that ended before.
"""

import datetime as dt
from enum import StrEnum
from typing import NamedTuple


class Reach(StrEnum):
    """What a row counts, in one letter, as there are many rows.

    All events in the month in which they begin; of these those that reach a later month of their year, and those that
    reach a later year; and both of the latter again, 1 where they begin and -1 where they end, so that sums tell who
    goes on. Undated events are counted in the first month of no year.
    """

    BEGUN = "b"
    TO_MONTH = "m"
    TO_YEAR = "y"
    OPEN_MONTH = "o"
    OPEN_YEAR = "p"
    UNDATED = "u"


class CountedMonth(NamedTuple):
    """What an event adds to one month: the `time` of a row, the number of its column, and how many."""

    time: str
    month: int
    step: int


def name_time(reach: Reach, year: int) -> str:
    """The `time` of a row."""
    return f"{reach.value}{year:04}"


def list_counted_months(first: dt.date | None, last: dt.date | None) -> list[CountedMonth]:
    """Where an event with these first and last possible days is counted."""
    if first is None or last is None:
        return [CountedMonth(Reach.UNDATED.value, 0, 1)]
    begun = CountedMonth(name_time(Reach.BEGUN, first.year), first.month - 1, 1)
    if (first.year, first.month) == (last.year, last.month):
        return [begun]
    reached, opened = (Reach.TO_YEAR, Reach.OPEN_YEAR)
    if first.year == last.year:
        reached, opened = (Reach.TO_MONTH, Reach.OPEN_MONTH)
    return [
        begun,
        CountedMonth(name_time(reached, first.year), first.month - 1, 1),
        CountedMonth(name_time(opened, first.year), first.month - 1, 1),
        CountedMonth(name_time(opened, last.year), last.month - 1, -1),
    ]
