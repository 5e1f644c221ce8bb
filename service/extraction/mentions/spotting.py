"""One sentence to its mentions: bases, forces, countries, places and weapons, none overlapping another."""

import re
from collections.abc import Iterable, Iterator

from service.codebook.model import Codebook
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import Actor
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import Kind, Known, Mention, Span
from service.extraction.mentions.phrases import PhraseSet, is_joined, is_spaced
from service.extraction.mentions.placed_bases import PlacedBases
from service.extraction.text.names import Match, NameIndex, Word, split_words

# How far to the left of a force noun the country or actor that owns it may stand, in words.
MAX_OWNER_DISTANCE = 7
# What stands before the name of a town, within so many characters: "the city of".
BEFORE_TOWN, MAX_BEFORE_TOWN_DISTANCE = re.compile(r"(?<!\S)(\S+)\s+of\s+\Z", re.IGNORECASE), 24
# A short line that begins with a name and a comma is a label: "Ber, August 13."
MAX_LABEL_LENGTH = 50


class Spotter:
    """Finds mentions by the gazetteer and the codebook's word classes. Built once."""

    def __init__(self, gazetteer: Gazetteer, codebook: Codebook) -> None:
        words = codebook.words
        self.base_names = BaseNames(gazetteer, words)
        self._placed = PlacedBases(self.base_names, words)
        self._not_names = words.not_names
        self._hedges = codebook.numbers.qualifiers.keys()
        self._known = NameIndex(_known_names(gazetteer))
        self._force_nouns = PhraseSet(words.force_nouns)
        self._plain_force_nouns = PhraseSet(words.plain_force_nouns)
        self._weapons = PhraseSet(words.weapon_nouns)
        self._base_nouns = PhraseSet(words.base_nouns)
        self._region_words = words.region_words
        self._settlements = words.settlements
        self._appositions, self._subject_verbs = words.appositions, words.subject_verbs
        self._short = words.short_coalition_words
        self._modifiers = words.force_modifiers | words.force_nouns

    def spot(self, text: str) -> tuple[Mention, ...]:
        """The mentions of a sentence (with plain quotation marks) in their order."""
        words = split_words(text)
        spans: list[Span] = []
        taken: set[int] = set()
        self._add(spans, taken, self.base_names.find(text, words))
        self._add(spans, taken, self._placed.find(text, words, taken))
        known = [match for match in self._known.find(words) if not taken & set(range(match.first, match.last))]
        self._add(spans, taken, self._find_forces(text, words, known, taken))
        self._add(spans, taken, self._find_bare(text, words))
        self._add(spans, taken, (_known_span(words, match) for match in known))
        self._add(spans, taken, self._find_weapons(words))
        self._add(spans, taken, self._find_names(text, words, taken))
        spans = _join_names(text, words, sorted(spans, key=lambda span: span.first))
        return tuple(_to_mention(words, span) for span in spans)

    def names_base(self, text: str) -> bool:
        """Whether a text surely names a base; one that has the name of its town is not sure."""
        return any(mention.kind is Kind.BASE for mention in self.spot(text))

    @staticmethod
    def _add(spans: list[Span], taken: set[int], found: Iterable[Span]) -> None:
        for span in found:
            covered = set(range(span.first, span.last))
            if not covered & taken:
                spans.append(span)
                taken |= covered

    def _find_bare(self, text: str, words: list[Word]) -> Iterator[Span]:
        for match in self.base_names.bare.find(words):
            region = match.last < len(words) and words[match.last].key in self._region_words
            if region or self.is_town(text, words[match.first].start):
                # "Herat province" and "the city of Herat" are not the base that has the name of its town.
                continue
            # Two words that no town goes by are the base: "Cam Ranh Bay", but not "Clark" nor "Deir ez-Zor".
            sure = match.last - match.first > 1 and self._is_no_town(words[match.first : match.last])
            kind = Kind.BASE if sure else Kind.BARE_BASE
            yield Span(match.first, match.last, kind, base=match.value, country=match.value.country)

    def is_town(self, text: str, start: int) -> bool:
        """Whether a name that begins at `start` is said to be that of a town: "the city of Kabul"."""
        before = BEFORE_TOWN.search(text, max(0, start - MAX_BEFORE_TOWN_DISTANCE), start)
        return before is not None and before[1].casefold() in self._settlements

    def _find_names(self, text: str, words: list[Word], taken: set[int]) -> Iterator[Span]:
        """Runs of capitals that nothing else claims. A sentence's first word is a name only with another one."""
        position = 0
        while position < len(words):
            last = position
            while last < len(words) and last not in taken and self._may_be_name(words, last, last == position):
                last += 1
                if last < len(words) and not is_spaced(text, words, last - 1):
                    break
            alone = position == 0 and last == 1 and not self._is_subject(text, words)
            if last > position and not alone and not self._is_count(words[position:last]):
                unit = self._force_nouns.length_before(words, last) > 0
                yield Span(position, last, Kind.FORCE if unit else Kind.NAME, plural=unit)
            position = max(last, position + 1)

    def _may_be_name(self, words: list[Word], place: int, first: bool) -> bool:
        """Whether a word may be part of a name; a number counts what follows it: "at Wanat 200 fighters"."""
        word = words[place]
        if word.key in self._not_names or len(word.text) < 2:
            return False
        if not word.text.isdigit():
            return word.text[0].isupper()
        counts = place + 1 < len(words) and self._force_nouns.length_at(words, place + 1) > 0
        return not first and len(word.text) < 4 and not counts

    def _is_count(self, words: list[Word]) -> bool:
        """Whether a run is a number with its hedge: "About 300"."""
        return words[0].key in self._hedges and all(word.text.isdigit() for word in words[1:])

    def _is_subject(self, text: str, words: list[Word]) -> bool:
        """Whether a sentence's first word is a name, as far as the next word shows: "Mirtaqwa followed"."""
        following = words[1].key if len(words) > 1 else ""
        if text[words[0].end :].startswith("'s ") and self._base_nouns.length_at(words, 1):
            return True
        apposed = len(words) > 2 and text[words[0].end :].startswith(",") and following in self._appositions
        label = len(text) <= MAX_LABEL_LENGTH and text[words[0].end : words[0].end + 1] in {",", ".", ":"}
        verb = following in self._subject_verbs or following.endswith("ed")
        return label or (len(words[0].text) > 3 and (verb or apposed))

    def _is_no_town(self, words: list[Word]) -> bool:
        return self._known.match_at(words, 0) is None

    def _find_weapons(self, words: list[Word]) -> Iterator[Span]:
        for position in range(len(words)):
            if size := self._weapons.length_at(words, position):
                yield Span(position, position + size, Kind.WEAPON)

    def _find_forces(self, text: str, words: list[Word], known: list[Match[Known]], taken: set[int]) -> Iterator[Span]:
        """Force nouns with the country or actor that owns them, longest run first."""
        ends = {match.last: match for match in known}
        inside = {place for match in known if match.value.actor for place in range(match.first + 1, match.last)}
        position = len(words)
        while position > 0:
            size = 0 if position in inside else self._force_nouns.length_before(words, position)
            owned = self._find_owner(text, words, position, size, ends) if size else None
            if size and position - 1 not in taken and (owned or self._is_plain(words, position)):
                first, actors = owned or (position - size, ())
                weak = self._is_weak(words[first:position], actors)
                yield Span(first, position, Kind.FORCE, actors=actors, plural=True, weak=weak)
                position = first
            else:
                position -= 1

    def _is_weak(self, words: list[Word], actors: tuple[Actor, ...]) -> bool:
        """ "The coalition" is one that the article names elsewhere, or that acts there, not the list's first."""
        if actors and not all(actor.kind == "coalition" for actor in actors):
            return False
        keys = {word.key for word in words}
        return "coalition" in keys and not any(word.text[0].isupper() for word in words if word.key not in self._short)

    def _is_plain(self, words: list[Word], last: int) -> bool:
        return self._plain_force_nouns.length_before(words, last) > 0

    def _find_owner(
        self, text: str, words: list[Word], last: int, size: int, ends: dict[int, Match[Known]]
    ) -> tuple[int, tuple[Actor, ...]] | None:
        """Where the run of an owned force noun begins, and its actors: "British and Australian special forces".

        The noun may itself be part of a name: "US-led coalition", "Iraqi security forces".
        """
        first = last - size
        actors: list[Actor] = []
        whole = ends.get(last)
        begin = position = whole.first if whole else first
        if whole is not None and whole.value.actor is not None:
            actors.append(whole.value.actor)
        while position > 0 and first - position < MAX_OWNER_DISTANCE and is_joined(text, words, position - 1):
            match = ends.get(position)
            if match is not None:
                # "British and Australian troops" are both; "the coalition's French troops" only the nearer.
                if not actors or words[position].key == "and":
                    actors += self._actors_of(words, match, first)
                position = begin = match.first
            elif words[position - 1].key in self._modifiers or words[position - 1].text[0].isdigit():
                position -= 1
            else:
                break
        return (begin, tuple(dict.fromkeys(reversed(actors)))) if actors else None

    def _actors_of(self, words: list[Word], match: Match[Known], force: int) -> list[Actor]:
        """The forces of a country go by their own name where the gazetteer has one: "Iraqi troops"."""
        if match.value.actor is None:
            return []
        if match.value.country and force < len(words):
            probe = [*words[match.first : match.last], Word(0, 0, "forces", "forces")]
            own = self._known.match_at(probe, 0)
            if own is not None and own.last == len(probe) and own.value.actor is not None:
                return [own.value.actor]
        return [match.value.actor]


