"""Which year a phrase means that gives none, or that names it by another one."""

import calendar
import datetime as dt

from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext

# A date without a year is taken to be within this many days of the day that gives the year.
MAX_DAYS_TO_YEAR = 200
YEARS_FROM_PAPER = {"last year": -1, "this year": 0, "next year": 1, "the year before last": -2}
EARLIER = ("previous", "preceding", "before")
LATER = ("following", "the next", "after")


def find_said_year(phrase: DatePhrase, context: DateContext) -> int | None:
    """The year that a phrase names by another one: "last year", "of the same year"."""
    said = phrase.parts.get("whichyear", "").removeprefix("of ")
    if said in YEARS_FROM_PAPER:
        return context.published.year + YEARS_FROM_PAPER[said] if context.published else None
    step = -1 if any(word in said for word in EARLIER) else int(any(word in said for word in LATER))
    origin = context.spoken or (context.reference.year if context.reference else context.year)
    return origin + step if said and origin is not None else None


def find_year(month: int, day: int | None, context: DateContext) -> int | None:
    """The year of a day or month given without one: what the text speaks of, else next to the publication date."""
    if context.year is not None:
        return context.year
    near = context.published or context.anchor
    if near is None:
        return None
    candidates = [_day_in(year, month, day) for year in (near.year - 1, near.year, near.year + 1)]
    if context.published is None:
        nearest = min(candidates, key=lambda found: abs((found - near).days))
        return nearest.year if abs((nearest - near).days) <= MAX_DAYS_TO_YEAR else None
    if context.future:
        return min(found for found in candidates if found >= near - dt.timedelta(days=31 if day is None else 0)).year
    return max(found for found in candidates if found <= near + dt.timedelta(days=1)).year


def find_phrase_year(phrase: DatePhrase, month: int, day: int | None, context: DateContext) -> int | None:
    """The year of a day or month of a phrase, however the phrase gives it."""
    if year := phrase.parts.get("year"):
        return int(year)
    return find_said_year(phrase, context) if "whichyear" in phrase.parts else find_year(month, day, context)


def _day_in(year: int, month: int, day: int | None) -> dt.date:
    return dt.date(year, month, min(day or 1, calendar.monthrange(year, month)[1]))
