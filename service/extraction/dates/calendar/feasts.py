"""Days that have a name: "New Year's Eve", "Easter Monday 1990", "three days before Christmas"."""

import datetime as dt
from collections.abc import Mapping

from dateutil.easter import easter

from service.domain.events.dates import EventDate
from service.extraction.dates.calendar.years import find_phrase_year
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import BEFORE, DateContext
from service.extraction.dates.values import build_day, build_month

EASTER = "easter"
# The feasts that move with Easter lie around this month.
EASTER_MONTH = 4


class FeastResolver:
    """Resolves phrases that name a feast. Built once. `feasts` give each a month and day, as `12-31`, or its distance
    in days from Easter Sunday, as `easter-2`."""

    def __init__(self, feasts: Mapping[str, str]) -> None:
        self._feasts = feasts

    def resolve(self, phrase: DatePhrase, context: DateContext) -> EventDate | None:
        """The day; around a feast is no more than its month. Null where the context does not give the year."""
        feast = self._feasts[phrase.parts["feast"].replace("\u2019", "'")]
        around = "around" in phrase.parts
        found = _find_day(phrase, feast, around, context)
        if found is None:
            return None
        if around:
            return build_month(found.year, found.month)
        number = int(phrase.parts.get("number", "0"))
        return build_day(found + dt.timedelta(days=-number if phrase.parts.get("direction") in BEFORE else number))


def _find_day(phrase: DatePhrase, feast: str, around: bool, context: DateContext) -> dt.date | None:
    if not feast.startswith(EASTER):
        month, day = (int(number) for number in feast.split("-"))
        year = find_phrase_year(phrase, month, None if around else day, context)
        return dt.date(year, month, day) if year else None
    year = find_phrase_year(phrase, EASTER_MONTH, None, context)
    return _find_movable_day(phrase, year, int(feast.removeprefix(EASTER)), context) if year else None


def _find_movable_day(phrase: DatePhrase, year: int, days: int, context: DateContext) -> dt.date:
    """The day so long after Easter of a year, or of the one beside it where only the paper's own day decides."""
    step, published = dt.timedelta(days=days), context.published
    if published is None or context.year is not None or phrase.parts.keys() & {"year", "whichyear"}:
        return _find_easter(year) + step
    near = [_find_easter(other) + step for other in (year - 1, year, year + 1)]
    if context.future:
        return min(day for day in near if day >= published)
    return max(day for day in near if day <= published + dt.timedelta(days=1))


def _find_easter(year: int) -> dt.date:
    found: dt.date = easter(year)
    return found
