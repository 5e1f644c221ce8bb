"""The bases that an article names, and the short names that it uses for them later."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from service.domain.names.gazetteer import CoalitionArea
from service.domain.names.places import Actor, Base
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.countries import find_country_near
from service.extraction.mentions.mention import NAME_KINDS, Kind, Mention
from service.extraction.text.layout import Part, Sentence
from service.extraction.text.names import name_key

# "Legnica, a garrison town" and "the outpost, Keating": this many characters lie between a name and its base noun.
MAX_APPOSITION = 24
APPOSED = re.compile(r",?(?: which| that)?(?:,| is| was)? (?:also |once |still |now )?(?:an?|the) (?:[a-z-]+ ){0,2}")
RENAMED = re.compile(r",? (?:called|named|known as|dubbed) |, ")
Spotted = Sequence[tuple[Sentence, Sequence[Mention]]]


class Coalitions:
    """The coalitions by where they act, for articles that only ever say "the coalition". Built once."""

    def __init__(self, areas: Sequence[CoalitionArea]) -> None:
        self._areas = areas

    def find(self, country: str | None, published: dt.date | None) -> Actor | None:
        """The only one that acted in a country when an article was published; null where there is none, or several."""
        acting = {
            area.coalition
            for area in self._areas
            if area.country == country and (published is None or published.year >= area.since)
        }
        return acting.pop() if len(acting) == 1 else None


@dataclass(slots=True)
class Inventory:
    """Short names to bases, and the coalition that "the coalition" is, gathered over a whole article.

    `military` says that the article speaks of bases at all, so that the name of one may stand alone. `namesakes` are
    the bases whose full names the list has only for others, in other countries.
    """

    bases: dict[str, Base] = field(default_factory=dict)
    namesakes: dict[str, Base] = field(default_factory=dict)
    coalition: Actor | None = None
    military: bool = False

    def resolve(self, text: str, mention: Mention) -> Mention:
        """A mention with what the article says elsewhere of its name."""
        if mention.weak:
            return replace(mention, actors=(self.coalition,) if self.coalition else ())
        if mention.kind is Kind.BASE:
            base = self.namesakes.get(name_key(text[mention.start : mention.end]))
            return replace(mention, base=base) if base is not None else mention
        named = mention.kind is Kind.UNNAMED_BASE and text[mention.start].isupper() and mention.start > 0
        if mention.kind in NAME_KINDS or named:
            base = self.bases.get(name_key(text[mention.start : mention.end]))
            if base is not None:
                return replace(mention, kind=Kind.BASE, base=base)
        return mention


def take_inventory(names: BaseNames, sentences: Spotted) -> Inventory:
    """What all sentences together name: bases in full, bases set beside a base noun, and a coalition."""
    inventory = Inventory()
    for sentence, mentions in sentences:
        for mention in mentions:
            _note_namesake(inventory, names, sentence.text, mention, mentions)
    for sentence, mentions in sentences:
        for mention in mentions:
            _note(inventory, names, sentence.text, mention)
        for one, other in pairwise(mentions):
            _note_apposition(inventory, names, sentence.text, one, other)
    if inventory.military:
        _note_headline(inventory, sentences)
    return inventory


def _note_headline(inventory: Inventory, sentences: Spotted) -> None:
    """What the headline names is what the article is about."""
    for sentence, mentions in sentences:
        for mention in mentions if sentence.part is Part.HEADLINE else ():
            if mention.kind is Kind.BARE_BASE and mention.base is not None:
                inventory.bases.setdefault(name_key(sentence.text[mention.start : mention.end]), mention.base)


def _note_namesake(
    inventory: Inventory, names: BaseNames, text: str, mention: Mention, mentions: Sequence[Mention]
) -> None:
    """A base of the list is not meant where its name is not quite its own and its sentence is of another country."""
    if mention.kind is not Kind.BASE or mention.base is None or mention.base.country is None:
        return
    written = text[mention.start : mention.end]
    country = find_country_near(mentions, mention.start, mention.end)
    if country not in {None, mention.base.country} and names.may_be_other(written, mention.base):
        inventory.namesakes[name_key(written)] = names.build_base(written)


def _note(inventory: Inventory, names: BaseNames, text: str, mention: Mention) -> None:
    mention = inventory.resolve(text, mention) if mention.kind is Kind.BASE else mention
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
    if len(between) <= MAX_APPOSITION and beside.fullmatch(between):
        written = text[name.start : name.end]
        inventory.bases.setdefault(name_key(written), name.base or names.build_base(written))
