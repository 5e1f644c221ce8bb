"""The day near which an undated article was written, as far as its own text gives it away."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from service.codebook.model import DateKind, Landmark
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext
from service.extraction.dates.resolver import DateResolver
from service.extraction.text.layout import Part, Sentence

Dated = Sequence[tuple[Sentence, tuple[DatePhrase, ...]]]
FULL = frozenset({DateKind.ABSOLUTE, DateKind.INTERVAL})
# "Today, Sunday, March 29": the day after "today" is the day of writing.
TODAY = re.compile(r"\btoday\b[\s,]*$", re.IGNORECASE)
# A caption is of the article's own days, or nearly, so its month will do.
CAPTION = frozenset({Part.CAPTION, Part.HEADLINE})


class AnchorReader:
    """Finds anchors. Built once."""

    def __init__(self, resolver: DateResolver, landmarks: Iterable[Landmark]) -> None:
        self._resolver = resolver
        self._landmarks = tuple(landmarks)

    def find_anchor(self, dated: Dated) -> dt.date | None:
        """The latest full date of the text (file photos aside), the month of a caption, or a landmark's day."""
        full = [
            day for sentence, phrases in dated if sentence.part is not Part.FILE_PHOTO for day in self._full(phrases)
        ]
        if full:
            return max(full)
        months = [day for sentence, phrases in dated if sentence.part in CAPTION for day in self._months(phrases)]
        if months:
            return max(months)
        return self._find_landmark(dated)

    def find_today(self, dated: Dated, anchor: dt.date | None) -> dt.date | None:
        """The day of writing where the text says "today" and names it."""
        for sentence, phrases in dated:
            for phrase in phrases:
                if phrase.kind in {DateKind.YEARLESS, DateKind.ABSOLUTE} and TODAY.search(
                    sentence.text[: phrase.start]
                ):
                    found = self._resolver.resolve(phrase, DateContext(anchor=anchor))
                    if found is not None and found.first is not None:
                        return found.first
        return None

    def _full(self, phrases: tuple[DatePhrase, ...]) -> Iterable[dt.date]:
        for phrase in phrases:
            found = self._resolver.resolve(phrase, DateContext()) if phrase.kind in FULL else None
            if found is not None and found.last is not None:
                yield found.last

    def _months(self, phrases: tuple[DatePhrase, ...]) -> Iterable[dt.date]:
        for phrase in phrases:
            found = self._resolver.resolve(phrase, DateContext()) if phrase.kind is DateKind.MONTH else None
            if found is not None and found.last is not None:
                yield found.last

    def _find_landmark(self, dated: Dated) -> dt.date | None:
        """A landmark whose own day and month the text gives, directly or as "two days earlier" than another."""
        for landmark in self._landmarks:
            for sentence, phrases in dated:
                words = set(re.findall(r"[a-z]+", sentence.text.lower()))
                if words & landmark.words and self._tells(landmark, phrases):
                    return landmark.date
        return None

    def _tells(self, landmark: Landmark, phrases: tuple[DatePhrase, ...]) -> bool:
        context = DateContext(anchor=landmark.date)
        for phrase in phrases:
            found = self._resolver.resolve(phrase, context)
            if found is not None and found.first is not None:
                if found.first == landmark.date and phrase.kind is not DateKind.YEAR:
                    return True
                context = DateContext(anchor=landmark.date, reference=found.first)
        return False
