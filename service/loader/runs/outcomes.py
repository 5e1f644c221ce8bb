"""What loading articles did."""

from dataclasses import dataclass, field
from enum import Enum

from service.storage.write.events import EventTally


class Outcome(Enum):
    """What became of an article."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of each article of a batch, in order, and what that did to events."""

    outcomes: tuple[Outcome, ...]
    events: EventTally = field(default_factory=EventTally)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one article did."""

    outcome: Outcome
    events: EventTally = field(default_factory=EventTally)
