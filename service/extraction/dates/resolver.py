"""From a date phrase to a date, as far as the text and the publication date give it, and no further."""

import calendar
import datetime as dt
from collections.abc import Callable

from dateparser.date import DateDataParser

from service.codebook.model import DateKind, DateRules
from service.domain.dates import EventDate
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import (
    DateContext,
    resolve_neighbour,
    resolve_offset,
    resolve_relative_day,
    resolve_relative_unit,
    resolve_weekday,
)
from service.extraction.dates.values import (
    SEASONS,
    build_day,
    build_interval,
    build_month,
    build_season,
    build_year,
    build_yearless,
)

# A date without a year is taken to be within this many days of the day that gives the year.
YEAR_REACH = 200


class DateResolver:
    """Resolves phrases. dateparser reads months and days; which year or week is meant is decided here."""

    def __init__(self, rules: DateRules) -> None:
        self._parser = DateDataParser(languages=["en"])
        self._ordinals = rules.ordinals
        self._months: dict[str, int] = {}
        self._by_kind: dict[DateKind, Callable[[DatePhrase, DateContext], EventDate | None]] = {
            DateKind.ABSOLUTE: self._resolve_absolute,
            DateKind.INTERVAL: self._resolve_interval,
            DateKind.EDGE: self._resolve_edge,
            DateKind.LAST_DAY: self._resolve_last_day,
            DateKind.MONTH_DAY: self._resolve_month_day,
            DateKind.MONTH: self._resolve_month,
            DateKind.YEARLESS: self._resolve_yearless,
            DateKind.SEASON: _resolve_season,
            DateKind.OFFSET: resolve_offset,
            DateKind.NEIGHBOUR: resolve_neighbour,
            DateKind.RELATIVE_MONTH: self._resolve_month,
            DateKind.RELATIVE_DAY: resolve_relative_day,
            DateKind.WEEKDAY: resolve_weekday,
            DateKind.RELATIVE_UNIT: resolve_relative_unit,
            DateKind.YEAR: _resolve_year,
        }

    def resolve(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """The date that a phrase means, or null where the context does not tell."""
        resolve = self._by_kind.get(phrase.kind)
        try:
            return resolve(phrase, context) if resolve else None
        except (ValueError, OverflowError):
            # "February 30" and years past the calendar's end are written, but are no dates.
            return None

    def _month_of(self, name: str) -> int:
        if name.isdigit():
            return int(name)
        if name not in self._months:
            self._months[name] = self._parse_month(name)
        return self._months[name]

    def _parse_month(self, name: str) -> int:
        found = self._parser.get_date_data(f"1 {name.strip('.')} 2000").date_obj
        if found is None:
            raise ValueError(name)
        return int(found.month)

    def _day_of(self, text: str) -> int:
        """The number of a day as written: "3", "3rd", "third", "twenty-third"."""
        digits = "".join(char for char in text if char.isdigit())
        if digits:
            return int(digits)
        tens, _, ones = text.rpartition("-")
        return {"": 0, "twenty": 20, "thirty": 30}[tens] + self._ordinals[ones]

    def _resolve_absolute(self, phrase: DatePhrase, context: DateContext) -> EventDate:
        month = self._month_of(phrase.parts.get("month_number") or phrase.parts["month"])
        return build_day(dt.date(int(phrase.parts["year"]), month, self._day_of(phrase.parts["day"])))

    def _resolve_interval(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month = self._month_of(phrase.parts["month"])
        last_month = self._month_of(phrase.parts.get("last_month", phrase.parts["month"]))
        first_day, last_day = self._day_of(phrase.parts["day"]), self._day_of(phrase.parts["last_day"])
        year = int(phrase.parts["year"]) if "year" in phrase.parts else find_year(month, first_day, context)
        if year is None or (last_month, last_day) < (month, first_day):
            return None
        return build_interval(dt.date(year, month, first_day), dt.date(year, last_month, last_day))

    def _resolve_edge(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        at_end = phrase.parts["edge"] in {"end", "close"}
        if "month" in phrase.parts:
            return self._resolve_month(phrase, context)
        return build_month(int(phrase.parts["year"]), 12 if at_end else 1)

    def _resolve_month(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month = self._month_of(phrase.parts["month"])
        if year := phrase.parts.get("year"):
            return build_month(int(year), month)
        which = phrase.parts.get("which", "")
        if "whichyear" in phrase.parts:
            said = _find_said_year(phrase, context)
            return build_month(said, month) if said else None
        if which.startswith("th") and which not in {"this", "this past", "this coming"}:
            return _resolve_told_month(month, which, context)
        if which == "last" and context.published is not None:
            return build_month(context.published.year - (month >= context.published.month), month)
        future = context.future or which.startswith(("next", "this coming"))
        asked = DateContext(context.published, context.anchor, context.year, None, future)
        found = find_year(month, None, asked)
        if found and which.startswith("next") and context.published and (found, month) <= _month_of(context.published):
            found += 1
        return build_month(found, month) if found else None

    def _resolve_last_day(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        found = self._resolve_month(phrase, context)
        return build_day(found.last) if found is not None and found.last is not None else None

    def _resolve_month_day(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """ "On the 29th": of the month that the text dated last, else the last such day before the publication date."""
        day, month = self._day_of(phrase.parts["day"]), context.month or context.published
        if month is None:
            return None
        if context.month is None and not context.future and month.day < day:
            month = month.replace(day=1) - dt.timedelta(days=1)
        return build_day(dt.date(month.year, month.month, day))

    def _resolve_yearless(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month, day = self._month_of(phrase.parts["month"]), self._day_of(phrase.parts["day"])
        said = "whichyear" in phrase.parts
        year = _find_said_year(phrase, context) if said else find_year(month, day, context)
        if year is None:
            dt.date(2000, month, day)
            return build_yearless(month, day)
        return build_day(dt.date(year, month, day))


def _resolve_told_month(month: int, which: str, context: DateContext) -> EventDate | None:
    """ "That November", "the following January": from what the text dated last."""
    if context.month is None:
        return build_month(context.year, month) if context.year is not None else None
    year = context.month.year
    if which in {"the following", "the next"}:
        return build_month(year + (month <= context.month.month), month)
    return build_month(year - (which == "the previous" and month >= context.month.month), month)


def _find_said_year(phrase: DatePhrase, context: DateContext) -> int | None:
    """The year that a phrase names by another one: "last year", "of the same year"."""
    said = phrase.parts.get("whichyear", "")
    step = -1 if "previous" in said else int("following" in said or "the next" in said)
    said = said.removeprefix("of ")
    if said.startswith(("last", "this", "next")):
        step = {"last": -1, "this": 0, "next": 1}[said.split()[0]]
        return context.published.year + step if context.published else None
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
        return nearest.year if abs((nearest - near).days) <= YEAR_REACH else None
    if context.future:
        return min(found for found in candidates if found >= near - dt.timedelta(days=31 if day is None else 0)).year
    return max(found for found in candidates if found <= near + dt.timedelta(days=1)).year


def _month_of(day: dt.date) -> tuple[int, int]:
    return day.year, day.month


def _day_in(year: int, month: int, day: int | None) -> dt.date:
    return dt.date(year, month, min(day or 1, calendar.monthrange(year, month)[1]))


def _resolve_season(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """A season with its year, or the last one before the publication date (the next one, of a plan)."""
    season = phrase.parts["season"]
    if year := phrase.parts.get("year"):
        return build_season(int(year), season)
    if "whichyear" in phrase.parts:
        said = _find_said_year(phrase, context)
        return build_season(said, season) if said else None
    if context.year is not None:
        return build_season(context.year, season)
    if context.published is None:
        return None
    month = SEASONS[season][1]
    ahead = context.future or phrase.parts.get("which") == "next"
    begun = (month, 1) <= (context.published.month, context.published.day)
    step = int(begun) if ahead else int(begun) - 1
    return build_season(context.published.year + step, season)


def _resolve_year(phrase: DatePhrase, context: DateContext) -> EventDate:
    return build_year(int(phrase.parts["year"]))
