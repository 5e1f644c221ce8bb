"""Dates that have a beginning and an end: "from May to July", "between 2010 and 2012", "the last quarter of 2021"."""

import datetime as dt
from dataclasses import replace

from service.domain.events.dates import EventDate
from service.extraction.dates.calendar.words import CalendarWords
from service.extraction.dates.calendar.years import find_said_year, find_year
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext, resolve_weekday
from service.extraction.dates.values import build_day, build_interval, build_month, build_span, build_year

CENTURY = 100
# Each quarter's first month.
QUARTERS = {"first": 1, "second": 4, "third": 7, "fourth": 10, "last": 10, "final": 10}


class SpanResolver:
    """Resolves phrases that name two ends. Built once."""

    def __init__(self, words: CalendarWords) -> None:
        self._words = words

    def resolve(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """The span, or null where the context does not give its year, or its end comes before its beginning."""
        if "last_weekday" in phrase.parts:
            return _resolve_weekdays(phrase, context)
        if "fiscal_year" in phrase.parts:
            return _build_fiscal_year(int(phrase.parts["fiscal_year"]))
        if "quarter" in phrase.parts:
            return _resolve_quarter(phrase, context)
        if "last_year" in phrase.parts and "month" not in phrase.parts:
            return _resolve_years(phrase)
        return self._resolve_months(phrase, context)

    def _resolve_months(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        parts = phrase.parts
        month = self._words.read_month(parts["month"])
        last_month = self._words.read_month(parts.get("last_month", parts["month"]))
        day, last_day = (self._words.read_day(parts[key]) if key in parts else None for key in ("day", "last_day"))
        years = _find_years(phrase, (month, day), (last_month, last_day), context)
        if years is None:
            return None
        return _build_ends(_build_end(years[0], month, day), _build_end(years[1], last_month, last_day))


def _find_years(
    phrase: DatePhrase, first: tuple[int, int | None], last: tuple[int, int | None], context: DateContext
) -> tuple[int, int] | None:
    """The years of both ends; "from November to February" goes over the end of a year."""
    over = int(last[0] < first[0])
    if begun := phrase.parts.get("first_year"):
        return int(begun), int(phrase.parts.get("year") or int(begun) + over)
    if year := phrase.parts.get("year"):
        return int(year) - over, int(year)
    if context.year is not None:
        return context.year, context.year + over
    # What is past is over with its end, and what is planned is to begin.
    found = find_year(*(first if context.future or not over else last), context)
    if found is None:
        return None
    return (found, found + over) if context.future or not over else (found - over, found)


def _build_end(year: int, month: int, day: int | None) -> EventDate:
    return build_month(year, month) if day is None else build_day(dt.date(year, month, day))


def _build_ends(first: EventDate, last: EventDate) -> EventDate | None:
    if first.first is None or last.first is None or last.first < first.first:
        return None
    return build_span(first, last)


def _resolve_years(phrase: DatePhrase) -> EventDate | None:
    """ "1990-94", "between 2010 and 2012"."""
    year, last = int(phrase.parts["year"]), int(phrase.parts["last_year"])
    if last < CENTURY:
        last += year - year % CENTURY
    return build_span(build_year(year), build_year(last)) if year < last else None


def _resolve_weekdays(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "Between Friday and Monday", "the night of Saturday to Sunday": the last ones, or the next ones of a plan."""
    ends = replace(phrase, parts={"weekday": phrase.parts["last_weekday"]})
    last = resolve_weekday(ends, context)
    if last is None or last.first is None:
        return None
    begins = replace(phrase, parts={"weekday": phrase.parts["weekday"], "which": "last"})
    first = resolve_weekday(begins, DateContext(published=last.first))
    return build_span(first, last) if first is not None else None


def _build_fiscal_year(year: int) -> EventDate:
    """ "FY2021" of the United States, which ends with September."""
    return build_interval(dt.date(year - 1, 10, 1), dt.date(year, 9, 30))


def _resolve_quarter(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    year = int(phrase.parts["year"]) if "year" in phrase.parts else find_said_year(phrase, context)
    if year is None:
        return None
    month = QUARTERS[phrase.parts["quarter"]]
    return build_span(build_month(year, month), build_month(year, month + 2))
