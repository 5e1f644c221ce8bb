"""How the store came to hold what it holds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What was done to the store."""

    LOAD = "load"
    REMOVE = "remove"
    NAMES = "names"
    REBUILD = "rebuild"


class ChangeKind(StrEnum):
    """What became of an event. One that was merged goes on under the id of another."""

    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the store changed: what was done, and the content hash of the article that it was done with, if one."""

    action: Action
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """A committed change of the store. A later one has a higher number; `committed_at` is aware and in UTC."""

    number: int
    committed_at: datetime
    cause: Cause


@dataclass(frozen=True, slots=True)
class EventChange:
    """What one revision did to one event.

    `document` is the JSON of the version that it made, null where the event ended; `before` that of the version
    which it followed, null where there was none. `successor` is the id under which a merged event goes on.
    """

    revision: Revision
    position: int
    kind: ChangeKind
    event: str
    document: str | None
    before: str | None
    successor: str | None

    @property
    def place(self) -> str:
        """Where this change stands among all: what follows it comes after this place."""
        return f"{self.revision.number}.{self.position}"
