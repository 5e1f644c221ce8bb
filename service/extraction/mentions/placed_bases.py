"""Bases named by where they are, "the air base at Incirlik", and those not named at all, "two military bases"."""

from collections.abc import Iterator

from service.codebook.model import Words
from service.domain.names.places import Base
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import Kind, Span
from service.extraction.mentions.phrases import PhraseSet, is_capitalised, is_spaced
from service.extraction.text.names import Word

# "Tower 22" has a number in its name; a year is none.
MAX_NUMBER_LENGTH = 3
# How many words may stand between a determiner and its noun.
MAX_DETERMINER_DISTANCE = 5


class PlacedBases:
    """Base nouns and what stands around them. Built once."""

    def __init__(self, names: BaseNames, words: Words) -> None:
        self._names = names
        self._nouns = PhraseSet(words.base_nouns | words.military_base_nouns)
        self._plurals = PhraseSet(f"{noun}s" for noun in words.military_base_nouns)
        self._naming = PhraseSet(words.naming_prepositions)
        self._locating = PhraseSet(words.locating_prepositions)
        self._words = words
        self._region_words = words.region_words

    def find(self, text: str, words: list[Word], taken: set[int]) -> Iterator[Span]:
        """Spans of base nouns outside the words already `taken`."""
        position = 0
        while position < len(words):
            size = self._nouns.length_at(words, position) or self._plurals.length_at(words, position)
            if not size and self._is_pronoun_one(words, position):
                size = 1
            whole = all(is_spaced(text, words, place) for place in range(position, position + size - 1))
            if size and whole and position not in taken and not self._is_other(text, words, position):
                yield from self._find_at(text, words, position, position + size)
            position += max(size if whole else 1, 1)

    def _is_other(self, text: str, words: list[Word], position: int) -> bool:
        """Whether the word before makes it another thing ("refugee camp"), or the noun is part of a longer one."""
        if position == 0:
            return False
        before = words[position - 1]
        joined = text[before.end : words[position].start].strip() in {"", "-", "'s"}
        return joined and (
            before.key in self._words.not_base_modifiers or f"{before.key}s" in self._words.not_base_modifiers
        )

    def _is_pronoun_one(self, words: list[Word], position: int) -> bool:
        """ "the one near Erbil", after bases were spoken of in the same sentence."""
        if words[position].key != "one" or position == 0 or words[position - 1].key != "the":
            return False
        return any(self._nouns.length_at(words, earlier) for earlier in range(position))

    def _find_at(self, text: str, words: list[Word], first: int, last: int) -> Iterator[Span]:
        plural = words[last - 1].key.endswith("s") and words[last - 1].key not in self._words.singular_base_nouns
        definite = self._is_definite(text, words, first)
        named = self._read_place(text, words, last, definite, plural)
        if named is None:
            yield Span(first, last, Kind.UNNAMED_BASE, plural=plural)
            return
        start, end = named
        yield Span(first, end, Kind.BASE, base=self._base_at(text, words, start, end))
        if plural:
            yield from self._find_further_places(text, words, end)

    def _find_further_places(self, text: str, words: list[Word], last: int) -> Iterator[Span]:
        """The further places of "the bases at Gao, Menaka and Gossi"."""
        while last < len(words):
            start = last + 1 if words[last].key == "and" else last
            gap = text[words[last - 1].end : words[last].start].strip()
            end = self._read_name(text, words, start)
            if gap not in {",", "", "and"} or end == start or (gap == "" and start == last):
                return
            yield Span(start, end, Kind.BASE, base=self._base_at(text, words, start, end))
            last = end

    def _is_definite(self, text: str, words: list[Word], first: int) -> bool:
        for position in range(first - 1, max(-1, first - 1 - MAX_DETERMINER_DISTANCE), -1):
            key = words[position].key
            if key in self._words.determiners or text[words[position].end :].startswith("'"):
                return True
            if key in self._words.indefinite_determiners or key in self._locating_words:
                return False
        return False

    @property
    def _locating_words(self) -> frozenset[str]:
        return self._words.locating_prepositions | self._words.naming_prepositions

    def _read_place(
        self, text: str, words: list[Word], last: int, definite: bool, plural: bool
    ) -> tuple[int, int] | None:
        """The words that name the place of the base noun that ends before word `last`."""
        if last >= len(words) or not is_spaced(text, words, last - 1):
            return None
        naming = self._naming.length_at(words, last) or int(plural and definite and words[last].key == "of")
        located = 0 if plural else self._locating.length_at(words, last)
        settled = (
            located and {word.key for word in words[last + located : last + located + 3]} & self._words.settlements
        )
        size = naming or (located if definite or settled else 0)
        if not size:
            return None
        start = last + size
        while (
            start < len(words) and words[start].key in self._words.place_fillers and not words[start].text[0].isupper()
        ):
            start += 1
        end = self._read_name(text, words, start)
        if end == start or self._is_region(text, words, start, end):
            return None
        return start, end

    def _read_name(self, text: str, words: list[Word], start: int) -> int:
        end = start
        while end < len(words) and end - start < 3 and (end == start or is_spaced(text, words, end - 1)):
            if (
                not is_capitalised(words[end])
                or (words[end].text.isdigit() and (end == start or len(words[end].text) > MAX_NUMBER_LENGTH))
                or words[end].key in self._words.not_names
            ):
                break
            end += 1
        return end

    def _is_region(self, text: str, words: list[Word], start: int, end: int) -> bool:
        name = text[words[start].start : words[end - 1].end]
        if self._names.is_country(name) or self._names.is_part_of_country(words, start, end):
            return True
        following = words[end].key if end < len(words) else ""
        before = {words[position].key for position in range(max(0, start - 3), start)}
        return following in self._region_words or bool(before & self._region_words)

    def _base_at(self, text: str, words: list[Word], start: int, end: int) -> Base:
        match = self._names.bare.match_at(words[start:end], 0)
        if match is not None and match.last == end - start:
            return match.value
        name = text[words[start].start : words[end - 1].end]
        return self._names.build_base(f"{name} base")
