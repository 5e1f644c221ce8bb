"""Whether reads may be a replica's: what is found decides, and each change of it is said once."""

import logging

import pytest

from service.storage.database.replica_health import IMPATIENT_S, ReplicaHealth, ReplicaReport, ReplicaState

READY = ReplicaReport(ReplicaState.READY)
DEAD = ReplicaReport(ReplicaState.UNREACHABLE, "refused")


def test_replica_is_read_from_its_first_good_report_until_a_bad_one() -> None:
    health = ReplicaHealth("replica")
    states = [health.is_ready]
    for report in (READY, DEAD, DEAD, READY, ReplicaReport(ReplicaState.BEHIND)):
        health.note(report)
        states.append(health.is_ready)
    assert states == [False, True, False, False, True, False]


def test_note_logs_each_change_of_the_state_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    health = ReplicaHealth("db://replica")
    for report in (READY, READY, DEAD, DEAD, ReplicaReport(ReplicaState.OUTDATED, "its schema is x"), READY, READY):
        health.note(report)
    assert [record.message for record in caplog.records] == [
        "reads go to the primary: the replica db://replica is unreachable: refused",
        "reads go to the primary: the replica db://replica is outdated: its schema is x",
        "reads go to the replica db://replica again",
    ]


def test_nobody_waits_for_a_while_after_somebody_has_waited_in_vain() -> None:
    now = 100.0
    health = ReplicaHealth("replica", clock=lambda: now)
    assert health.may_wait()
    health.note_vain_wait()
    assert not health.may_wait()
    now += IMPATIENT_S
    assert health.may_wait()
