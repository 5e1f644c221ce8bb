"""What one article says of one event."""

from dataclasses import dataclass
from enum import StrEnum

from service.domain.events.dates import EventDate
from service.domain.names.places import Actor, Base


class Status(StrEnum):
    """How far along an event is, as reported."""

    PLANNED = "planned"
    OCCURRED = "occurred"
    DENIED = "denied"


class Role(StrEnum):
    """What an actor does in an event."""

    LEAVING = "leaving"
    RECEIVING = "receiving"
    ARRIVING = "arriving"
    ATTACKER = "attacker"
    TARGET = "target"
    ACTOR = "actor"


class Qualifier(StrEnum):
    """How the article hedges a number."""

    EXACT = "exact"
    ABOUT = "about"
    NEARLY = "nearly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    UP_TO = "up_to"


class FigureKind(StrEnum):
    """What a number of an article counts."""

    PERSONNEL = "personnel"
    EQUIPMENT_VALUE = "equipment_value"


@dataclass(frozen=True, slots=True)
class Participation:
    """One actor in one role."""

    actor: Actor
    role: Role


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that an article gives for an event. `unit` is null for people, an ISO 4217 code for money."""

    kind: str
    value: int
    qualifier: Qualifier = Qualifier.EXACT
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The words that carry a report: `article.text[start:end] == text`. `supports` names report fields."""

    text: str
    start: int
    end: int
    supports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What one article says of one event. `country` is ISO 3166-1 alpha-2; `confidence` is 0.0 to 1.0."""

    type: str
    status: Status
    base: Base | None
    country: str | None
    date: EventDate | None
    participations: tuple[Participation, ...]
    figures: tuple[Figure, ...]
    attributed_to: str | None
    confidence: float
    quotes: tuple[Quote, ...]
