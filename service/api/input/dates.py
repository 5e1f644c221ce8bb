"""Dates in query strings: EDTF text to a range of days, and timestamps."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from service.domain.queries import DateRange

ALLOWED = (
    "a day (2020-03-29), a month (2020-03), a year (2020), or an interval (2020-03/2020-05, 2020-03/.., ../2020-03)"
)
ALLOWED_AS_OF = (
    "a revision number, or a past timestamp with its time zone (2026-01-31T12:00:00Z), or a day (its end, in UTC)"
)
ALLOWED_SINCE = "a timestamp with its time zone (2026-01-31T12:00:00Z), or a day (its start, in UTC)"
OPEN = ".."
# The same as patterns for clients that validate; the calendar is checked by the parser alone.
_DAYS = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
RANGE_PATTERN = rf"^({_DAYS}(/({_DAYS}|\.\.))?|\.\./{_DAYS})$"
MOMENT_PATTERN = f"^{_DAY}(T{_TIME})?$"
AS_OF_PATTERN = f"^([0-9]{{1,9}}|{_DAY}(T{_TIME})?)$"
# EDTF has far more than a filter can mean (seasons, sets, estimates). A library's grammar takes some 10 ms for a plain
# date, which is more than its answer does.
_PLAIN_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
# Python accepts more too: weeks, other separators, seconds in offsets.
_MOMENT = re.compile(MOMENT_PATTERN)


def parse_date_range(text: str) -> DateRange:
    """Parse a date or an interval to the range of days that it covers.

    Raises ValueError with the reason.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return DateRange(*_parse_days(text))
    if first == last == OPEN:
        raise ValueError("an interval needs a date on at least one side")
    days = DateRange(
        None if first == OPEN else _parse_days(first)[0],
        None if last == OPEN else _parse_days(last)[1],
    )
    if days.first and days.last and days.first > days.last:
        raise ValueError("an interval must not end before it starts")
    return days


def _parse_days(text: str) -> tuple[date, date]:
    """Return the first and last day of a day, month or year."""
    found = _PLAIN_DATE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not a date")
    parts = [int(part) for part in found.groups() if part]
    try:
        first = date(*[*parts, 1, 1][:3])
    except ValueError as error:
        raise ValueError(f"{text!r} is not a calendar date") from error
    month = [*parts, 12][1]
    day = parts[2] if len(parts) == 3 else monthrange(first.year, month)[1]
    return first, date(first.year, month, day)


def parse_moment(text: str, *, is_end: bool) -> datetime:
    """Parse a timestamp with its time zone to UTC; a day is the midnight at its end, or at its start.

    Raises ValueError with the reason.
    """
    try:
        timestamp = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} is not a timestamp") from error
    if timestamp.tzinfo is not None:
        if not _MOMENT.fullmatch(text):
            raise ValueError(f"{text[:40]!r} is not a timestamp")
        return _to_utc(timestamp)
    if not _PLAIN_DATE.fullmatch(text):
        raise ValueError("a timestamp needs a time zone, such as Z for UTC")
    try:
        return datetime.combine(timestamp.date() + timedelta(days=int(is_end)), time(), UTC)
    except OverflowError as error:
        raise ValueError("the day is out of range") from error


def _to_utc(timestamp: datetime) -> datetime:
    try:
        return timestamp.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the timestamp is out of range") from error
