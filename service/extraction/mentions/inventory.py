"""The bases that an article speaks of, and the short names that it then calls them by."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from service.codebook.model import Words
from service.domain.places import Actor, Base
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import NAME_KINDS, Kind, Mention
from service.extraction.mentions.names import name_key
from service.extraction.text.layout import Part, Sentence

# "Legnica, a garrison town" and "the outpost, Keating": this many characters lie between a name and its base noun.
APPOSITION = 24
# A label is short and has no verb: a name, a country, a date.
LABEL = re.compile(r"[^\W\da-z][\w' -]{1,40}(?:, [\w' ]{2,30})?(?:, (?:\w+ ){1,3}\w+)?\s?[.:]")
APPOSED = re.compile(r",?(?: which| that)?(?:,| is| was)? (?:also |once |still |now )?(?:an?|the) (?:[a-z-]+ ){0,2}")
RENAMED = re.compile(r",? (?:called|named|known as|dubbed) |, ")


class Trait(StrEnum):
    """What an article shows of a name that no list has, anywhere."""

    BESIDE_NOUN = "beside a base noun"
    AT = "after at"
    FROM = "after from or to"
    IN = "after in or near"
    LISTED = "listed with a base"
    TITLED = "after a title"
    SPEAKING = "before a verb of speech"
    HEADLINE = "in the headline"
    OFTEN = "more than twice"
    TWICE = "twice"
    LONE = "where no base is named"


# A name this many characters from a base noun may be the base's.
NEAR = 30
COORDINATED = re.compile(r"\s*(?:,|and|or|&|,\s*and|to)\s*")
PREPOSITIONS = {
    "at": Trait.AT,
    "from": Trait.FROM,
    "to": Trait.FROM,
    "in": Trait.IN,
    "near": Trait.IN,
    "outside": Trait.IN,
}
Spotted = Sequence[tuple[Sentence, Sequence[Mention]]]


@dataclass(slots=True)
class Inventory:
    """Short names to bases, gathered over a whole article before it is read.

    `labels` are sentences (by number) that only name a base; `topic` is the base that the headline names by its town.
    """

    bases: dict[str, Base] = field(default_factory=dict)
    labels: dict[int, Base] = field(default_factory=dict)
    topic: Base | None = None
    coalition: Actor | None = None
    military: bool = False
    traits: dict[str, set[Trait]] = field(default_factory=dict)

    def resolve(self, text: str, mention: Mention) -> Mention:
        """A mention with what the article says elsewhere of its name."""
        if mention.weak:
            return replace(mention, actors=(self.coalition,) if self.coalition else ())
        named = mention.kind is Kind.UNNAMED_BASE and text[mention.start].isupper() and mention.start > 0
        if mention.kind in NAME_KINDS or named:
            base = self.bases.get(name_key(text[mention.start : mention.end]))
            if base is not None:
                return replace(mention, kind=Kind.BASE, base=base, definite=True)
        return mention


def take_inventory(names: BaseNames, sentences: Spotted, words: Words) -> Inventory:
    """What all sentences together name: bases in full, bases set beside a base noun, labels, and a coalition."""
    inventory = Inventory()
    for sentence, mentions in sentences:
        for mention in mentions:
            _note(inventory, names, sentence.text, mention)
        for one, other in pairwise(mentions):
            _note_apposition(inventory, names, sentence.text, one, other)
    _note_traits(inventory, sentences, words)
    if inventory.military:
        _note_headline(inventory, names, sentences)
        _note_labels(inventory, names, sentences)
    return inventory


def _note_traits(inventory: Inventory, sentences: Spotted, words: Words) -> None:
    """What the sentences show of every name that may be a base's."""
    counts: Counter[str] = Counter()
    for sentence, mentions in sentences:
        for place, mention in enumerate(mentions):
            if mention.kind in NAME_KINDS:
                key = _key(sentence, mention)
                counts[key] += 1
                beside = [other for other in mentions[max(0, place - 1) : place + 2] if other is not mention]
                found = set(_read_traits(sentence, mention, beside, words))
                inventory.traits.setdefault(key, set()).update(found)
    lone = {Trait.LONE} if not inventory.bases else set()
    for key, count in counts.items():
        often = {Trait.OFTEN} if count > len(("once", "twice")) else {Trait.TWICE} if count > 1 else set()
        inventory.traits[key] |= often | lone


