"""Texts to the dates of their phrases. 29 March 2020, the usual day of publication, was a Sunday."""

import datetime as dt

from service.domain.events.dates import EventDate
from service.extraction.dates.phrases import DatePhrases
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver

PUBLISHED = dt.date(2020, 3, 29)


def resolve(phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext) -> list[EventDate | None]:
    return [resolver.resolve(phrase, context) for phrase in phrases.find(text)]


def resolve_one(phrases: DatePhrases, resolver: DateResolver, text: str, context: DateContext) -> str | None:
    found = [date.edtf for date in resolve(phrases, resolver, text, context) if date]
    assert len(found) <= 1
    return found[0] if found else None
