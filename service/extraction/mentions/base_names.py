"""Finding bases by list and by form: "K1", "Camp Holland", "Dhafra base", "the air base at Incirlik"."""

import re
from collections.abc import Iterable, Iterator

from service.codebook.model import Words
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import Base
from service.domain.names.slugs import parse_slug
from service.domain.names.words import PLAIN_LETTERS
from service.extraction.mentions.mention import Kind, Span
from service.extraction.mentions.phrases import PhraseSet, is_capitalised, is_spaced
from service.extraction.text.names import MAX_ACRONYM_LENGTH, NameIndex, Word, name_key, split_words

MAX_NAME_WORDS = 4
COORDINATION = re.compile(r"^\s*(?:,|and|&|,\s*and|or|as well as)\s*$")
ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?")


class BaseNames:
    """The bases of the gazetteer and the forms that name others. Built once."""

    def __init__(self, gazetteer: Gazetteer, words: Words) -> None:
        self._nouns = PhraseSet(words.military_base_nouns)
        self._plurals = PhraseSet(f"{noun}s" for noun in words.military_base_nouns)
        self._prefixes = PhraseSet(words.base_prefixes)
        self._plural_prefixes = PhraseSet(f"{prefix}s" for prefix in words.base_prefixes)
        self._numbered = PhraseSet(words.numbered_base_prefixes)
        self._not_bases = PhraseSet(words.not_bases)
        self._not_names = words.not_names
        self._particles, self._opening_particles = words.name_particles, words.opening_particles
        self._modifiers, self._endings = words.base_noun_modifiers, words.base_name_endings
        self._listed_endings = words.listed_base_endings
        self._adjectives = _country_words(gazetteer)
        self._countries = frozenset(name_key(country.name) for country in gazetteer.countries)
        self._states: NameIndex[str] = NameIndex(
            (name, country.code) for country in gazetteer.countries for name in (country.name, *country.aliases)
        )
        self._certain: NameIndex[Base] = NameIndex(
            (name, base) for base in gazetteer.bases for name in (base.name, *base.aliases)
        )
        self.bare: NameIndex[Base] = NameIndex(
            (self.strip_suffix(name), base) for base in gazetteer.bases for name in (base.name, *base.aliases)
        )

    def strip_generic(self, name: str) -> str:
        """A base's name without the words that only say that it is one; empty where nothing is left."""
        short = self.strip_suffix(name)
        words = split_words(short)
        first = self._prefixes.length_at(words, 0) if words else 0
        return short[words[first].start :] if words and first < len(words) else short

    def strip_suffix(self, name: str) -> str:
        """A base's name without the generic words at its end: "Qayyarah Airfield" gives "Qayyarah"."""
        name = name.replace("\u2019", "'")
        words = split_words(name)
        last = self._find_own_end(words)
        # An ordinal ("12th Military Base") names nothing by itself.
        return name[: words[last - 1].end] if last and not ORDINAL.fullmatch(words[last - 1].key) else ""

    def _find_own_end(self, words: list[Word]) -> int:
        """Where the generic words at the end of a base's name begin."""
        last = len(words)
        while size := max(self._nouns.length_before(words, last), self._modifier_before(words, last)):
            last -= size
        return last

    def may_be_other(self, name: str, base: Base) -> bool:
        """Whether a name that was taken for a base's by its own part, without the words for what it is, begins with
        such words as none of the base's names has: "Forward Operating Base Price" may not be "Price Barracks"."""
        words = split_words(name)
        size = self._prefixes.length_at(words, 0)
        if not size or size == len(words) or not is_capitalised(words[size]):
            return False
        prefix = {word.key for word in words[:size]}
        return not any(prefix <= {word.key for word in split_words(one)} for one in (base.name, *base.aliases))

    def is_country(self, name: str) -> bool:
        """Whether a name is that of a state, which is where bases are and not what one is called."""
        first = split_words(name)[:1]
        return name_key(name) in self._countries or (bool(first) and first[0].key in self._adjectives)

    def is_part_of_country(self, words: list[Word], first: int, last: int) -> bool:
        """Whether the words from `first` to `last` only begin a state's name: "Cote" of "Cote d'Ivoire"."""
        state = self._states.match_at(words, first)
        return state is not None and state.last > last

    def _modifier_before(self, words: list[Word], last: int) -> int:
        return int(last > 1 and words[last - 1].key in self._endings)

    def find(self, text: str, words: list[Word]) -> Iterator[Span]:
        """Spans that name a base, in order of their forms; they may overlap, the earlier given wins."""
        for match in self._certain.find(words):
            last = match.last
            while last < len(words) and is_spaced(text, words, last - 1):
                size = self._nouns.length_at(words, last) or int(words[last].key in self._listed_endings)
                if not size:
                    break
                last += size
            yield Span(match.first, last, Kind.BASE, base=match.value)
        for position in range(len(words)):
            yield from self._find_prefixed(text, words, position)
            yield from self._find_suffixed(text, words, position)

    def _find_prefixed(self, text: str, words: list[Word], first: int) -> Iterator[Span]:
        if not words[first].text[0].isupper() or self._not_bases.length_at(words, first):
            return
        size = self._prefixes.length_at(words, first) or self._numbered.length_at(words, first)
        plural = 0 if size else self._plural_prefixes.length_at(words, first)
        after = first + (size or plural)
        if after == first or not is_spaced(text, words, after - 1):
            return
        last = self._read_name(text, words, after)
        if last == after or (
            not self._is_prefix(words, first, after, bool(plural)) and not words[after].text.isdigit()
        ):
            return
        if not plural:
            yield self._name_span(text, words, (first, last), (after, last))
            return
        prefix = text[words[first].start : words[after - 1].end - 1]
        base = self._resolve_name(f"{prefix} {text[words[after].start : words[last - 1].end]}")
        yield Span(first, last, Kind.BASE, base=base)
        yield from self._find_rest_of_list(text, words, last, prefix)

    def _resolve_name(self, name: str) -> Base:
        """The base of the list that goes by a name, or a new one."""
        words = split_words(name)
        known = self._certain.match_at(words, 0)
        return known.value if known is not None and known.last == len(words) else self.build_base(name)

    def _is_prefix(self, words: list[Word], first: int, after: int, plural: bool) -> bool:
        phrases = self._plural_prefixes if plural else self._prefixes
        return phrases.length_at(words, first) == after - first

    def _find_rest_of_list(self, text: str, words: list[Word], last: int, prefix: str) -> Iterator[Span]:
        """The further names of "Camps Bastion, Leatherneck and Dwyer"."""
        while last < len(words):
            start = last + 1 if words[last].key in {"and", "or"} else last
            gap = text[words[last - 1].end : words[min(start, len(words) - 1)].start]
            end = self._read_name(text, words, start) if start < len(words) and COORDINATION.match(gap) else start
            if end == start:
                return
            name = f"{prefix} {text[words[start].start : words[end - 1].end]}"
            yield Span(start, end, Kind.BASE, base=self._resolve_name(name))
            last = end

    def _read_name(self, text: str, words: list[Word], first: int) -> int:
        """The end of a run of name words that begins at `first`; `first` itself where there is none."""
        last = first
        while last < len(words) and last - first < MAX_NAME_WORDS - 1:
            joined = last == first or is_spaced(text, words, last - 1)
            linked = words[last].key in self._particles and last + 1 < len(words) and is_capitalised(words[last + 1])
            named = is_capitalised(words[last]) and words[last].key not in self._not_names
            if not (joined and (named or linked)):
                break
            last += 1
        return last

    def _find_suffixed(self, text: str, words: list[Word], position: int) -> Iterator[Span]:
        size = self._nouns.length_at(words, position)
        plural = 0 if size else self._plurals.length_at(words, position)
        last = position + (size or plural)
        if any(not is_spaced(text, words, place) for place in range(position, last - 1)):
            # "The army's base" is no army base.
            return
        if position in {0, last}:
            return
        end = self._skip_modifiers(text, words, position)
        first = self._read_name_back(text, words, end)
        if first == end:
            return
        if plural:
            base = self._resolve_bare(text, words, first, end)
            yield Span(first, last, Kind.BASE, base=base)
        else:
            yield self._name_span(text, words, (first, last), (first, end))
        if plural:
            yield from self._find_start_of_list(text, words, first)

    def _skip_modifiers(self, text: str, words: list[Word], position: int) -> int:
        while position > 1 and words[position - 1].key in self._modifiers and is_spaced(text, words, position - 1):
            position -= 1
        return position

    def _read_name_back(self, text: str, words: list[Word], last: int) -> int:
        first = last
        while first > 0 and last - first < MAX_NAME_WORDS and is_spaced(text, words, first - 1):
            word = words[first - 1]
            if not (is_capitalised(word) or (word.key in self._particles and first < last)):
                break
            state = word.key in self._countries and first < last and len(word.text) > MAX_ACRONYM_LENGTH
            if word.key in self._not_names or (word.key in self._adjectives and not state):
                # A state's adjective owns the base; its name may be part of another: "China Bay airfield".
                break
            first -= 1
        while first < last and not (is_capitalised(words[first]) or words[first].key in self._opening_particles):
            first += 1
        return first

    def _find_start_of_list(self, text: str, words: list[Word], first: int) -> Iterator[Span]:
        """The earlier names of "the K1 and Qayyarah military bases"."""
        while first > 1:
            last = first - 1 if words[first - 1].key in {"and", "or"} else first
            gap = text[words[last - 1].end : words[first].start]
            start = self._read_name_back(text, words, last) if COORDINATION.match(gap) else last
            if start == last:
                return
            yield Span(start, last, Kind.BASE, base=self._resolve_bare(text, words, start, last))
            first = start

    def _resolve_bare(self, text: str, words: list[Word], first: int, last: int) -> Base:
        bare = self.bare.match_at(words[first:last], 0)
        if bare is not None and bare.last == last - first:
            return bare.value
        return self.build_base(text[words[first].start : words[last - 1].end])

    def _name_span(self, text: str, words: list[Word], whole: tuple[int, int], name: tuple[int, int]) -> Span:
        """A span over the words `whole` (first, last) for the base whose own name is the words `name` of them."""
        first, last = whole
        own = words[name[0] : name[1]]
        certain = self._certain.match_at(words[first:last], 0)
        bare = self.bare.match_at(own, 0)
        if certain is not None and certain.last == last - first:
            base = certain.value
        elif bare is not None and bare.last == len(own):
            base = bare.value
        else:
            base = self.build_base(text[words[first].start : words[last - 1].end])
        return Span(first, last, Kind.BASE, base=base)

    def build_base(self, name: str) -> Base:
        """A base that is not on the list. Its slug is its name without the generic words that follow it."""
        words = split_words(name)
        return Base(slug=_build_slug(words[: self._find_own_end(words)] or words, name), name=name.strip())


def _build_slug(words: Iterable[Word], name: str) -> str:
    """The slug of the words of a name, in ASCII as far as its letters are Latin; of a name without any, its signs'
    code points."""
    slug = parse_slug("-".join(word.key.translate(PLAIN_LETTERS) for word in words))
    return slug or "-".join(f"u{ord(sign):x}" for sign in name.strip())


def _country_words(gazetteer: Gazetteer) -> frozenset[str]:
    names = (name for country in gazetteer.countries for name in (country.name, *country.adjectives, *country.aliases))
    return frozenset(name_key(name) for name in names if " " not in name)
