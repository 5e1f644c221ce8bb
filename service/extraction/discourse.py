"""What a text has spoken of so far: which base "the base" is, which forces "the troops" are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.codebook.model import DateKind
from service.domain.places import Actor, Base
from service.extraction.dates.phrases import DatePhrase, find_last_year, find_spoken_year
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.text.layout import Sentence

# "The base" means one that was named at most this many sentences before.
BASE_REACH = 6
FORCE_REACH = 3
TOPIC_REACH = 2
YEAR_REACH = 2
# A paper that tells of a year so many before its own tells history.
LONG_AGO = 2
LAST_REACH = 6
MOST_TOPICS = 3
LONGEST_LABEL = 60
HEADING_MARKS = frozenset("-\u2013\u2014:|")
# A text that says "yesterday" or "on Sunday" tells news, not history.
CURRENT = frozenset({DateKind.RELATIVE_DAY, DateKind.WEEKDAY})
SINCE = re.compile(r"\b(?:since|until|from)(?: the)?\s*$|^since", re.IGNORECASE)
COUNTS = {"two": 2, "both": 2, "three": 3, "four": 4, "five": 5}


@dataclass(slots=True)
class Discourse:
    """Mentions in order of the text, as far as it has been read. Filled sentence by sentence."""

    bases: list[tuple[int, Base]] = field(default_factory=list)
    towns: list[tuple[int, Base]] = field(default_factory=list)
    forces: list[tuple[int, tuple[Actor, ...]]] = field(default_factory=list)
    year: int | None = None
    spoken_year: int | None = None
    label: tuple[int, Base] | None = None
    heading: tuple[int, DatePhrase] | None = None
    said: tuple[Sentence, int] | None = None
    current: bool = False
    main: Base | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def note(self, sentence: int, mentions: Sequence[Mention]) -> None:
        """Takes in the mentions of a sentence after it has been read."""
        for mention in mentions:
            if mention.kind is Kind.BASE and mention.base is not None:
                self.bases.append((sentence, mention.base))
            elif mention.kind is Kind.BARE_BASE and mention.base is not None:
                self.towns.append((sentence, mention.base))
            elif mention.kind is Kind.FORCE and mention.actors:
                self.forces.append((sentence, mention.actors))

    def note_towns(self, sentence: int, towns: Iterable[Base]) -> None:
        """Takes in the names that stand beside a base noun: "the airfield on Santa Maria"."""
        self.towns += [(sentence, town) for town in towns]

    def note_label(self, sentence: Sentence, base: Base | None) -> None:
        """Takes in the base that a label names: all of its paragraph is about it."""
        if base is not None:
            self.label = (sentence.paragraph, base)
        elif self.label is not None and self.label[0] != sentence.paragraph:
            self.label = None

    def note_dates(self, sentence: Sentence, phrases: Sequence[DatePhrase]) -> None:
        """Takes in the years that a sentence names, and the date that a line begins with or consists of, which dates
        all of its paragraph: "May 2 - Militants ...", "21 June 1991." """
        self.year = find_last_year(tuple(phrases)) or self.year
        self.spoken_year = find_spoken_year(tuple(phrases)) or self.spoken_year
        dating = [p for p in phrases if not SINCE.search(sentence.text[: p.start])]
        if year := find_last_year(tuple(dating)):
            self.said = (sentence, year)
        self.current = self.current or any(phrase.kind in CURRENT for phrase in phrases)
        first = phrases[0] if phrases else None
        if first is None or first.start:
            return
        rest = sentence.text[first.end :].lstrip()
        labels = self.label is not None and len(sentence.text) <= LONGEST_LABEL
        if rest[:1] in HEADING_MARKS or labels or not rest.strip(".: "):
            self.heading = (sentence.paragraph, first)

    def find_heading(self, sentence: Sentence) -> DatePhrase | None:
        """The date that the paragraph of a sentence begins with."""
        return self.heading[1] if self.heading is not None and self.heading[0] == sentence.paragraph else None

    def find_year(self, sentence: Sentence, published: int) -> int | None:
        """The year that the paragraph was dated by, or one long before the paper that its last sentences spoke of."""
        heading = self.find_heading(sentence)
        if heading is not None and "year" in heading.parts:
            return int(heading.parts["year"])
        if self.current or self.said is None or self.said[0].paragraph != sentence.paragraph:
            return None
        near = sentence.index - self.said[0].index <= YEAR_REACH
        return self.said[1] if near and self.said[1] <= published - LONG_AGO else None

    def find_base(self, sentence: int, country: str | None = None) -> Base | None:
        """The base that "the base" means: the last one named just before, else the one that the article is about,
        else the last one not too far back. With a country ("the Iraqi camp") the last one there, if any is.
        """
        there = [base for _, base in self.bases if country is not None and base.country == country]
        if there:
            return there[-1]
        near = [base for place, base in self.bases if sentence - place <= 1]
        if self.label is not None:
            return self.label[1]
        passing = self.main is not None and near and self.counts[near[-1].slug] == 1
        if near and not passing:
            return near[-1]
        if self.main is not None:
            return self.main
        far = [base for place, base in self.bases if sentence - place <= BASE_REACH]
        towns = [base for place, base in self.towns if sentence - place <= TOPIC_REACH]
        return next(iter((*far[-1:], *towns[-1:])), None)

    def find_topic(self, sentence: int) -> Base | None:
        """The base that the text is speaking of: the only one of the last sentences, else what it is all about."""
        if self.label is not None:
            return self.label[1]
        near = {base.slug: base for place, base in self.bases if sentence - place <= TOPIC_REACH}
        towns = {base.slug: base for place, base in self.towns if sentence - place <= TOPIC_REACH}
        if not near and self.main is None and len(towns) == 1:
            return next(iter(towns.values()))
        return next(iter(near.values())) if len(near) == 1 else self.main if not near else None

    def find_topics(self, sentence: int) -> tuple[Base, ...]:
        """The bases that a sentence which names none may be about, the likeliest first, each once."""
        near = [base for place, base in reversed(self.bases) if sentence - place <= LAST_REACH]
        towns = [base for place, base in reversed(self.towns) if sentence - place <= LAST_REACH]
        label = [self.label[1]] if self.label is not None else []
        found = (*label, self.find_topic(sentence), *near, self.main, *towns, *(base for _, base in self.bases[:1]))
        unique = {base.slug: base for base in found if base is not None}
        return tuple(unique.values())[:MOST_TOPICS]

    def find_bases(self, sentence: int, count: int | None) -> tuple[Base, ...]:
        """The bases of the last sentence that named several: "those two bases"."""
        by_sentence: dict[int, dict[str, Base]] = {}
        for place, base in self.bases:
            if 0 <= sentence - place <= BASE_REACH:
                by_sentence.setdefault(place, {})[base.slug] = base
        for place in sorted(by_sentence, reverse=True):
            found = tuple(by_sentence[place].values())
            if len(found) == count or (count is None and len(found) > 1):
                return found
        return ()

    def find_force(self, sentence: int) -> tuple[Actor, ...]:
        """The forces that were named last, if lately enough."""
        for place, actors in reversed(self.forces):
            if sentence - place <= FORCE_REACH:
                return actors
        return ()


def count_bases(sentences: Iterable[Sequence[Mention]]) -> Counter[str]:
    """How often an article names each base, by slug."""
    return Counter(
        m.base.slug for mentions in sentences for m in mentions if m.kind is Kind.BASE and m.base is not None
    )


def find_main_base(sentences: Sequence[Sequence[Mention]]) -> Base | None:
    """The base that an article is about: that of most of its mentions of bases."""
    counts = count_bases(sentences)
    if not counts:
        return None
    slug, count = counts.most_common(1)[0]
    named = (m.base for mentions in sentences for m in mentions if m.kind is Kind.BASE and m.base is not None)
    return next(base for base in named if base.slug == slug) if count * 2 > counts.total() else None