def _join_names(text: str, words: list[Word], spans: list[Span]) -> list[Span]:
    """The name of a listed base beside a base noun ("Nineveh Operations Command compound"), or before a colon."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        bare = last is not None and last.kind is Kind.BARE_BASE and last.last == span.first
        if last is not None and bare and span.kind is Kind.UNNAMED_BASE and is_spaced(text, words, span.first - 1):
            joined[-1] = Span(last.first, span.last, Kind.BASE, base=last.base)
        elif span.kind is Kind.BARE_BASE and text[words[span.last - 1].end :].startswith(":"):
            joined.append(Span(span.first, span.last, Kind.BASE, base=span.base))
        else:
            joined.append(span)
    return joined


def _known_span(words: list[Word], match: Match[Known]) -> Span:
    known = match.value
    actors = (known.actor,) if known.actor else ()
    if known.actor is not None and known.actor.kind in {"person", "state_body"}:
        return Span(match.first, match.last, Kind.PERSON, actors=actors)
    if known.country is None:
        return Span(match.first, match.last, Kind.FORCE, actors=actors)
    if known.actor is None:
        return Span(match.first, match.last, Kind.PLACE, country=known.country)
    return Span(match.first, match.last, Kind.COUNTRY, actors=actors, country=known.country, plural=known.adjective)


def _known_names(gazetteer: Gazetteer) -> Iterator[tuple[str, Known]]:
    for actor in gazetteer.actors:
        for name in (actor.name, *actor.aliases):
            yield name, Known(actor, None)
    for country in gazetteer.countries:
        state = Actor(slug=country.slug, name=country.name, kind="state", country=country.code)
        for name in (country.name, *country.aliases):
            yield name, Known(state, country.code)
        for name in country.adjectives:
            yield name, Known(state, country.code, adjective=True)
    for place in gazetteer.places:
        for name in (place.name, *place.aliases):
            yield name, Known(None, place.country)


def _to_mention(words: list[Word], span: Span) -> Mention:
    return Mention(
        start=words[span.first].start,
        end=words[span.last - 1].end,
        kind=span.kind,
        base=span.base,
        actors=span.actors,
        country=span.country,
        plural=span.plural,
        weak=span.weak,
    )
