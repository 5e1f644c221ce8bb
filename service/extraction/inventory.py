"""The bases that an article speaks of, and the short names that it then calls them by."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from service.domain.places import Actor, Base
from service.extraction.base_names import BaseNames
from service.extraction.mentions import Kind, Mention
from service.extraction.names import name_key

# "Legnica, a garrison town" and "the outpost, Keating": this many characters lie between a name and its base noun.
APPOSITION = 24
APPOSED = re.compile(r",?(?: which| that)?(?:,| is| was)? (?:also |once |still |now )?(?:an?|the) (?:[a-z-]+ ){0,2}")
RENAMED = re.compile(r",? (?:called|named|known as|dubbed) |, ")
NAMES = frozenset({Kind.NAME, Kind.PLACE, Kind.BARE_BASE})


@dataclass(slots=True)
class Inventory:
    """Short names to bases, gathered over a whole article before it is read."""

    bases: dict[str, Base] = field(default_factory=dict)
    coalition: Actor | None = None
    military: bool = False

    def resolve(self, text: str, mention: Mention) -> Mention:
        """A mention with what the article says elsewhere of its name."""
        if mention.weak:
            return replace(mention, actors=(self.coalition,) if self.coalition else ())
        if mention.kind in NAMES:
            base = self.bases.get(name_key(text[mention.start : mention.end]))
            if base is not None:
                return replace(mention, kind=Kind.BASE, base=base, definite=True)
        return mention


def take_inventory(names: BaseNames, sentences: Iterable[tuple[str, Sequence[Mention], bool]]) -> Inventory:
    """What all sentences together name: bases in full, bases set beside a base noun, and a coalition.

    The third part of a sentence says whether it is the headline: what that names is what the article is about.
    """
    inventory = Inventory()
    for text, mentions, heading in sentences:
        for mention in mentions:
            _note(inventory, names, text, mention)
            if heading and mention.kind is Kind.BARE_BASE and mention.base is not None:
                inventory.bases.setdefault(name_key(text[mention.start : mention.end]), mention.base)
        for one, other in pairwise(mentions):
            _note_apposition(inventory, names, text, one, other)
    return inventory


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
    name, noun = (one, other) if one.kind in NAMES else (other, one)
    if name.kind not in NAMES or noun.kind is not Kind.UNNAMED_BASE or noun.plural:
        return
    between = text[one.end : other.start].lower()
    beside = APPOSED if name is one else RENAMED
    if len(between) <= APPOSITION and beside.fullmatch(between):
        written = text[name.start : name.end]
        base = name.base or names.build_base(written)
        inventory.bases.setdefault(name_key(written), base)
