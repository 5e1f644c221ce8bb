"""Event dates, as precise as they are known."""

from dataclasses import dataclass
from datetime import date
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
