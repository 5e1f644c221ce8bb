"""The change history of the store: revisions, and what each did to events."""

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
    """What happened to an event. A merged one continues under the id of another."""

    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the store changed: the action, and the content hash of its article, if there was one."""

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

    `document` is the stored JSON of the version that it made, null where the event ended; `before` that of the version
    which it followed, null where there was none. `successor` is the id under which a merged event continues.
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
        """The sort key of this change: later changes have greater ones."""
        return f"{self.revision.number}.{self.position}"
