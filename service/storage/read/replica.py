"""The replica that reads are answered from while it is reachable, current and recent enough."""

import time
from datetime import datetime

from sqlalchemy import Engine, exc, select
from sqlalchemy.orm import Session

from service.errors import BehindError, SlowStatementError, StorageError
from service.storage.database.engine import UNDEFINED_TABLE, open_session
from service.storage.database.replica_health import ReplicaHealth, ReplicaReport, ReplicaState
from service.storage.database.replica_watcher import ReplicaWatcher
from service.storage.database.replicas import read_replica_lag
from service.storage.database.schema import read_schema_state
from service.storage.database.statement_timeout import is_recovery_conflict
from service.storage.read.pages.latest import StoreState
from service.storage.tables.models import RevisionRow
from service.storage.tables.revisions import find_last_number, find_last_revision

# How long a request waits for the replica to reach the revision that it needs, and between two looks, in seconds. One
# that streams is behind by some milliseconds.
_PATIENCE_S, _LOOK_S = 0.25, 0.02
# What is said of a request that the primary answers because a replay of changes ended its statement.
CONFLICT = "conflict"
# With anything else the primary would fail too.
_OWN_FAILURES = (exc.OperationalError, exc.InterfaceError, exc.ProgrammingError, exc.TimeoutError)


class ReadReplica:
    """A replica, and whether the next request may be answered from it. Threads share it."""

    def __init__(self, engine: Engine, primary: Engine, max_lag_s: int) -> None:
        self.engine = engine
        self._primary = primary
        self._max_lag_s = max_lag_s
        # The last revision that it was seen to have.
        self._last: StoreState | None = None
        self.health = ReplicaHealth(engine.url.render_as_string(hide_password=True))
        self._watcher = ReplicaWatcher(engine, self.health, self._look)

    def is_ready(self) -> bool:
        """Whether the replica may be read. It is checked beside the requests, none of which waits for that."""
        self._watcher.start()
        return self.health.is_ready

    def read_report(self, patience_s: float) -> ReplicaReport:
        """What was found last; the first check is waited for so long."""
        self._watcher.start()
        self._watcher.wait_for_first(patience_s)
        return self.health.report

    def is_at(self, number: int, moment: datetime | None) -> bool:
        """Whether the replica has a revision, which it is waited for, and may have all those up to a moment.

        What it really has is known with its answer alone.
        """
        last = self._last
        if moment is not None and last is not None and last.committed_at < moment:
            return False
        return number <= (last.number if last else 0) or self._wait_for(number)

    def note_state(self, state: StoreState | None) -> None:
        """A request has seen the replica's last revision."""
        self._last = state

    def note_failure(self, error: Exception) -> str | None:
        """Why the primary is to answer what the replica failed; null where it would fail too."""
        if isinstance(error, BehindError):
            return ReplicaState.BEHIND
        cause = error.__cause__ if isinstance(error, StorageError) else error
        if isinstance(error, SlowStatementError) or not isinstance(cause, _OWN_FAILURES):
            return None
        driver_error = cause.orig if isinstance(cause, exc.DBAPIError) else None
        if driver_error is not None and is_recovery_conflict(driver_error):
            return CONFLICT
        is_schema = isinstance(cause, exc.ProgrammingError) or getattr(driver_error, "sqlstate", "") == UNDEFINED_TABLE
        state = ReplicaState.OUTDATED if is_schema else ReplicaState.UNREACHABLE
        self.health.note(ReplicaReport(state, _describe(driver_error or error)))
        return state

    def _wait_for(self, number: int) -> bool:
        if not self.health.may_wait():
            return False
        give_up_at = time.monotonic() + _PATIENCE_S
        while True:
            try:
                self._last = self._find_last()
            except (StorageError, exc.SQLAlchemyError) as error:
                self.note_failure(error)
                return False
            if self._last is not None and self._last.number >= number:
                return True
            if time.monotonic() > give_up_at:
                self.health.note_vain_wait()
                return False
            time.sleep(_LOOK_S)

    def _find_last(self) -> StoreState | None:
        with open_session(self.engine) as session:
            return _find_state(session)

    def _look(self) -> ReplicaReport:
        """A check."""
        try:
            schema = read_schema_state(self.engine)
            with open_session(self.engine) as session:
                lag, state = read_replica_lag(session), _find_state(session) if schema.is_current else None
        except (StorageError, exc.SQLAlchemyError) as error:
            return ReplicaReport(ReplicaState.UNREACHABLE, _describe(error))
        if not schema.is_current:
            reason = f"its schema is {schema.current}, and this version needs {schema.wanted}"
            return ReplicaReport(ReplicaState.OUTDATED, reason, lag)
        behind = self._compare(state)
        if behind is not None and behind < 0:
            return ReplicaReport(ReplicaState.FOREIGN, "its last revision is not one of the primary's", lag)
        # Whoever may not see whether a replica is sent anything takes a quiet one for one that lags.
        if behind != 0 and lag is not None and lag > self._max_lag_s:
            reason = f"it lags by {lag:.0f} s, and {self._max_lag_s} s are allowed"
            return ReplicaReport(ReplicaState.BEHIND, reason, lag, behind)
        return ReplicaReport(ReplicaState.READY, "", lag, behind)

    def _compare(self, state: StoreState | None) -> int | None:
        """How many revisions the primary has more; below 0 where it has not the replica's last, and null where it
        cannot say."""
        try:
            with open_session(self._primary) as session:
                if state is not None and _find_moment(session, state.number) != state.committed_at:
                    return -1
                return find_last_number(session) - (state.number if state else 0)
        except (StorageError, exc.SQLAlchemyError):
            return None


def _find_state(session: Session) -> StoreState | None:
    last = find_last_revision(session)
    return StoreState(last.number, last.committed_at) if last else None


def _find_moment(session: Session, number: int) -> datetime | None:
    """When a revision was committed; null where there is none."""
    return session.scalar(select(RevisionRow.committed_at).where(RevisionRow.id == number))


def _describe(error: BaseException) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]
