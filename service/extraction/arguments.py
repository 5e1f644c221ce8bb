"""What fills the slots of a telling: the base or country where it happens, and who does what."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from service.codebook.model import ArgumentKind, ArgumentRole, Codebook
from service.extraction.grammar import expand_conjuncts
from service.extraction.mentions.mention import BASE_KINDS, Kind, Mention
from service.extraction.parsing import Parse
from service.extraction.triggers import Telling

PRONOUNS = frozenset(
    {"it", "them", "they", "which", "that", "both", "this", "these", "those", "itself", "there", "here", "we"}
)
# How deep "the keys to the gates of the base" is followed.
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Argument:
    """One filler of a slot. Without a mention it is a pronoun, to be resolved."""

    slot: str
    role: ArgumentRole
    kind: ArgumentKind
    token: Token
    mention: Mention | None


class ArgumentReader:
    """Reads slots by the frames of the codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._frames = codebook.frames
        self._transparent = codebook.words.transparent_nouns | codebook.words.force_nouns
        self._places = codebook.words.place_fillers

    def read(self, parse: Parse, telling: Telling) -> tuple[Argument, ...]:
        """All arguments of a telling that its frame has a meaning for."""
        frame = self._frames[telling.trigger.frame]
        found: list[Argument] = []
        for slot, meanings in frame.items():
            for head in telling.slots.get(slot, ()):
                for token, mention, kind in self._classify(parse, head, slot):
                    role = meanings.get(kind)
                    if role is not None:
                        found.append(Argument(slot, role, kind, token, mention))
        return tuple(found)

    def _classify(
        self, parse: Parse, head: Token, slot: str, depth: int = 0
    ) -> Iterator[tuple[Token, Mention | None, ArgumentKind]]:
        """The things that a noun phrase stands for, looking through "control of", "hundreds of", "the last"."""
        mention = parse.mention_of(head)
        if mention is not None:
            yield from _kinds_of(head, mention)
            if mention.kind is Kind.FORCE and not mention.actors:
                yield from _owners(parse, head)
            if mention.kind is Kind.WEAPON:
                yield from _shooters(parse, head)
            return
        if head.lower_ in PRONOUNS:
            kind = ArgumentKind.FORCE if head.lower_ in {"they", "we"} else ArgumentKind.BASE
            yield head, None, kind
            return
        if depth < DEEPEST:
            yield from self._look_through(parse, head, slot, depth)

    def _look_through(
        self, parse: Parse, head: Token, slot: str, depth: int
    ) -> Iterator[tuple[Token, Mention | None, ArgumentKind]]:
        inner: list[Token] = []
        transparent = head.lower_ in self._transparent or head.tag_ == "CD" or head.lower_ in self._places
        for child in head.children:
            beside = child.dep_ in {"compound", "poss", "nmod", "amod"} and child.i in parse.mentions
            # "Bagram's gates" stand for Bagram; an "Iraqi source" does not stand for Iraq.
            if beside and (transparent or parse.mentions[child.i].kind in BASE_KINDS):
                inner += expand_conjuncts(child)
            elif (
                child.dep_ == "prep" and transparent and child.lower_ in {"of", "to", "from", "over", "at", "in", "for"}
            ):
                inner += [found for noun in child.children if noun.dep_ == "pobj" for found in expand_conjuncts(noun)]
        for token in inner:
            yield from self._classify(parse, token, slot, depth + 1)


def _kinds_of(token: Token, mention: Mention) -> Iterator[tuple[Token, Mention | None, ArgumentKind]]:
    if mention.kind in BASE_KINDS or mention.kind in {Kind.NAME, Kind.PLACE}:
        yield token, mention, ArgumentKind.BASE
    elif mention.kind is Kind.FORCE:
        yield token, mention, ArgumentKind.FORCE
    elif mention.kind is Kind.COUNTRY:
        yield token, mention, ArgumentKind.COUNTRY
    elif mention.kind is Kind.WEAPON:
        yield token, mention, ArgumentKind.WEAPON


def _owners(parse: Parse, head: Token) -> Iterator[tuple[Token, Mention | None, ArgumentKind]]:
    """ "troops from the US-led coalition": forces named by what they belong to."""
    for child in head.children:
        if child.dep_ in {"prep", "acl"} and child.lower_ in {"from", "of", "with", "belonging"}:
            for noun in child.children:
                mention = parse.mention_of(noun)
                if mention is not None and mention.kind in {Kind.FORCE, Kind.COUNTRY} and mention.actors:
                    yield noun, mention, ArgumentKind.FORCE


def _shooters(parse: Parse, head: Token) -> Iterator[tuple[Token, Mention | None, ArgumentKind]]:
    """ "Iranian missiles": weapons that say whose they are."""
    for child in head.children:
        mention = parse.mention_of(child)
        if mention is not None and mention.actors and mention.kind in {Kind.FORCE, Kind.COUNTRY}:
            yield child, mention, ArgumentKind.COUNTRY
