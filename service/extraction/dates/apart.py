"""Dates at a distance from another: "two days after the attack" names both its ends, and the text dates one."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.codebook.model import DateKind
from service.domain.events.dates import EventDate, Precision
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DAYS, WEEKS, shift_date
from service.extraction.dates.values import build_day

AFTER = frozenset({"after", "following"})
NEAR = DAYS | WEEKS.keys()
# The precisions that an end may have for a distance in such units.
ENDS = {
    "month": frozenset({Precision.DAY, Precision.MONTH}),
    "year": frozenset({Precision.DAY, Precision.MONTH, Precision.SEASON, Precision.YEAR}),
}
TO_THE_DAY = frozenset({Precision.DAY})
# "More than a year after" gives no end.
INEXACT = re.compile(r"(?:less|more) than|\baround|\babout")
# So many characters before a phrase hold all that the patterns need.
MAX_LEAD_LENGTH = 30
ADVERBS = r"(?: ?(?:only|just|barely|nearly|almost|exactly|some|hardly|scarcely|precisely))?\s*$"
CAME = re.compile(r"\b(?:came|comes|coming|followed|follows)" + ADVERBS, re.IGNORECASE)
APPOSITION = re.compile(r"[,(\u2013\u2014]" + ADVERBS, re.IGNORECASE)
OPENING = re.compile(r"^\W*(?:just|only|barely|exactly)?\s*$", re.IGNORECASE)
PRONOUN = re.compile(r"\W*(?:this|that|it|these|those|they|he|she|all of (?:this|it))\b", re.IGNORECASE)
# What may stand between the distance and the date of the end that it counts from: "after the attack of".
DATED_END = re.compile(
    r" (?:the|its|their|his|her|an?|that) (?:[\w'-]+ ){0,3}?(?:(?:of|on|in) )?| (?:[\w'-]+ ){1,4}of ", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DistanceContext:
    """What a sentence has dated, and the days that a distance may count from: that of the event mentioned before, and
    that of the article's own news."""

    text: str
    dated: Sequence[tuple[DatePhrase, EventDate | None]]
    reference: dt.date | None
    news: dt.date | None


def is_apart(phrase: DatePhrase) -> bool:
    """Whether a phrase says how long before or after something else, and not of what."""
    return phrase.kind is DateKind.OFFSET and "side" in phrase.parts


def date_apart(phrase: DatePhrase, context: DistanceContext) -> EventDate | None:
    """The date of the end that the text does not date otherwise, or null where it dates neither."""
    if not phrase.parts["number"].isdigit() or INEXACT.match(phrase.text.lower()):
        return None
    number = int(phrase.parts["number"]) * (1 if phrase.parts["side"] in AFTER else -1)
    try:
        return _date_behind(phrase, number, context) or _date_before(phrase, number, context)
    except (ValueError, OverflowError):
        return None


def _date_behind(phrase: DatePhrase, number: int, context: DistanceContext) -> EventDate | None:
    """ "Two days after the attack of 4 May": that day and two more."""
    for other, date in context.dated:
        if other.start >= phrase.end and DATED_END.fullmatch(context.text[phrase.end : other.start]):
            return _shift(date, number, phrase)
    return None


def _date_before(phrase: DatePhrase, number: int, context: DistanceContext) -> EventDate | None:
    """The date of what stands behind "after", where what stands before it is dated; else the date of a sentence."""
    before = context.text[max(0, phrase.start - MAX_LEAD_LENGTH) : phrase.start]
    earlier = [(other, date) for other, date in context.dated if other.end <= phrase.start]
    if CAME.search(before):
        anaphoric = PRONOUN.match(context.text) is not None
        day = (context.reference if anaphoric else context.news) or context.reference
        return _shift(_find_last(earlier, phrase), -number, phrase) or _shift_day(day, -number, phrase)
    if APPOSITION.search(before):
        return _shift(_find_last(earlier, phrase), -number, phrase)
    return _date_opening(phrase, number, context) if phrase.start < MAX_LEAD_LENGTH and OPENING.match(before) else None


def _date_opening(phrase: DatePhrase, number: int, context: DistanceContext) -> EventDate | None:
    """ "Two days after the attack, on 4 May, they left", and "Two days after the attack they left"."""
    later = [(other, date) for other, date in context.dated if other.start >= phrase.end]
    if later:
        end = _find_last(later[:1], phrase) if "," in context.text[phrase.end : later[0][0].start] else None
        return _shift(end, -number, phrase)
    # A distance in months or years seldom counts from the event mentioned before.
    return _shift_day(context.reference, number, phrase) if phrase.parts["unit"] in NEAR else None


def _find_last(dated: Sequence[tuple[DatePhrase, EventDate | None]], phrase: DatePhrase) -> EventDate | None:
    wanted = ENDS.get(phrase.parts["unit"], TO_THE_DAY)
    found = [date for _, date in dated if date is not None and date.precision in wanted]
    return found[-1] if found else None


def _shift(date: EventDate | None, number: int, phrase: DatePhrase) -> EventDate | None:
    if date is None or date.precision not in ENDS.get(phrase.parts["unit"], TO_THE_DAY):
        return None
    return _shift_day(date.first, number, phrase)


def _shift_day(day: dt.date | None, number: int, phrase: DatePhrase) -> EventDate | None:
    unit = phrase.parts["unit"]
    if day is None:
        return None
    if unit in WEEKS:
        return build_day(day + dt.timedelta(weeks=number * WEEKS[unit]))
    return shift_date(day, number, unit)
