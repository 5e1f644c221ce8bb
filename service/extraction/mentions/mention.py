"""What a sentence names: values that the spotting steps produce and the later steps read."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.names.places import Actor, Base


class Kind(StrEnum):
    """What a mention refers to."""

    BASE = "base"
    # The name of a listed base without any word that says so: it may as well be the town.
    BARE_BASE = "bare_base"
    # "the base", "two military bases": some base, to be resolved.
    UNNAMED_BASE = "unnamed_base"
    FORCE = "force"
    PERSON = "person"
    COUNTRY = "country"
    PLACE = "place"
    # A name in capitals that no list has: a person, a town, or a base.
    NAME = "name"
    WEAPON = "weapon"


# What may be a base or a town or, of a name, a person: the text decides.
NAME_KINDS = frozenset({Kind.NAME, Kind.BARE_BASE, Kind.PLACE})
BASE_KINDS = frozenset({Kind.BASE, Kind.BARE_BASE, Kind.UNNAMED_BASE})


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of a sentence's text and what it refers to. `country` is ISO 3166-1 alpha-2.

    A `weak` mention ("the coalition") means an actor that the article names in full elsewhere, or the one that acts
    where the article is.
    """

    start: int
    end: int
    kind: Kind
    base: Base | None = None
    actors: tuple[Actor, ...] = ()
    country: str | None = None
    plural: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What a name of the gazetteer stands for: an actor, and the country whose name or adjective it is."""

    actor: Actor | None
    country: str | None
    adjective: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Words `first` to `last` (exclusive) of a sentence with what was found there."""

    first: int
    last: int
    kind: Kind
    base: Base | None = None
    actors: tuple[Actor, ...] = ()
    country: str | None = None
    plural: bool = False
    weak: bool = False
