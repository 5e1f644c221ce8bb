"""Event dates of each precision, from their parts."""

import calendar
import datetime as dt

from service.domain.events.dates import EventDate, Precision

# The EDTF codes of seasons, and the first of their three months as meteorologists count them.
SEASONS = {"spring": (21, 3), "summer": (22, 6), "autumn": (23, 9), "fall": (23, 9), "winter": (24, 12)}


def build_day(day: dt.date) -> EventDate:
    """A date known to the day."""
    return EventDate(day.isoformat(), day, day, Precision.DAY)


def build_month(year: int, month: int) -> EventDate:
    """A date known to the month."""
    last = calendar.monthrange(year, month)[1]
    return EventDate(f"{year:04}-{month:02}", dt.date(year, month, 1), dt.date(year, month, last), Precision.MONTH)


def build_year(year: int) -> EventDate:
    """A date known to the year."""
    return EventDate(f"{year:04}", dt.date(year, 1, 1), dt.date(year, 12, 31), Precision.YEAR)


def build_interval(first: dt.date, last: dt.date) -> EventDate:
    """A date known to lie between two days."""
    return EventDate(f"{first.isoformat()}/{last.isoformat()}", first, last, Precision.INTERVAL)


def build_span(first: EventDate, last: EventDate) -> EventDate:
    """A date that lies between two, or takes from the first to the last; each end is as precise as it is known."""
    return EventDate(f"{first.edtf}/{last.edtf}", first.first, last.last, Precision.INTERVAL)


def build_week(day: dt.date) -> EventDate:
    """The week from Monday to Sunday that holds a day."""
    monday = day - dt.timedelta(days=day.weekday())
    return build_interval(monday, monday + dt.timedelta(days=6))


def build_season(year: int, season: str) -> EventDate:
    """A season of a year, by its EDTF code; a winter begins in the year that names it."""
    code, month = SEASONS[season]
    end_month = (month + 1) % 12 + 1
    end_year = year + (end_month < month)
    last = calendar.monthrange(end_year, end_month)[1]
    return EventDate(f"{year:04}-{code}", dt.date(year, month, 1), dt.date(end_year, end_month, last), Precision.SEASON)


def build_yearless(month: int, day: int) -> EventDate:
    """A day and month of an unknown year."""
    return EventDate(f"XXXX-{month:02}-{day:02}", None, None, Precision.YEARLESS)
