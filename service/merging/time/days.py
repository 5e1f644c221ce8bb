"""When a report says that something happened, as far as its date and publication say."""

import datetime as dt
import re
from dataclasses import replace

from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import FiledReport
from service.domain.events.reports import Status

DAY_OF_ANY_YEAR = re.compile(r"XXXX-(\d\d)-(\d\d)")
DAY = dt.timedelta(days=1)


def read_date(item: FiledReport) -> EventDate | None:
    """The report's date; a day without a year is that of the year in which an article of its day can mean it.

    This is for finding reports of the same event. What an event is said to be dated is only what a report gives.
    """
    date = item.report.date
    if date is None or date.precision is not Precision.YEARLESS or item.published is None:
        return date
    match = DAY_OF_ANY_YEAR.fullmatch(date.edtf)
    day = _find_day(int(match[1]), int(match[2]), item.published, item.report.status) if match else None
    return replace(date, first=day, last=day, precision=Precision.DAY) if day else date


def _find_day(month: int, day: int, published: dt.date, status: Status) -> dt.date | None:
    """The last such day that was not to come, and of a plan the first that was not past; 29 February is years off."""
    later = status is Status.PLANNED
    for away in range(9):
        year = published.year + (away if later else -away)
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if (found >= published) if later else ((found - published) <= DAY):
            return found
    return None
