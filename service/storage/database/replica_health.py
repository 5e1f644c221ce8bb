"""Whether reads may be a replica's, by what checks and requests found. It knows no database."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

# How long nobody waits for a replica to catch up after somebody has waited in vain, in seconds.
IMPATIENT_S = 1.0
_log = logging.getLogger(__name__)


class ReplicaState(StrEnum):
    """What was found last."""

    UNKNOWN = "unknown"
    READY = "ready"
    UNREACHABLE = "unreachable"
    # Its schema is not that of this version.
    OUTDATED = "outdated"
    # It lags by more than is allowed.
    BEHIND = "behind"
    # It has another store's revisions.
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class ReplicaReport:
    """What was found, and why that is so; the lag and the revisions that it lacks are null where nobody asked."""

    state: ReplicaState
    reason: str = ""
    lag_s: float | None = None
    revisions_behind: int | None = None


class ReplicaHealth:
    """The last report of a replica, which threads share. A failure holds until the next check."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._clock = name, clock
        self._lock = Lock()
        self._next_wait = clock()
        self.report = ReplicaReport(ReplicaState.UNKNOWN)

    @property
    def is_ready(self) -> bool:
        """Whether reads may be the replica's."""
        return self.report.state is ReplicaState.READY

    def note(self, report: ReplicaReport) -> None:
        """Take over what was found. Only a change of the state is logged."""
        with self._lock:
            before, self.report = self.report.state, report
        if report.state is before:
            return
        if report.state is not ReplicaState.READY:
            _log.warning("reads go to the primary: the replica %s is %s: %s", self._name, report.state, report.reason)
        elif before is ReplicaState.UNKNOWN:
            _log.info("reads go to the replica %s", self._name)
        else:
            _log.warning("reads go to the replica %s again", self._name)

    def may_wait(self) -> bool:
        """Whether it makes sense to wait for the replica to catch up."""
        return self._clock() >= self._next_wait

    def note_vain_wait(self) -> None:
        """Somebody waited in vain."""
        self._next_wait = self._clock() + IMPATIENT_S
