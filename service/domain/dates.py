"""Event dates, as precise as they are known."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    INTERVAL = "interval"
    YEARLESS = "yearless"


# From the finest to the coarsest.
PRECISIONS = (Precision.DAY, Precision.INTERVAL, Precision.MONTH, Precision.SEASON, Precision.YEAR, Precision.YEARLESS)


@dataclass(frozen=True, slots=True)
class EventDate:
    """An EDTF (ISO 8601-2) text with the first and last possible day.

    A day and month without a known year (`XXXX-01-07`) has precision `yearless` and neither day.
    """

    edtf: str
    first: date | None
    last: date | None
    precision: Precision


def may_be_one(one: EventDate, other: EventDate, tolerance: timedelta = timedelta()) -> bool:
    """Whether two dates have a day in common, give or take some. Without a year, the day and month have to be equal."""
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return one.edtf[4:] == other.edtf[4:]
    return one.first - other.last <= tolerance and other.first - one.last <= tolerance
