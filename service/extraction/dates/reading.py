"""What every date phrase of an article means, read in the order of the text: a phrase may count from one before it."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.codebook.model import DateKind
from service.domain.events.dates import EventDate, Precision
from service.extraction.dates.apart import DistanceContext, date_apart, is_apart
from service.extraction.dates.phrases import BESIDE, DatePhrase, find_last_year, find_spoken_year, find_year_beside
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.text.layout import Sentence

# A year holds for so many sentences of its paragraph, and only if it lies so many years before the paper's own; one
# that is long ago holds for the whole paragraph.
MAX_SENTENCES_TO_YEAR, MIN_YEARS_AGO, LONG_AGO = 2, 2, 10
# News is of the last so many days.
MAX_NEWS_AGE = 14
MONTHLY = frozenset({Precision.DAY, Precision.MONTH})
# A text that says "yesterday" or "on Sunday" reports news, not history.
CURRENT = frozenset({DateKind.RELATIVE_DAY, DateKind.WEEKDAY})
# "Since 2017" and "until March" say how long, not when.
SPANNING = re.compile(r"\b(?:since|until|from)(?: the)?\s*$", re.IGNORECASE)
# So many characters before a phrase hold all that the pattern needs.
MAX_SPANNING_DISTANCE = 20
HEADING_MARKS = frozenset("-\u2013\u2014:|")


@dataclass(frozen=True, slots=True)
class DatedPhrase:
    """A phrase, and the date that it means of something past and of something still to come; null where the text
    leaves that open."""

    phrase: DatePhrase
    past: EventDate | None
    future: EventDate | None


@dataclass(frozen=True, slots=True)
class _Timeline:
    """What the text has dated so far: the years it spoke of, the first day and the day and month it named last, the
    date that the paragraph begins with, and the first day of the headings so far that give their year."""

    year: int | None = None
    spoken_year: int | None = None
    said: tuple[Sentence, int] | None = None
    current: bool = False
    heading: tuple[int, DatePhrase] | None = None
    day: dt.date | None = None
    month: dt.date | None = None
    latest: dt.date | None = None
    first_day: dt.date | None = None
    headed: dt.date | None = None

    def read(self, sentence: Sentence, phrases: Sequence[DatePhrase], dates: Sequence[EventDate | None]) -> "_Timeline":
        """The timeline after a sentence."""
        lasting = tuple(p for p in phrases if not _is_span(sentence.text, p))
        said = find_last_year(lasting)
        found = [date for date in dates if date is not None]
        days, months, named = _list_days(found)
        heading = _find_heading(sentence, phrases)
        return _Timeline(
            year=find_last_year(tuple(phrases)) or self.year,
            spoken_year=find_spoken_year(tuple(phrases)) or self.spoken_year,
            said=(sentence, said) if said else self.said,
            current=self.current or any(phrase.kind in CURRENT for phrase in phrases),
            heading=(sentence.paragraph, heading) if heading else self.heading,
            day=days[-1] if days else self.day,
            month=months[-1] if months else self.month,
            latest=named[-1] if named else self.latest,
            first_day=self.first_day or (days[0] if days else None),
            headed=self._read_headed(heading, dates),
        )

    def _read_headed(self, heading: DatePhrase | None, dates: Sequence[EventDate | None]) -> dt.date | None:
        """The first day of the last heading of a year, or of one that goes on with the year of one before it."""
        if heading is None or dates[0] is None or not ("year" in heading.parts or self.headed):
            return self.headed
        return dates[0].first or self.headed

    def find_news(self, published: dt.date | None) -> dt.date | None:
        """The day of what the article reports: the first that it dated, if that is not long before the paper."""
        if published is None or self.first_day is None:
            return None
        return self.first_day if 0 <= (published - self.first_day).days <= MAX_NEWS_AGE else None

    def find_year(self, sentence: Sentence, published: dt.date | None) -> int | None:
        """The year that a date without one is of: that of its paragraph's heading, or one long before the paper that
        the last sentences spoke of; in a text without a publication date the one that it dated last."""
        if published is None:
            return self.year
        if self.headed is not None and self._is_under_heading(sentence):
            return self.headed.year
        if self.current or self.said is None or self.said[0].paragraph != sentence.paragraph:
            return None
        long_ago = self.said[1] <= published.year - LONG_AGO
        near = long_ago or sentence.index - self.said[0].index <= MAX_SENTENCES_TO_YEAR
        return self.said[1] if near and self.said[1] <= published.year - MIN_YEARS_AGO else None

    def find_plan_year(self, sentence: Sentence, phrases: Sequence[DatePhrase], context: DateContext) -> int | None:
        """The year of the context if what is still to come may be of it: no plan of the paper's is of a year before it,
        but one that stands under the heading of a year may be."""
        if context.year is None or context.published is None or context.year >= context.published.year:
            return context.year
        headed = self._is_under_heading(sentence) or _find_heading(sentence, phrases) is not None
        return context.year if headed else None

    def _is_under_heading(self, sentence: Sentence) -> bool:
        return self.headed is not None and self.heading is not None and self.heading[0] == sentence.paragraph


class DateReader:
    """Reads the phrases of whole articles. Built once."""

    def __init__(self, resolver: DateResolver) -> None:
        self._resolver = resolver

    def read(
        self, sentences: Iterable[tuple[Sentence, Sequence[DatePhrase]]], context: DateContext
    ) -> dict[int, tuple[DatedPhrase, ...]]:
        """The phrases of each sentence with their dates, by the number of the sentence."""
        timeline = _Timeline()
        found: dict[int, tuple[DatedPhrase, ...]] = {}
        for sentence, phrases in sentences:
            dated: list[DatedPhrase] = []
            for phrase in phrases:
                beside = find_year_beside(sentence.text, tuple(phrases), phrase)
                beside = beside or _find_year_just_before(sentence, dated, phrase)
                beside = beside or self._find_headed_year(timeline, sentence, phrase)
                located = _locate(timeline, sentence, dated, context)
                located = replace(located, year=beside or located.year)
                ahead = beside or timeline.find_plan_year(sentence, phrases, located)
                dated.append(self._read_phrase(phrase, ahead, dated, located))
            found[sentence.index] = _date_distances(sentence, dated, timeline, context)
            timeline = timeline.read(sentence, phrases, [one.past for one in dated])
        return found

    def _find_headed_year(self, timeline: _Timeline, sentence: Sentence, phrase: DatePhrase) -> int | None:
        """The year of a heading that gives none, in a list in the order of time: that of the heading before, or the
        next."""
        if timeline.headed is None or "month" not in phrase.parts or "year" in phrase.parts:
            return None
        if _find_heading(sentence, [phrase]) is None:
            return None
        found = self._resolver.resolve(phrase, DateContext(year=timeline.headed.year))
        over = found is not None and found.last is not None and found.last < timeline.headed
        return timeline.headed.year + over

    def _read_phrase(
        self, phrase: DatePhrase, year_ahead: int | None, before: Sequence[DatedPhrase], context: DateContext
    ) -> DatedPhrase:
        # What is to come counts from what is to come in the same sentence.
        ahead = replace(_count_from(context, [one.future for one in before]), future=True, year=year_ahead)
        return DatedPhrase(phrase, self._resolver.resolve(phrase, context), self._resolver.resolve(phrase, ahead))


def _date_distances(
    sentence: Sentence, dated: Sequence[DatedPhrase], timeline: _Timeline, context: DateContext
) -> tuple[DatedPhrase, ...]:
    """The phrases with the dates of those that lie so long before or after another."""
    if not any(is_apart(one.phrase) for one in dated):
        return tuple(dated)
    distances = DistanceContext(
        sentence.text,
        [(one.phrase, one.past) for one in dated],
        timeline.day,
        timeline.find_news(context.published),
    )
    return tuple(_date_distance(one, distances) if is_apart(one.phrase) else one for one in dated)


def _date_distance(one: DatedPhrase, context: DistanceContext) -> DatedPhrase:
    date = date_apart(one.phrase, context)
    return DatedPhrase(one.phrase, date, date)


def _locate(
    timeline: _Timeline, sentence: Sentence, before: Sequence[DatedPhrase], context: DateContext
) -> DateContext:
    """What a phrase counts from, after the phrases `before` it in its sentence."""
    phrases = tuple(one.phrase for one in before)
    lasting = tuple(p for p in phrases if not _is_span(sentence.text, p) and p.kind is not DateKind.SEASON)
    located = replace(
        context,
        reference=timeline.day,
        month=timeline.month,
        latest=timeline.latest,
        year=find_last_year(lasting) or timeline.find_year(sentence, context.published),
        spoken=find_spoken_year(phrases) or timeline.spoken_year,
    )
    return _count_from(located, [one.past for one in before])


def _count_from(context: DateContext, before: Iterable[EventDate | None]) -> DateContext:
    """The context after some dates."""
    days, months, named = _list_days(date for date in before if date is not None)
    return replace(
        context,
        reference=days[-1] if days else context.reference,
        month=months[-1] if months else context.month,
        latest=named[-1] if named else context.latest,
    )


def _find_year_just_before(sentence: Sentence, before: Sequence[DatedPhrase], phrase: DatePhrase) -> int | None:
    """The year that the phrase just before one means: "a year ago, on May 3"."""
    if not before or before[-1].past is None or before[-1].past.first is None:
        return None
    between = sentence.text[before[-1].phrase.end : phrase.start].strip(" ,").lower()
    is_given = before[-1].past.precision is Precision.YEAR and between in BESIDE
    return before[-1].past.first.year if is_given else None


def _list_days(dates: Iterable[EventDate]) -> tuple[list[dt.date], list[dt.date], list[dt.date]]:
    """The first days of the dates known to the day, of those known to the month or better, and of all."""
    days = [(date.precision, date.first) for date in dates if date.first is not None]
    return (
        [first for precision, first in days if precision is Precision.DAY],
        [first for precision, first in days if precision in MONTHLY],
        [first for precision, first in days if precision is not Precision.INTERVAL],
    )


def _is_span(text: str, phrase: DatePhrase) -> bool:
    """Whether a phrase says how long: "since 2017", and any in "Since the attack of 2017 ..."."""
    before = text[max(0, phrase.start - MAX_SPANNING_DISTANCE) : phrase.start]
    return bool(SPANNING.search(before)) or (phrase.start > 0 and text[:5].casefold() == "since")


def _find_heading(sentence: Sentence, phrases: Sequence[DatePhrase]) -> DatePhrase | None:
    """The date that a line begins with or consists of, which dates all of its paragraph: "May 2 - Militants ..."."""
    first = phrases[0] if phrases else None
    if first is None or first.start:
        return None
    rest = sentence.text[first.end :].lstrip()
    return first if rest[:1] in HEADING_MARKS or not rest.strip(".: ") else None
