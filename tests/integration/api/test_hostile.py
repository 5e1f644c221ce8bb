"""Hostile requests are refused with the right problem, at once, and are nobody's alarm."""

import logging

import pytest
from flask.testing import FlaskClient

from tests.integration.api.hostile import ALL, Hostile, measure, send
from tests.integration.api.test_problems import assert_problem

# What a refusal may take, in seconds. One that takes longer is asked again: the machine may have been busy.
LONGEST = 0.2
ATTEMPTS = 5


@pytest.mark.parametrize("hostile", ALL, ids=str)
def test_hostile_request_is_answered_with_the_right_problem_and_logged_as_no_error(
    told_client: FlaskClient, hostile: Hostile, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send(told_client, hostile)
    if hostile.status == 200:
        assert hostile.why
        assert answer.status_code == 200, answer.text
    else:
        problem = assert_problem(answer, hostile.status)
        assert problem.get("parameter") == hostile.parameter
        # The path is told once, and what else it may repeat is cut.
        assert len(answer.data) < 3_000 + len(hostile.path.partition("?")[0]) * 3
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert "evil.example" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_hostile_requests_are_answered_at_once(told_client: FlaskClient) -> None:
    assert [str(hostile) for hostile in ALL if not is_quick(told_client, hostile)] == []


def is_quick(client: FlaskClient, hostile: Hostile) -> bool:
    return any(measure(client, hostile) < LONGEST for _ in range(ATTEMPTS))


def test_hostile_requests_are_a_hundred_at_least_and_all_different() -> None:
    sent = {(each.path, each.method, str(each.headers), str(each.environ), each.body) for each in ALL}
    assert len(sent) >= 100
