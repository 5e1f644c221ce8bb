"""Reads that a replica answers, and those that the primary has to, on two real servers."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError

from service.api.http.databases import get_databases
from service.app import create_app
from service.domain.access import Scope
from service.settings import Settings
from service.storage.database.engine import build_replica_engine
from service.storage.database.replica_health import ReplicaState
from service.storage.database.replica_watcher import CHECK_S, STALL_S
from tests.integration.api.conftest import stock, store_event
from tests.integration.api.sending import build_app, make_key
from tests.integration.api.test_metrics import read_metrics
from tests.integration.api.test_problems import assert_problem
from tests.integration.api.test_response_cache import ask_without_waiting
from tests.replicas import Pair, execute
from tests.waiting import wait_until

EVENTS = "/v1/events"
STORED = 3


@pytest.fixture
def make_app(pair: Pair) -> Iterator[Callable[[], Flask]]:
    """Applications that take articles too, on both databases as they are then."""
    with ExitStack() as stack:

        def make() -> Flask:
            app = build_app(pair.primary, Settings(read_database_url=pair.replica_url, rate_limit_extract="off"))
            stack.callback(get_replica_engine(app).dispose)
            return app

        yield make


@pytest.fixture
def app(pair: Pair, make_app: Callable[[], Flask]) -> Flask:
    """On a database with three events, which its replica has."""
    stock(pair.primary, STORED)
    pair.catch_up()
    app = make_app()
    wait_for_state(app, ReplicaState.READY)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def get_replica_engine(app: Flask) -> Engine:
    replica = get_databases(app).replica
    assert replica is not None
    return replica.engine


def wait_for_state(app: Flask, state: ReplicaState) -> None:
    client = app.test_client()
    wait_until(lambda: client.get("/readyz").get_json()["read_replica"]["state"] == state)


def get_revision(client: FlaskClient, path: str) -> int:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return int(response.headers["Basewatch-Revision"])


def count_fallbacks(client: FlaskClient, reason: str) -> float:
    return read_metrics(client).get(("basewatch_replica_fallbacks_total", (("reason", reason),)), 0)


def follow_pages(client: FlaskClient, path: str) -> list[Any]:
    items: list[Any] = []
    following: str | None = path
    while following:
        response = client.get(following)
        assert response.status_code == 200, response.text
        page = response.get_json()
        items, following = [*items, *page["items"]], page["next"]
    return items


def test_reads_are_the_replicas_unless_they_ask_for_what_it_has_not(pair: Pair, client: FlaskClient) -> None:
    pair.pause()
    store_event(pair.primary, STORED)
    paths = (EVENTS, f"{EVENTS}?base=k1", f"{EVENTS}/summary", "/v1/bases", "/v1/changes")
    # Each twice, as the second time the answer is one that is kept.
    for path in (*paths, *paths):
        joint = "&" if "?" in path else "?"
        assert get_revision(client, path) == STORED
        assert get_revision(client, f"{path}{joint}min_revision={STORED}") == STORED
        assert get_revision(client, f"{path}{joint}min_revision={STORED + 1}") == STORED + 1
    assert assert_problem(client.get(f"{EVENTS}?min_revision={STORED + 2}"), 400)["parameter"] == "min_revision"
    assert client.get(f"{EVENTS}/attack-3").status_code == 404
    assert client.get(f"{EVENTS}/attack-3?min_revision={STORED + 1}").status_code == 200
    assert len(client.get(f"{EVENTS}?format=csv").text.splitlines()) == 1 + STORED
    assert len(client.get(f"{EVENTS}?format=csv&min_revision={STORED + 1}").text.splitlines()) == 2 + STORED
    assert count_fallbacks(client, "behind") > 0
    pair.resume()
    wait_until(lambda: get_revision(client, EVENTS) == STORED + 1)


def test_response_that_is_sent_without_waiting_is_the_replicas_unless_it_has_not_what_is_needed(
    pair: Pair, app: Flask, client: FlaskClient
) -> None:
    replica = get_databases(app).replica
    assert replica is not None
    assert replica.latest is not None
    assert replica.latest.look is not None
    replica.latest.look.open()
    pair.pause()
    store_event(pair.primary, STORED)
    assert get_revision(client, EVENTS) == STORED
    assert ask_without_waiting(app, "")
    assert get_revision(client, EVENTS) == STORED
    assert not ask_without_waiting(app, f"min_revision={STORED + 1}")
    assert get_revision(client, f"{EVENTS}?min_revision={STORED + 1}") == STORED + 1
    pair.resume()
    pair.catch_up()
    assert not ask_without_waiting(app, "")
    assert get_revision(client, EVENTS) == STORED + 1
    replica.latest.look.close()


def test_etag_is_of_the_revision_of_the_database_that_answered(pair: Pair, client: FlaskClient) -> None:
    pair.pause()
    store_event(pair.primary, STORED)
    ours = client.get(f"{EVENTS}?min_revision={STORED + 1}")
    theirs = client.get(EVENTS)
    assert ours.headers["ETag"] != theirs.headers["ETag"]
    for etag, least, status in (
        (ours.headers["ETag"], STORED + 1, 304),
        (theirs.headers["ETag"], STORED, 304),
        (theirs.headers["ETag"], STORED + 1, 200),
    ):
        for _ in range(2):
            response = client.get(f"{EVENTS}?min_revision={least}", headers={"If-None-Match": etag})
            assert response.status_code == status


def test_as_of_is_answered_by_whoever_has_all_of_then(pair: Pair, client: FlaskClient) -> None:
    pair.pause()
    store_event(pair.primary, STORED)
    assert get_revision(client, f"{EVENTS}?as_of={STORED}") == STORED
    assert get_revision(client, f"{EVENTS}?as_of={STORED + 1}") == STORED + 1
    # The replica cannot know that nothing happened between its last revision and then.
    assert get_revision(client, f"{EVENTS}?as_of=2026-02-01") == STORED + 1
    assert get_revision(client, f"{EVENTS}?as_of=2026-01-31T09:30:00Z") == 1


@pytest.mark.parametrize("path", [f"{EVENTS}?limit=1", f"{EVENTS}?limit=1&sort=updated", "/v1/articles?limit=1"])
def test_pages_go_on_where_there_is_all_of_the_page_before(pair: Pair, client: FlaskClient, path: str) -> None:
    pair.pause()
    store_event(pair.primary, STORED)
    before = [item["id"] for item in follow_pages(client, path)]
    listed = [item["id"] for item in follow_pages(client, f"{path}&min_revision={STORED + 1}")]
    assert (len(before), len(listed)) == (STORED, STORED + 1)
    assert len(set(listed)) == STORED + 1
    # From a page of the replica's to one of the primary's.
    following = client.get(path).get_json()["next"]
    rest = [item["id"] for item in follow_pages(client, f"{following}&min_revision={STORED + 1}")]
    assert set(before[1:]) <= set(rest)
    assert before[0] not in rest


def test_changes_are_given_once_whoever_gives_them(pair: Pair, client: FlaskClient) -> None:
    pair.pause()
    store_event(pair.primary, STORED)
    first = client.get(f"/v1/changes?limit={STORED}").get_json()
    ours = client.get(f"/v1/changes?since={first['cursor']}&min_revision={STORED + 1}").get_json()
    assert [item["revision"] for item in ours["items"]] == [STORED + 1]
    nothing = client.get(f"/v1/changes?since={ours['cursor']}").get_json()
    assert (nothing["items"], nothing["cursor"]) == ([], ours["cursor"])


def test_article_sent_is_in_the_answer_that_is_asked_for_by_its_revision(
    pair: Pair, make_app: Callable[[], Flask]
) -> None:
    app = make_app()
    client, headers = app.test_client(), make_key(pair.primary, Scope.WRITE)
    client.get(EVENTS)
    for number in range(1, 6):
        sent = client.post("/v1/articles", json={"text": f"handover k1 2020-03-0{number}"}, headers=headers)
        revision = sent.headers["Basewatch-Revision"]
        listed = client.get(f"{EVENTS}?min_revision={revision}").get_json()["items"]
        assert len(listed) == number
        assert client.get(f"{sent.headers['Location']}?min_revision={revision}").status_code == 200
    removed = client.delete(sent.headers["Location"], headers=headers)
    path = f"{EVENTS}?min_revision={removed.headers['Basewatch-Revision']}"
    assert len(client.get(path).get_json()["items"]) == number - 1
    wait_for_state(app, ReplicaState.READY)


def test_replica_that_stops_is_done_without_until_it_is_back(
    pair: Pair, app: Flask, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    assert get_revision(client, EVENTS) == STORED
    store_event(pair.primary, STORED)
    pair.catch_up()
    pair.server.stop()
    try:
        begun = time.monotonic()
        assert {get_revision(client, f"{EVENTS}?limit={limit}") for limit in range(1, 20)} == {STORED + 1}
        assert time.monotonic() - begun < 10
        assert client.get("/readyz").get_json()["read_replica"]["state"] == ReplicaState.UNREACHABLE
        assert read_metrics(client)["basewatch_replica_ready", ()] == 0
    finally:
        pair.server.start()
    wait_for_state(app, ReplicaState.READY)
    messages = [record.message for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(messages) == 2
    assert "is unreachable" in messages[0]
    assert messages[1].endswith("again")
    pair.pause()
    store_event(pair.primary, STORED + 1)
    assert get_revision(client, EVENTS) == STORED + 1


def test_replica_that_answers_nothing_is_done_without(pair: Pair, app: Flask, client: FlaskClient) -> None:
    assert get_revision(client, EVENTS) == STORED
    with pair.server.hold():
        begun = time.monotonic()
        # The first waits for what a check does not get either.
        assert get_revision(client, f"{EVENTS}?limit=1") == STORED
        assert time.monotonic() - begun < STALL_S + CHECK_S + 5
        begun = time.monotonic()
        assert {get_revision(client, f"{EVENTS}?limit={limit}") for limit in range(2, 20)} == {STORED}
        assert time.monotonic() - begun < STALL_S
    wait_for_state(app, ReplicaState.READY)


def test_statement_that_what_is_replayed_ends_is_sent_to_the_primary(pair: Pair, app: Flask) -> None:
    client, begun = app.test_client(), list[str]()

    def change(_connection: Any, _cursor: Any, statement: str, *_further: Any) -> None:
        """Between two statements of the request, lock on the primary a table that the first one has read."""
        begun.append(statement)
        if "FROM base" not in statement or "FROM base" in "".join(begun[:-1]):
            return
        with pair.primary.begin() as connection:
            connection.execute(text("LOCK TABLE revision IN ACCESS EXCLUSIVE MODE"))
        pair.catch_up()

    event.listen(get_replica_engine(app), "before_cursor_execute", change)
    assert get_revision(client, "/v1/bases") == STORED
    assert any("FROM base" in statement for statement in begun)
    assert count_fallbacks(client, "conflict") == 1
    assert client.get("/readyz").get_json()["read_replica"]["state"] == ReplicaState.READY


@pytest.mark.parametrize(
    ("spoil", "mend", "state"),
    [
        (
            "UPDATE alembic_version SET version_num = 'x' || version_num",
            "UPDATE alembic_version SET version_num = substr(version_num, 2)",
            ReplicaState.OUTDATED,
        ),
        # A store that has as many revisions, and other ones.
        (
            "UPDATE revision SET committed_at = committed_at - interval '1 day'",
            "UPDATE revision SET committed_at = committed_at + interval '1 day'",
            ReplicaState.FOREIGN,
        ),
    ],
)
def test_replica_of_another_schema_or_store_is_not_read(
    pair: Pair, make_app: Callable[[], Flask], spoil: str, mend: str, state: ReplicaState
) -> None:
    stock(pair.primary, 1)
    execute(pair.primary.url, spoil)
    pair.pause()
    execute(pair.primary.url, mend)
    store_event(pair.primary, 1)
    app = make_app()
    wait_for_state(app, state)
    assert get_revision(app.test_client(), EVENTS) == 2
    assert count_fallbacks(app.test_client(), state) == 1


def test_primary_that_is_named_as_a_replica_is_only_read(pair: Pair) -> None:
    engine = build_replica_engine(pair.primary.url.render_as_string(hide_password=False), pair.primary, 10_000)
    with pytest.raises(DBAPIError, match="read-only"), engine.begin() as connection:
        connection.execute(text("DELETE FROM source"))
    engine.dispose()


def test_min_revision_where_the_only_database_is_a_replica_that_lacks_it_is_503(pair: Pair) -> None:
    stock(pair.primary, 1)
    pair.pause()
    store_event(pair.primary, 1)
    client = create_app(Settings(), pair.replica).test_client()
    assert get_revision(client, f"{EVENTS}?min_revision=1") == 1
    response = client.get(f"{EVENTS}?min_revision=2")
    assert "has only reached revision 1" in assert_problem(response, 503)["detail"]
    assert response.headers["Retry-After"] == "1"
    pair.resume()
    wait_until(lambda: client.get(f"{EVENTS}?min_revision=2").status_code == 200)
