"""Which places a telling may mean: those that its frame reads, and the others that the text has for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from spacy.tokens import Token

from service.codebook.model import ArgumentKind, ArgumentRole, Words
from service.domain.places import Base
from service.domain.reports import Participation
from service.extraction.arguments import Argument
from service.extraction.decisions import Reason
from service.extraction.locating import Locator, refer
from service.extraction.mentions.base_names import BaseNames
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.scenes import Reading, Scene, Where
from service.extraction.status import Verdict

SOME = re.compile(
    r"\b(?:some|several|many|other|most|various|a number of)(?: of (?:its|their|the))? (?:[\w-]+ )?$", re.IGNORECASE
)


class Source(StrEnum):
    """How a place came to be one that a telling may mean."""

    FRAME = "frame"
    JOURNEY = "journey"
    BASE = "base"
    BARE_BASE = "bare_base"
    NAME = "name"
    PLACE = "place"
    REFERENCE = "reference"
    TOPIC = "topic"
    COUNTRY = "country"


SOURCES = {
    Kind.BASE: Source.BASE,
    Kind.BARE_BASE: Source.BARE_BASE,
    Kind.NAME: Source.NAME,
    Kind.PLACE: Source.PLACE,
    Kind.COUNTRY: Source.COUNTRY,
}


# The sentence does not name these.
REMOTE = frozenset({Source.REFERENCE, Source.TOPIC})


@dataclass(frozen=True, slots=True)
class Place:
    """A place with how it came to be one."""

    where: Where
    source: Source


@dataclass(frozen=True, slots=True)
class Option:
    """A place that a telling may mean, with what would then be told there.

    `obstacle` is what speaks against the telling as its frame reads it, null for nothing; `enough` says whether its
    arguments make it an event and not a turn of phrase.
    """

    reading: Reading
    place: Place
    type: str
    participations: tuple[Participation, ...]
    verdict: Verdict
    obstacle: Reason | None
    enough: bool

    @property
    def key(self) -> str:
        """The base or country, so that two options with the same key mean the same place."""
        return get_key(self.place.where)


def get_key(where: Where) -> str:
    """A base's slug, or a country, or that the base is yet to be named."""
    return where.base.slug if where.base else f"~{where.country or ''}"


class PlaceFinder:
    """Finds places beside those of the frames. Built once."""

    def __init__(self, names: BaseNames, words: Words, locator: Locator) -> None:
        self._names = names
        self._country_nouns = words.country_nouns
        self._locator = locator

    def find(self, scene: Scene, reading: Reading, earlier: list[Base], *, framed: bool) -> list[Place]:
        """Every place once, by its best source. `earlier` are the bases that the sentence told of before."""
        found: dict[str, Place] = {}
        framed_places = self._locator.find(scene, reading, earlier) if framed else ()
        for where in framed_places:
            found.setdefault(get_key(where), Place(where, Source.FRAME))
        if not _is_of_some(scene, reading):
            for place in (
                *self._find_named(scene, reading),
                *self._find_referred(scene),
                *_find_topics(scene, reading),
            ):
                found.setdefault(get_key(place.where), place)
        return list(found.values())

    def _find_named(self, scene: Scene, reading: Reading) -> Iterator[Place]:
        """What the sentence names, whether or not the parse links it to the telling; but not who acts in it."""
        acting = {id(a.mention) for a in reading.arguments if a.role is not ArgumentRole.PLACE}
        for index, mention in sorted(scene.parse.mentions.items()):
            token = scene.parse.doc[index]
            if mention.kind is Kind.COUNTRY:
                if not mention.plural and id(mention) not in acting:
                    yield _place(Source.COUNTRY, token, mention, country=mention.country)
            elif mention.kind in SOURCES:
                base = mention.base or self._build_base(scene.sentence.text, mention)
                if base is not None:
                    yield _place(SOURCES[mention.kind], token, mention, base=base)
        for token in scene.parse.doc:
            if token.lower_ in self._country_nouns and scene.surroundings.country:
                yield _place(Source.COUNTRY, token, None, country=scene.surroundings.country)

    def _build_base(self, text: str, mention: Mention) -> Base | None:
        base = self._names.build_base(text[mention.start : mention.end])
        return base if base.slug else None

    @staticmethod
    def _find_referred(scene: Scene) -> Iterator[Place]:
        """ "The base" where the sentence has it."""
        for index, mention in sorted(scene.parse.mentions.items()):
            if mention.kind is Kind.UNNAMED_BASE and mention.definite and not mention.plural:
                token = scene.parse.doc[index]
                argument = Argument("", ArgumentRole.PLACE, ArgumentKind.BASE, token, mention)
                for base in refer(scene, argument, []):
                    yield Place(Where(base, None, argument, explicit=False), Source.REFERENCE)


def _is_of_some(scene: Scene, reading: Reading) -> bool:
    """ "They quit some military bases": of bases that are not told which, no other place is meant."""
    mentions = [argument.mention for argument in reading.places]
    texts = (scene.sentence.text[: m.start] for m in mentions if m is not None and m.kind is Kind.UNNAMED_BASE)
    return any(SOME.search(text) is not None for text in texts)


def _place(
    source: Source, token: Token, mention: Mention | None, *, base: Base | None = None, country: str | None = None
) -> Place:
    kind = ArgumentKind.BASE if base else ArgumentKind.COUNTRY
    return Place(Where(base, country, Argument("", ArgumentRole.PLACE, kind, token, mention)), source)


def _find_topics(scene: Scene, reading: Reading) -> Iterator[Place]:
    """What the text speaks of around the sentence."""
    discourse, index = scene.surroundings.discourse, scene.sentence.index
    argument = Argument("", ArgumentRole.PLACE, ArgumentKind.BASE, reading.telling.token, None)
    for base in discourse.find_topics(index):
        yield Place(Where(base, None, argument, explicit=False), Source.TOPIC)
    if scene.surroundings.country and reading.telling.trigger.type == "withdrawal":
        country = Argument("", ArgumentRole.PLACE, ArgumentKind.COUNTRY, reading.telling.token, None)
        yield Place(Where(None, scene.surroundings.country, country, explicit=False), Source.TOPIC)
