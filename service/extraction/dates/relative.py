"""Days told from another day: from that of the paper, or of the event told before."""

import calendar
import datetime as dt
from dataclasses import dataclass

from service.domain.dates import EventDate
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.values import build_day, build_interval, build_month, build_year

WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_abbr)}
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=1
    )
} | {"a": 1, "an": 1}
BEFORE = frozenset({"earlier", "before", "previously", "prior", "previous", "prior to"})


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a phrase is relative to.

    `published` is the publication day; `anchor` a day near which the article was written, where that is not known;
    `year` the year that the surrounding text speaks of, `spoken` the one that it named last; `reference` the day of
    the event told before.
    `month` is the first day of the month, or a day of it, that the text dated last.
    `future` says that the phrase dates something still to come.
    """

    published: dt.date | None = None
    anchor: dt.date | None = None
    year: int | None = None
    reference: dt.date | None = None
    future: bool = False
    spoken: int | None = None
    month: dt.date | None = None


def resolve_relative_day(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "Yesterday", "this morning", "overnight"."""
    if context.published is None:
        return None
    which = phrase.parts["which"]
    if which == "overnight":
        return build_interval(context.published - dt.timedelta(days=1), context.published)
    shift = -1 if which.endswith("yesterday") or which == "last night" else int(which == "tomorrow")
    return build_day(context.published + dt.timedelta(days=shift))


def resolve_weekday(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "On Sunday": the last one before the paper, or the next one of what is planned."""
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


def resolve_relative_unit(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "Last week", "this month", "the end of the year"."""
    which, unit = phrase.parts["which"], phrase.parts["unit"]
    if context.published is None or (which == "the" and context.year is not None):
        return None
    step = {"last": -1, "this": 0, "next": 1, "this past": -1, "the past": -1, "the coming": 1, "the": 0}[which]
    if unit == "week":
        monday = context.published - dt.timedelta(days=context.published.weekday()) + dt.timedelta(weeks=step)
        return build_interval(monday, monday + dt.timedelta(days=6))
    if unit == "month":
        return _shift_months(context.published, step)
    return build_year(context.published.year + step)


def _shift_months(day: dt.date, months: int) -> EventDate:
    count = day.year * 12 + day.month - 1 + months
    return build_month(count // 12, count % 12 + 1)


def resolve_offset(phrase: DatePhrase, context: DateContext) -> EventDate | None:
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
    if "exact" in phrase.parts:
        return _shift_exactly(origin, -number, phrase.parts["unit"])
    return shift_date(origin, number if direction == "later" else -number, phrase.parts["unit"])


def _shift_exactly(origin: dt.date, number: int, unit: str) -> EventDate:
    if unit == "week":
        return build_day(origin + dt.timedelta(weeks=number))
    months = origin.year * 12 + origin.month - 1 + number * (12 if unit == "year" else 1)
    return build_day(dt.date(months // 12, months % 12 + 1, origin.day))


def shift_date(origin: dt.date, number: int, unit: str) -> EventDate | None:
    """A day moved by days, months or years, as precise as the unit is. Weeks are rounded and so give nothing."""
    if unit in {"day", "night", "date"}:
        return build_day(origin + dt.timedelta(days=number))
    if unit == "month":
        return _shift_months(origin, number)
    if unit == "year":
        return build_year(origin.year + number)
    return None


def resolve_neighbour(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "The same day", "the following month": beside the event told before."""
    if context.reference is None:
        return None
    which = phrase.parts["which"]
    step = 0 if which in {"same", "that", "the same"} else (-1 if which in BEFORE else 1)
    unit = phrase.parts["unit"]
    return shift_date(context.reference, step, "day" if unit in {"morning", "evening", "afternoon", "night"} else unit)
