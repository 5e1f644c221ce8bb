"""Articles with other bases in them, so that what happened is not learnt from the name of where it did."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number

SWAPPED_KINDS = frozenset({Kind.BASE, Kind.BARE_BASE, Kind.NAME})
SWAP_PROBABILITY = 0.3

Found = TypeVar("Found", Mention, DatePhrase, Number)


@dataclass(frozen=True, slots=True)
class WrittenName:
    """How an article writes the name of a base."""

    slug: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement of `text[start:end]`."""

    start: int
    end: int
    text: str


class NamePool:
    """The names that articles write, by kind; a name is drawn as often as it is written."""

    def __init__(self, sentences: Iterable[AnnotatedSentence]) -> None:
        self._names: dict[Kind, list[WrittenName]] = {kind: [] for kind in SWAPPED_KINDS}
        for sentence in sentences:
            for mention in sentence.mentions:
                if slug := get_slug(mention):
                    written = sentence.sentence.text[mention.start : mention.end]
                    self._names[mention.kind].append(WrittenName(slug, written))

    def draw(self, kind: Kind, slug: str, rng: random.Random) -> str | None:
        """A name of another base; null where there is none."""
        others = self._names[kind]
        # Few names are those of one base, so the first draw mostly does.
        for _ in range(10) if others else ():
            chosen = rng.choice(others)
            if chosen.slug != slug:
                return chosen.text
        return None


def get_slug(mention: Mention) -> str | None:
    """The slug of the base whose name may be swapped."""
    return mention.base.slug or None if mention.base is not None and mention.kind in SWAPPED_KINDS else None


def swap_names(
    sentences: Sequence[AnnotatedSentence], pool: NamePool, rng: random.Random, probability: float = SWAP_PROBABILITY
) -> tuple[AnnotatedSentence, ...]:
    """The sentences of an article in which some bases go by names of others, each by the same throughout."""
    swap = NameSwap(pool, rng, probability)
    return tuple(apply_edits(sentence, swap.find_edits(sentence)) for sentence in sentences)


class NameSwap:
    """Which bases of one article are swapped, and for what; decided when each is met first."""

    def __init__(self, pool: NamePool, rng: random.Random, probability: float) -> None:
        self._pool, self._rng, self._probability = pool, rng, probability
        self._chosen: dict[str, bool] = {}
        self._names: dict[tuple[str, Kind, str], str | None] = {}

    def find_edits(self, sentence: AnnotatedSentence) -> list[Edit]:
        """What is to be replaced in a sentence, in order and apart from each other."""
        edits: list[Edit] = []
        for mention in sorted(sentence.mentions, key=lambda mention: mention.start):
            slug = get_slug(mention)
            if slug is None or not self._is_chosen(slug) or (edits and mention.start < edits[-1].end):
                continue
            text = self._find_name(slug, mention, sentence.sentence.text[mention.start : mention.end])
            if text is not None:
                edits.append(Edit(mention.start, mention.end, text))
        return edits

    def _is_chosen(self, slug: str) -> bool:
        if slug not in self._chosen:
            self._chosen[slug] = self._rng.random() < self._probability
        return self._chosen[slug]

    def _find_name(self, slug: str, mention: Mention, written: str) -> str | None:
        key = (slug, mention.kind, written)
        if key not in self._names:
            self._names[key] = self._pool.draw(mention.kind, slug, self._rng)
        return self._names[key]


def apply_edits(sentence: AnnotatedSentence, edits: Sequence[Edit]) -> AnnotatedSentence:
    """The sentence with its text changed, and everything that was found in it moved along."""
    if not edits:
        return sentence
    old, parts, end = sentence.sentence.text, [], 0
    for edit in edits:
        parts += [old[end : edit.start], edit.text]
        end = edit.end
    starts, ends = map_offsets(len(old), edits)
    return replace(
        sentence,
        sentence=replace(sentence.sentence, text="".join([*parts, old[end:]])),
        mentions=tuple(_move(item, starts, ends) for item in sentence.mentions),
        phrases=tuple(_move(item, starts, ends) for item in sentence.phrases),
        numbers=tuple(_move(item, starts, ends) for item in sentence.numbers),
    )


def map_offsets(length: int, edits: Sequence[Edit]) -> tuple[list[int], list[int]]:
    """Where each offset of the old text is in the new one, as a start and as an end: what began or ended within a
    replaced name begins or ends with the new one."""
    starts: list[int] = []
    ends: list[int] = []
    shift = done = 0
    for edit in edits:
        starts += range(done + shift, edit.start + shift)
        ends += range(done + shift, edit.start + shift)
        first, last = edit.start + shift, edit.start + shift + len(edit.text)
        starts += [first] * (edit.end - edit.start)
        ends += [first, *[last] * (edit.end - edit.start - 1)]
        shift, done = last - edit.end, edit.end
    rest = range(done + shift, length + shift + 1)
    return [*starts, *rest], [*ends, *rest]


def _move(item: Found, starts: Sequence[int], ends: Sequence[int]) -> Found:
    return replace(item, start=starts[item.start], end=ends[item.end])
