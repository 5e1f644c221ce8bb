"""Which season a phrase means."""

import datetime as dt

from service.domain.events.dates import EventDate
from service.extraction.dates.calendar.years import find_said_year
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext
from service.extraction.dates.values import SEASONS, build_season


def resolve_season(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    """A season with its year, or the last one before the publication date (the next one, of a plan)."""
    season = phrase.parts["season"]
    if year := phrase.parts.get("year"):
        return build_season(int(year), season)
    if "whichyear" in phrase.parts:
        said = find_said_year(phrase, context)
        return build_season(said, season) if said else None
    if (
        phrase.parts.get("which", "").startswith("th")
        and phrase.parts["which"] != "this"
        and context.latest is not None
    ):
        return _resolve_season_beside(phrase, context.latest)
    if context.year is not None:
        return build_season(context.year, season)
    return _resolve_season_of_paper(phrase, context)


def _resolve_season_beside(phrase: DatePhrase, day: dt.date) -> EventDate:
    """ "The following autumn", "that autumn": beside the day that the text dated last."""
    season = phrase.parts["season"]
    if phrase.parts["which"] == "that":
        return build_season(day.year, season)
    begun = SEASONS[season][1] <= day.month
    return build_season(day.year + (int(begun) if "following" in phrase.parts["which"] else int(begun) - 1), season)


def _resolve_season_of_paper(phrase: DatePhrase, context: DateContext) -> EventDate | None:
    if context.published is None:
        return None
    season, month = phrase.parts["season"], SEASONS[phrase.parts["season"]][1]
    ahead = context.future or phrase.parts.get("which") == "next"
    begun = (month, 1) <= (context.published.month, context.published.day)
    found = build_season(context.published.year + (int(begun) if ahead else int(begun) - 1), season)
    running = found.last is not None and found.last >= context.published
    if phrase.parts.get("which") == "last" and running:
        # "Last summer" in a paper of August is that of the year before.
        return build_season(context.published.year - 1, season)
    return found
