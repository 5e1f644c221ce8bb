"""A sentence in its article: what the reading steps hand to one another."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from service.codebook.model import ArgumentRole
from service.domain.places import Base
from service.extraction.arguments import Argument
from service.extraction.dates.phrases import DatePhrase
from service.extraction.dates.relative import DateContext
from service.extraction.discourse import Discourse
from service.extraction.findings import Finding
from service.extraction.mentions.inventory import Trait
from service.extraction.parsing import Parse
from service.extraction.text.layout import Sentence
from service.extraction.triggers import Telling


@dataclass(frozen=True, slots=True)
class Subject:
    """How many different words of each world an article has so far, and how many characters in all."""

    military: int = 0
    sport: int = 0
    fiction: int = 0
    civil: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the article tells: dates to count from, what was named before, and the findings so far.

    `named` is the day that the sentence before named last; `military` says that the article speaks of bases at all,
    so that the name of one may stand alone.
    """

    context: DateContext
    discourse: Discourse
    findings: tuple[Finding, ...]
    country: str | None
    military: bool = False
    named: dt.date | None = None
    subject: Subject = field(default_factory=Subject)
    traits: Mapping[str, frozenset[Trait]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scene:
    """A parsed sentence with its date phrases and surroundings."""

    sentence: Sentence
    parse: Parse
    phrases: tuple[DatePhrase, ...]
    surroundings: Surroundings


@dataclass(frozen=True, slots=True)
class Reading:
    """A trigger with its arguments, as the frame reads them."""

    telling: Telling
    arguments: tuple[Argument, ...]

    @property
    def places(self) -> list[Argument]:
        """The arguments that say where, the more telling slots first."""
        order = {"object": 0, "passive": 0, "subject": 1, "from": 2, "out of": 2}
        found = [argument for argument in self.arguments if argument.role is ArgumentRole.PLACE]
        return sorted(found, key=lambda argument: order.get(argument.slot, 3))


@dataclass(frozen=True, slots=True)
class Where:
    """A place that a telling happens at: a base, a base not named yet, or a country.

    `explicit` says that the sentence names it; `argument` is what led to it.
    """

    base: Base | None
    country: str | None
    argument: Argument
    unnamed: bool = False
    explicit: bool = True
