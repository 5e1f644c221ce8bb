"""Relative dates: counted from the publication date, or from the event mentioned before."""

import calendar
import datetime as dt
from dataclasses import dataclass

from service.domain.events.dates import EventDate
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.values import build_day, build_interval, build_month, build_week, build_year

WEEKDAYS = {name.casefold(): number for number, name in enumerate(calendar.day_abbr)}
# "It is nine months since they left" counts from the paper, as "nine months ago" does.
AGO = frozenset({"ago", "since"})
FROM_PAPER = AGO | {"time"}
BEFORE = AGO | frozenset({"earlier", "before", "previously", "prior", "previous", "preceding", "sooner"})
SAME = frozenset({"same", "that", "the same", "out", "over", "end"})
PARTS_OF_DAY = frozenset({"night", "morning", "evening", "afternoon"})
DAYS = frozenset({"day", "date"}) | PARTS_OF_DAY
WEEKS = {"week": 1, "fortnight": 2}
# Four weeks after a month is the next one; of fewer, the month does not say.
WEEKS_OF_MONTH = 4
# "A few days" are no more than so many.
MAX_FEW_DAYS = 7
STEPS = {"the new": 1, "last": -1, "this": 0, "next": 1, "this past": -1, "the past": -1, "the coming": 1, "the": 0}
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DateContext:
    """What a phrase is relative to.

    `published` is the publication day; `anchor` a day near which the article was written, where that is not known;
    `year` the year that the surrounding text speaks of, `spoken` the one that it named last; `reference` the day of
    the event mentioned before.
    `month` is the first day of the month, or a day of it, that the text dated last; `latest` the first day of what it
    dated last, be that a day or a whole year.
    `future` says that the phrase dates something still to come.
    """

    published: dt.date | None = None
    anchor: dt.date | None = None
    year: int | None = None
    reference: dt.date | None = None
    future: bool = False
    spoken: int | None = None
    month: dt.date | None = None
    latest: dt.date | None = None


def resolve_relative_day(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "Yesterday", "this morning", "overnight", "over the past day"."""
    if context.published is None:
        return None
    which = phrase.parts["which"]
    if which == "overnight" or which.startswith("the "):
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
    if "whichweek" in phrase.parts:
        monday = context.published - dt.timedelta(days=context.published.weekday())
        return build_day(monday + dt.timedelta(weeks=STEPS[phrase.parts["whichweek"]], days=wanted))
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
    which, unit = phrase.parts.get("which", "the"), phrase.parts["unit"]
    if context.published is None and unit == "month" and which == "the" and context.month is not None:
        return _shift_months(context.month, 0)
    if context.published is None or (which == "the" and context.year is not None):
        return None
    # What is past in the new year is so in the paper's own.
    step = 0 if which == "the new" and not context.future else STEPS[which]
    if unit == "weekend":
        return _resolve_weekend(which, context.published, future=context.future)
    if unit == "week":
        return build_week(context.published + dt.timedelta(weeks=step))
    if unit == "month":
        return _shift_months(context.published, step)
    return build_year(context.published.year + step)


def _resolve_weekend(which: str, published: dt.date, *, future: bool) -> EventDate:
    """The Saturday and Sunday last begun before the paper, or those to come."""
    saturday = published - dt.timedelta(days=published.weekday() - SATURDAY)
    if not (future or which == "next") and (saturday > published or (saturday == published and which != "this")):
        saturday -= dt.timedelta(weeks=1)
    if which == "next" and published.weekday() >= SATURDAY:
        saturday += dt.timedelta(weeks=1)
    return build_interval(saturday, saturday + dt.timedelta(days=1))


def _shift_months(day: dt.date, months: int) -> EventDate:
    count = day.year * 12 + day.month - 1 + months
    return build_month(count // 12, count % 12 + 1)


def resolve_offset(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "two days ago" counts from the publication date, "two days earlier" from the event mentioned before."""
    if "direction" not in phrase.parts:
        # "Two days after the attack" needs the rest of the sentence.
        return None
    if not phrase.parts["number"].isdigit():
        return _resolve_few(phrase, context.reference)
    if phrase.parts["direction"] == "time" and not context.future:
        # "In a year's time" is only said of what is to come.
        return None
    number = int(phrase.parts["number"]) * (-1 if phrase.parts["direction"] in BEFORE else 1)
    if phrase.parts["direction"] not in FROM_PAPER:
        return _shift_from_reference(number, phrase.parts["unit"], context)
    return _shift_paper(phrase, number, context.published) if context.published is not None else None


def _resolve_few(phrase: DatePhrase, reference: dt.date | None) -> EventDate | None:
    """ "A few days later": the month of the event mentioned before, if a few days more or less do not leave it."""
    if reference is None or phrase.parts["unit"] not in DAYS or phrase.parts["direction"] in FROM_PAPER:
        return None
    sign = -1 if phrase.parts["direction"] in BEFORE else 1
    last = reference + dt.timedelta(days=sign * MAX_FEW_DAYS)
    return _shift_months(reference, 0) if last.month == reference.month else None


def _shift_paper(phrase: DatePhrase, number: int, published: dt.date) -> EventDate | None:
    unit = phrase.parts["unit"]
    if "exact" in phrase.parts:
        return _shift_exactly(published, number, unit)
    if "beside" in phrase.parts:
        # "A year ago this week" is near the same day of that year.
        return _shift_months(published, number * 12)
    if unit in WEEKS:
        # So many weeks are a rounded number of days.
        return build_week(published + dt.timedelta(weeks=number * WEEKS[unit]))
    return shift_date(published, number, unit)


def _shift_from_reference(number: int, unit: str, context: DateContext) -> EventDate | None:
    """So long before or after what the text dated last, as far as it is known."""
    if unit in WEEKS:
        return _shift_weeks(number * WEEKS[unit], context)
    origin = {"month": context.month, "year": context.latest}.get(unit) or context.reference
    return shift_date(origin, number, unit) if origin is not None else None


def _shift_weeks(number: int, context: DateContext) -> EventDate | None:
    if context.month is None or context.month == context.reference:
        return build_day(context.reference + dt.timedelta(weeks=number)) if context.reference else None
    if number % WEEKS_OF_MONTH:
        return None
    return _shift_months(context.month, number // WEEKS_OF_MONTH)


def _shift_exactly(origin: dt.date, number: int, unit: str) -> EventDate | None:
    if unit in WEEKS:
        return build_day(origin + dt.timedelta(weeks=number * WEEKS[unit]))
    months = origin.year * 12 + origin.month - 1 + number * (12 if unit == "year" else 1)
    return build_day(dt.date(months // 12, months % 12 + 1, origin.day))


def shift_date(origin: dt.date, number: int, unit: str) -> EventDate | None:
    """A day moved by days, months or years, as precise as the unit is. Other units give nothing."""
    if unit in DAYS:
        return build_day(origin + dt.timedelta(days=number))
    if unit == "month":
        return _shift_months(origin, number)
    if unit == "year":
        return build_year(origin.year + number)
    return None


def resolve_neighbour(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """ "The same day", "the following month": beside the event mentioned before."""
    which, unit = phrase.parts["which"], phrase.parts["unit"]
    step = 0 if which in SAME else (-1 if which in BEFORE else 1)
    if unit == "week":
        return build_week(context.reference + dt.timedelta(weeks=step)) if context.reference else None
    return _shift_from_reference(step, unit, context)
