"""Date filters: EDTF text to a range of days."""

import re
from datetime import date
from functools import lru_cache

from edtf import Date, parse_edtf

from service.domain.queries import DateRange

ALLOWED = (
    "a day (2020-03-29), a month (2020-03), a year (2020), or an interval (2020-03/2020-05, 2020-03/.., ../2020-03)"
)
OPEN = ".."
# The library's grammar reads far more than a filter can mean (seasons, sets, guesses) and takes up to a tenth
# of a second for it. So it sees only what has the shape of a plain date.
_PLAIN_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def parse_date_range(text: str) -> DateRange:
    """Read a date or an interval of them; a date is the range of days that it covers.

    Raises ValueError with what is wrong with it.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return DateRange(*_parse_days(text))
    if first == last == OPEN:
        raise ValueError("an interval needs a date on one side at least")
    days = DateRange(
        None if first == OPEN else _parse_days(first)[0],
        None if last == OPEN else _parse_days(last)[1],
    )
    if days.first and days.last and days.first > days.last:
        raise ValueError("an interval must not end before it starts")
    return days


@lru_cache(maxsize=4096)
def _parse_days(text: str) -> tuple[date, date]:
    """Return the first and last day of a day, month or year. Kept, for the grammar takes some milliseconds."""
    if not _PLAIN_DATE.fullmatch(text):
        raise ValueError(f"{text!r} is not a date")
    parsed = parse_edtf(text, fail_silently=True)
    # Seasons and the like are kinds of dates to the library.
    if type(parsed) is not Date:
        raise ValueError(f"{text!r} is not in the calendar")
    try:
        return date(*parsed.lower_strict()[:3]), date(*parsed.upper_strict()[:3])
    except ValueError as error:
        raise ValueError(f"{text!r} is not in the calendar") from error
