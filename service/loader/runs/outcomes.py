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
    """What became of each article of a batch, in order, what that did to events, and the store's revision after it."""

    outcomes: tuple[Outcome, ...]
    events: EventTally = field(default_factory=EventTally)
    # Two stores that did the same may have come to it after other changes.
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What loading one article did. `revision` is the store's that has it: the last one, where nothing changed."""

    outcome: Outcome
    events: EventTally = field(default_factory=EventTally)
    revision: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RemoveResult:
    """What removing one article did, and the revision that it made."""

    events: EventTally
    revision: int
