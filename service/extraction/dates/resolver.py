"""Resolves a date phrase to a date, no more precise than the text and the publication date give it."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from service.codebook.model import DateKind, DateRules
from service.domain.events.dates import EventDate
from service.extraction.dates.calendar.feasts import FeastResolver
from service.extraction.dates.calendar.seasons import resolve_season
from service.extraction.dates.calendar.words import CalendarWords
from service.extraction.dates.calendar.years import find_said_year, find_year
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import (
    WEEKDAYS,
    DateContext,
    resolve_neighbour,
    resolve_offset,
    resolve_relative_day,
    resolve_relative_unit,
    resolve_weekday,
)
from service.extraction.dates.spans import SpanResolver
from service.extraction.dates.values import build_day, build_month, build_year, build_yearless

WEEK = 7
FROM_YEAR = {"the following": 1, "the next": 1, "the previous": -1, "the preceding": -1}


class DateResolver:
    """Resolves phrases. dateparser reads months; which year or week is meant is decided here."""

    def __init__(self, rules: DateRules) -> None:
        self._words = CalendarWords(rules)
        self._by_kind: dict[DateKind, Callable[[DatePhrase, DateContext], EventDate | None]] = {
            DateKind.ABSOLUTE: self._resolve_absolute,
            DateKind.INTERVAL: SpanResolver(self._words).resolve,
            DateKind.EDGE: self._resolve_edge,
            DateKind.LAST_DAY: self._resolve_last_day,
            DateKind.NTH_WEEKDAY: self._resolve_nth_weekday,
            DateKind.FEAST: FeastResolver(rules.feasts).resolve,
            DateKind.MONTH_DAY: self._resolve_month_day,
            DateKind.MONTH: self._resolve_month,
            DateKind.YEARLESS: self._resolve_yearless,
            DateKind.SEASON: resolve_season,
            DateKind.OFFSET: resolve_offset,
            DateKind.NEIGHBOUR: resolve_neighbour,
            DateKind.RELATIVE_MONTH: self._resolve_month,
            DateKind.RELATIVE_DAY: resolve_relative_day,
            DateKind.WEEKDAY: resolve_weekday,
            DateKind.RELATIVE_UNIT: resolve_relative_unit,
            DateKind.YEAR: _resolve_year,
        }

    def resolve(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """The date that a phrase means, or null where the context does not say."""
        resolve = self._by_kind.get(phrase.kind)
        try:
            return resolve(phrase, context) if resolve else None
        except (ValueError, OverflowError):
            # "February 30" and years past the calendar's end are written, but are no dates.
            return None

    def _resolve_absolute(self, phrase: DatePhrase, context: DateContext) -> EventDate:
        month = self._words.read_month(phrase.parts.get("month_number") or phrase.parts["month"])
        year = self._read_year(phrase, phrase.parts["year"], month)
        return build_day(dt.date(year, month, self._words.read_day(phrase.parts["day"])))

    def _read_year(self, phrase: DatePhrase, year: str, month: int) -> int:
        """The year of a month; the one before where it stands behind a later date of the next year."""
        following = phrase.parts.get("next_month")
        return int(year) - int(following is not None and self._words.read_month(following) < month)

    def _resolve_edge(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        at_end = phrase.parts["edge"] in {"end", "close", "last", "final"}
        if "month" in phrase.parts:
            return self._resolve_month(phrase, context)
        return build_month(int(phrase.parts["year"]), 12 if at_end else 1)

    def _resolve_month(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month = self._words.read_month(phrase.parts["month"])
        if year := phrase.parts.get("year"):
            return build_month(self._read_year(phrase, year, month), month)
        which = phrase.parts.get("which", "")
        if "whichyear" in phrase.parts:
            said = find_said_year(phrase, context)
            return build_month(said, month) if said else None
        if which.startswith("th") and which not in {"this", "this past", "this coming"}:
            return _resolve_reference_month(month, which, context)
        if which == "last" and context.published is not None:
            return build_month(context.published.year - (month >= context.published.month), month)
        future = context.future or which.startswith(("next", "this coming"))
        # "This March" is that of the paper whatever year the text is at.
        own = which.startswith("this") and context.published is not None
        asked = DateContext(context.published, context.anchor, None if own else context.year, None, future)
        found = find_year(month, None, asked)
        if found and which.startswith("next") and context.published and (found, month) <= _month_of(context.published):
            found += 1
        return build_month(found, month) if found else None

    def _resolve_last_day(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """The last day of a month or a year, or of the month that the text is at unless that is still ahead."""
        if "month" in phrase.parts:
            found = self._resolve_month(phrase, context)
        elif "year" in phrase.parts:
            found = build_year(int(phrase.parts["year"]))
        else:
            found = _find_month_over(context)
        return build_day(found.last) if found is not None and found.last is not None else None

    def _resolve_nth_weekday(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """ "The last Thursday of February"."""
        month = self._resolve_month(phrase, context)
        if month is None or month.first is None:
            return None
        wanted = WEEKDAYS[phrase.parts["weekday"][:3]]
        first = 1 + (wanted - month.first.weekday()) % WEEK
        if phrase.parts["nth"] in {"last", "final"}:
            length = calendar.monthrange(month.first.year, month.first.month)[1]
            return build_day(month.first.replace(day=first + (length - first) // WEEK * WEEK))
        return build_day(month.first.replace(day=first + (self._words.read_day(phrase.parts["nth"]) - 1) * WEEK))

    def _resolve_month_day(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """ "On the 29th": of the month that the text dated last, else the last such day before the publication date."""
        day, which = self._words.read_day(phrase.parts["day"]), phrase.parts.get("which")
        own = which in {"this", "current"}
        month = context.published if own else context.month or context.published
        if month is None:
            return None
        of_paper = context.published is not None and _month_of(month) == _month_of(context.published)
        ahead = of_paper and context.published is not None and day > context.published.day
        if ahead and not own and not context.future:
            month = month.replace(day=1) - dt.timedelta(days=1)
        return build_day(dt.date(month.year, month.month, day))

    def _resolve_yearless(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month, day = self._words.read_month(phrase.parts["month"]), self._words.read_day(phrase.parts["day"])
        if phrase.parts.get("which") == "last" and context.published is not None:
            context = replace(context, year=None, future=False)
        said = "whichyear" in phrase.parts
        year = find_said_year(phrase, context) if said else find_year(month, day, context)
        if year is None:
            dt.date(2000, month, day)
            return build_yearless(month, day)
        return build_day(dt.date(year, month, day))


def _resolve_reference_month(month: int, which: str, context: DateContext) -> EventDate | None:
    """ "That November", "the following January": from what the text dated last."""
    if context.month is None:
        return build_month(context.year, month) if context.year is not None else None
    if context.latest is not None and context.latest.year != context.month.year:
        # The text has gone on to a whole year.
        return build_month(context.latest.year + FROM_YEAR.get(which, 0), month)
    year = context.month.year
    if which in {"the following", "the next"}:
        return build_month(year + (month <= context.month.month), month)
    if which in {"the previous", "the preceding"}:
        return build_month(year - (month >= context.month.month), month)
    # Of the paper's own year it is only said of what is not ahead of it.
    ahead = context.published is not None and not context.future and (year, month) > _month_of(context.published)
    return build_month(year - ahead, month)


def _find_month_over(context: DateContext) -> EventDate | None:
    day = context.month or context.published
    found = build_month(day.year, day.month) if day is not None else None
    if found is None or found.last is None or context.published is None or context.future:
        return found
    return found if found.last <= context.published else None


def _month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _resolve_year(phrase: DatePhrase, context: DateContext) -> EventDate:
    return build_year(int(phrase.parts["year"]))
