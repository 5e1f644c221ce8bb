"""From a date phrase to a date, as far as the text and the publication date give it, and no further."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from dateparser.date import DateDataParser

from service.codebook.model import DateKind
from service.domain.dates import EventDate
from service.extraction.date_phrases import DatePhrase
from service.extraction.date_values import (
    SEASONS,
    build_day,
    build_interval,
    build_month,
    build_season,
    build_year,
    build_yearless,
)

WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_abbr)}
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"a": 1, "an": 1}
BEFORE = frozenset({"earlier", "before", "previously", "prior", "previous", "prior to"})
# A date without a year is taken to be within this many days of the day that gives the year.
YEAR_REACH = 200


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a phrase is relative to.

    `published` is the publication day; `anchor` a day near which the article was written, where that is not known;
    `year` the year that the surrounding text speaks of, `spoken` the one that it named last; `reference` the day of
    the event told before.
    `future` says that the phrase dates something still to come.
    """

    published: dt.date | None = None
    anchor: dt.date | None = None
    year: int | None = None
    reference: dt.date | None = None
    future: bool = False
    spoken: int | None = None


class DateResolver:
    """Resolves phrases. dateparser reads months and days; which year or week is meant is decided here."""

    def __init__(self) -> None:
        self._parser = DateDataParser(languages=["en"])
        self._by_kind: dict[DateKind, Callable[[DatePhrase, DateContext], EventDate | None]] = {
            DateKind.ABSOLUTE: self._resolve_absolute,
            DateKind.INTERVAL: self._resolve_interval,
            DateKind.EDGE: self._resolve_edge,
            DateKind.MONTH: self._resolve_month,
            DateKind.YEARLESS: self._resolve_yearless,
            DateKind.SEASON: _resolve_season,
            DateKind.OFFSET: _resolve_offset,
            DateKind.NEIGHBOUR: _resolve_neighbour,
            DateKind.RELATIVE_MONTH: self._resolve_month,
            DateKind.RELATIVE_DAY: _resolve_relative_day,
            DateKind.WEEKDAY: _resolve_weekday,
            DateKind.RELATIVE_UNIT: _resolve_relative_unit,
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
        found = self._parser.get_date_data(f"1 {name.strip('.')} 2000").date_obj
        if found is None:
            raise ValueError(name)
        return int(found.month)

    def _resolve_absolute(self, phrase: DatePhrase, context: DateContext) -> EventDate:
        month = self._month_of(phrase.parts.get("month_number") or phrase.parts["month"])
        return build_day(dt.date(int(phrase.parts["year"]), month, _day_of(phrase.parts["day"])))

    def _resolve_interval(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month = self._month_of(phrase.parts["month"])
        last_month = self._month_of(phrase.parts.get("last_month", phrase.parts["month"]))
        first_day, last_day = _day_of(phrase.parts["day"]), _day_of(phrase.parts["last_day"])
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
        future = context.future or which.startswith(("next", "this coming"))
        asked = DateContext(context.published, context.anchor, context.year, None, future)
        found = find_year(month, None, asked)
        if found and which.startswith("next") and context.published and (found, month) <= _month_of(context.published):
            found += 1
        return build_month(found, month) if found else None

    def _resolve_yearless(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        month, day = self._month_of(phrase.parts["month"]), _day_of(phrase.parts["day"])
        said = "whichyear" in phrase.parts
        year = _find_said_year(phrase, context) if said else find_year(month, day, context)
        if year is None:
            dt.date(2000, month, day)
            return build_yearless(month, day)
        return build_day(dt.date(year, month, day))


def _find_said_year(phrase: DatePhrase, context: DateContext) -> int | None:
    """The year that a phrase names by another one: "last year", "of the same year"."""
    said = phrase.parts.get("whichyear", "")
    step = -1 if "previous" in said else int("following" in said or "the next" in said)
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


def _day_of(text: str) -> int:
    return int("".join(char for char in text if char.isdigit()))


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


def _resolve_relative_day(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    if context.published is None:
        return None
    which = phrase.parts["which"]
    if which == "overnight":
        return build_interval(context.published - dt.timedelta(days=1), context.published)
    shift = -1 if which.endswith("yesterday") or which == "last night" else int(which == "tomorrow")
    return build_day(context.published + dt.timedelta(days=shift))


def _resolve_weekday(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    wanted = WEEKDAYS[phrase.parts["weekday"][:3]]
    which = phrase.parts.get("which", "")
    if which.startswith("the ") and context.reference is not None:
        return build_day(_step_to(context.reference, wanted, 1 if which == "the following" else -1))
    if context.published is None or which.startswith("the "):
        return None
    future = context.future or which in {"next", "this coming", "coming"}
    if not future and context.published.weekday() == wanted and which != "last":
        return build_day(context.published)
    return build_day(_step_to(context.published, wanted, 1 if future else -1))


def _step_to(day: dt.date, weekday: int, direction: int) -> dt.date:
    day += dt.timedelta(days=direction)
    while day.weekday() != weekday:
        day += dt.timedelta(days=direction)
    return day


def _resolve_relative_unit(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    if context.published is None:
        return None
    which, unit = phrase.parts["which"], phrase.parts["unit"]
    step = {"last": -1, "this": 0, "next": 1, "this past": -1, "the past": -1, "the coming": 1}[which]
    if unit == "week":
        monday = context.published - dt.timedelta(days=context.published.weekday()) + dt.timedelta(weeks=step)
        return build_interval(monday, monday + dt.timedelta(days=6))
    if unit == "month":
        return _shift_months(context.published, step)
    return build_year(context.published.year + step)


def _shift_months(day: dt.date, months: int) -> EventDate:
    count = day.year * 12 + day.month - 1 + months
    return build_month(count // 12, count % 12 + 1)


def _resolve_offset(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "two days ago" counts from the publication date, "two days earlier" from the event told before."""
    direction = phrase.parts["direction"]
    if direction not in {"ago", "earlier", "later", "previously", "prior"}:
        return None
    origin = context.published if direction == "ago" else context.reference
    number = NUMBERS.get(phrase.parts["number"])
    if number is None and phrase.parts["number"].isdigit():
        number = int(phrase.parts["number"])
    if origin is None or number is None:
        return None
    return shift_date(origin, number if direction == "later" else -number, phrase.parts["unit"])


def shift_date(origin: dt.date, number: int, unit: str) -> EventDate | None:
    """A day moved by days, months or years, as precise as the unit is. Weeks are rounded and so give nothing."""
    if unit in {"day", "night", "date"}:
        return build_day(origin + dt.timedelta(days=number))
    if unit == "month":
        return _shift_months(origin, number)
    if unit == "year":
        return build_year(origin.year + number)
    return None


def _resolve_neighbour(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    if context.reference is None:
        return None
    which = phrase.parts["which"]
    step = 0 if which in {"same", "that", "the same"} else (-1 if which in BEFORE else 1)
    unit = phrase.parts["unit"]
    return shift_date(context.reference, step, "day" if unit in {"morning", "evening", "afternoon", "night"} else unit)