def _read_traits(sentence: Sentence, mention: Mention, beside: Sequence[Mention], words: Words) -> Iterator[Trait]:
    text = sentence.text
    before = text[: mention.start].lower().split()[-1:] or [""]
    following = text[mention.end :].lower().split()[:1]
    if before[0] in PREPOSITIONS:
        yield PREPOSITIONS[before[0]]
    if before[0] in words.titles:
        yield Trait.TITLED
    if following and following[0].strip(",.") in words.speech_verbs:
        yield Trait.SPEAKING
    if sentence.part is Part.HEADLINE:
        yield Trait.HEADLINE
    for other in beside:
        gap = text[min(mention.end, other.end) : max(mention.start, other.start)]
        if other.kind is Kind.UNNAMED_BASE and len(gap) <= NEAR:
            yield Trait.BESIDE_NOUN
        if other.kind is Kind.BASE and COORDINATED.fullmatch(gap):
            yield Trait.LISTED


def _note_headline(inventory: Inventory, names: BaseNames, sentences: Spotted) -> None:
    """What the headline names is what the article is about; a lone town in it names the base that has no name."""
    for sentence, mentions in sentences:
        if sentence.part is not Part.HEADLINE:
            continue
        for mention in mentions:
            if mention.kind is Kind.BARE_BASE and mention.base is not None:
                inventory.bases.setdefault(_key(sentence, mention), mention.base)
        towns = [mention for mention in mentions if mention.kind in NAME_KINDS - {Kind.NAME}]
        if len(towns) == 1 and not inventory.bases:
            inventory.topic = _read_base(names, sentence, towns[0])


def _note_labels(inventory: Inventory, names: BaseNames, sentences: Spotted) -> None:
    """ "Al Udeid, Qatar.": where several paragraphs begin so, each is about the base that its label names."""
    labels = {
        sentence.index: _read_base(names, sentence, mentions[0])
        for sentence, mentions in sentences
        if LABEL.fullmatch(sentence.text) and _begins_with_name(mentions)
    }
    if len(labels) > 1:
        inventory.labels = labels


def _begins_with_name(mentions: Sequence[Mention]) -> bool:
    return bool(mentions) and mentions[0].start == 0 and mentions[0].kind in NAME_KINDS | {Kind.BASE}


def _read_base(names: BaseNames, sentence: Sentence, mention: Mention) -> Base:
    return mention.base or names.build_base(sentence.text[mention.start : mention.end])


def _key(sentence: Sentence, mention: Mention) -> str:
    return name_key(sentence.text[mention.start : mention.end])


def _note(inventory: Inventory, names: BaseNames, text: str, mention: Mention) -> None:
    if mention.kind is Kind.UNNAMED_BASE:
        inventory.military = True
    elif mention.kind is Kind.BASE and mention.base is not None:
        inventory.military = True
        for name in (text[mention.start : mention.end], mention.base.name):
            short = names.strip_generic(name)
            if short and not names.is_country(short):
                inventory.bases.setdefault(name_key(short), mention.base)
    coalition = next((actor for actor in mention.actors if actor.kind == "coalition"), None)
    if coalition is not None and not mention.weak and inventory.coalition is None:
        inventory.coalition = coalition


def _note_apposition(inventory: Inventory, names: BaseNames, text: str, one: Mention, other: Mention) -> None:
    name, noun = (one, other) if one.kind in NAME_KINDS else (other, one)
    if name.kind not in NAME_KINDS or noun.kind is not Kind.UNNAMED_BASE or noun.plural:
        return
    between = text[one.end : other.start].lower()
    beside = APPOSED if name is one else RENAMED
    if len(between) <= APPOSITION and beside.fullmatch(between):
        written = text[name.start : name.end]
        base = name.base or names.build_base(written)
        inventory.bases.setdefault(name_key(written), base)
