"""Which failures of a replica the primary makes good, on servers that nobody asks."""

import datetime as dt

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import exc

from service.errors import BehindError, NotFoundError, SlowStatementError, StorageError
from service.storage.database.engine import build_engine, name_failures
from service.storage.database.replica_health import ReplicaReport, ReplicaState
from service.storage.read.pages.latest import StoreState
from service.storage.read.replica import CONFLICT, ReadReplica

ENGINE = build_engine("postgresql://nobody@127.0.0.1:1/none")
NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TOLD = "canceling statement due to conflict with recovery"


@pytest.fixture
def replica() -> ReadReplica:
    replica = ReadReplica(ENGINE, ENGINE, 60)
    replica.health.note(ReplicaReport(ReplicaState.READY))
    return replica


def fail(error: psycopg.Error, kind: type[exc.DBAPIError] = exc.OperationalError) -> Exception:
    """What a session raises where the driver raises this."""
    try:
        with name_failures(ENGINE):
            raise kind("SELECT 1", {}, error)
    except (StorageError, exc.DBAPIError) as raised:
        return raised


@pytest.mark.parametrize(
    ("error", "reason", "state"),
    [
        (fail(errors.SerializationFailure(TOLD)), CONFLICT, ReplicaState.READY),
        (fail(errors.QueryCanceled(TOLD)), CONFLICT, ReplicaState.READY),
        (fail(errors.DeadlockDetected("buffer deadlock with recovery")), CONFLICT, ReplicaState.READY),
        (BehindError("it has only reached revision 3"), "behind", ReplicaState.READY),
        (fail(psycopg.OperationalError("connection refused")), "unreachable", ReplicaState.UNREACHABLE),
        (fail(errors.AdminShutdown("terminating connection")), "unreachable", ReplicaState.UNREACHABLE),
        (fail(errors.UndefinedTable("no table"), exc.ProgrammingError), "outdated", ReplicaState.OUTDATED),
        (fail(errors.UndefinedColumn("no column"), exc.ProgrammingError), "outdated", ReplicaState.OUTDATED),
        # What the primary would not do better.
        (fail(errors.QueryCanceled("canceling statement due to statement timeout")), None, ReplicaState.READY),
        (fail(psycopg.DataError("a NUL"), exc.DataError), None, ReplicaState.READY),
        (SlowStatementError("too slow"), None, ReplicaState.READY),
        (NotFoundError("no such event"), None, ReplicaState.READY),
    ],
)
def test_note_failure_says_why_the_primary_is_to_answer(
    replica: ReadReplica, error: Exception, reason: str | None, state: ReplicaState
) -> None:
    assert replica.note_failure(error) == reason
    assert replica.health.report.state is state


@pytest.mark.parametrize(("moment", "is_at"), [(None, True), (NOON, True), (NOON - HOUR, True), (NOON + HOUR, False)])
def test_is_at_a_revision_that_was_seen_asks_nobody(
    replica: ReadReplica, moment: dt.datetime | None, is_at: bool
) -> None:
    replica.note_state(StoreState(7, NOON))
    assert replica.is_at(7, moment) is is_at
    assert replica.health.is_ready


def test_is_at_a_revision_that_nobody_has_seen_asks_the_replica(replica: ReadReplica) -> None:
    replica.note_state(StoreState(7, NOON))
    assert not replica.is_at(8, None)
    assert replica.health.report.state is ReplicaState.UNREACHABLE
