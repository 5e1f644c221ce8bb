"""What a text has spoken of so far: which base "the base" is, which forces "the troops" are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.domain.places import Actor, Base
from service.extraction.date_phrases import DatePhrase
from service.extraction.layout import Sentence
from service.extraction.mentions import Kind, Mention

# "The base" means one that was named at most this many sentences before.
BASE_REACH = 6
FORCE_REACH = 3
TOPIC_REACH = 2
LONGEST_LABEL = 60
HEADING_MARKS = frozenset("-\u2013\u2014:|")
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

    def note_label(self, sentence: Sentence, base: Base | None) -> None:
        """Takes in the base that a label names: all of its paragraph is about it."""
        if base is not None:
            self.label = (sentence.paragraph, base)
        elif self.label is not None and self.label[0] != sentence.paragraph:
            self.label = None

    def note_heading(self, sentence: Sentence, phrases: Sequence[DatePhrase]) -> None:
        """Takes in the date that a line begins with, which dates all of its paragraph: "May 2 - Militants ..."."""
        first = phrases[0] if phrases else None
        leads = first is not None and first.start == 0 and sentence.text[first.end :].lstrip()[:1] in HEADING_MARKS
        labels = self.label is not None and len(sentence.text) <= LONGEST_LABEL
        if first is not None and (leads or labels):
            self.heading = (sentence.paragraph, first)

    def find_heading(self, sentence: Sentence) -> DatePhrase | None:
        """The date that the paragraph of a sentence begins with."""
        return self.heading[1] if self.heading is not None and self.heading[0] == sentence.paragraph else None

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
