"""How long events may have lasted, in few classes, so that an index finds those that a day lies in."""

import datetime as dt

# The most days from the first to the last possible day of a week, a month, a season, a year, a leap year, ten years
# and all of time. Tight, so that of a month's or a year's first day the month or the year before is out of reach.
SPANS = (6, 30, 91, 364, 365, 3_650, 3_650_000)


def find_span(first: dt.date | None, last: dt.date | None) -> int | None:
    """The class of an event with these first and last possible days; null for one day, and without days."""
    if first is None or last is None or first == last:
        return None
    return next(span for span in SPANS if (last - first).days <= span)
