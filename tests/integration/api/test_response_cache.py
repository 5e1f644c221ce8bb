"""Responses that are sent again from memory: the same as without, never of another revision, and never past a key."""

import gzip
import selectors
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.http.databases import get_databases
from service.api.http.headers import REQUEST_ID
from service.app import create_app
from service.settings import Reads, Settings
from service.storage.database.engine import open_session
from service.storage.tables.revisions import find_last_number
from tests.integration.api.conftest import stock, store_event
from tests.integration.api.statements import list_statements

PATH = "/v1/events?limit=200&count=exact"
# What differs between two responses to one question.
OWN_HEADERS = {REQUEST_ID, "Date"}
WRITTEN = 12

LOOKED_S = 10.0


@pytest.fixture
def caching(engine: Engine) -> Flask:
    """The API on a store of the test's own, with two events."""
    stock(engine, 2)
    return create_app(Settings(), engine)


def list_headers(response: Any) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in response.headers if name not in OWN_HEADERS)


def read_body(response: Any) -> bytes:
    """What a body says: one in gzip also has the second in which it was compressed."""
    data: bytes = response.data
    return gzip.decompress(data) if response.content_encoding == "gzip" else data


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PATH, {}),
        (PATH, {"Accept-Encoding": "gzip"}),
        (PATH, {"Accept": "application/geo+json"}),
        ("/v1/events/handover-0", {}),
        ("/v1/events/summary?by=type", {}),
        ("/v1/bases", {}),
        ("/v1/changes", {}),
    ],
)
def test_question_asked_again_has_the_same_answer_without_a_statement(
    caching: Flask, engine: Engine, path: str, headers: dict[str, str]
) -> None:
    client = caching.test_client()
    without = create_app(Settings(response_cache_mb=0), engine).test_client()
    first = client.get(path, headers=headers, buffered=True)
    with list_statements(engine) as sent:
        again = client.get(path, headers={**headers, REQUEST_ID: "mine"}, buffered=True)
    assert sent == []
    assert again.headers[REQUEST_ID] == "mine" != first.headers[REQUEST_ID]
    plain = without.get(path, headers=headers, buffered=True)
    for response in (first, again):
        assert (response.status, read_body(response)) == (plain.status, read_body(plain))
        assert list_headers(response) == list_headers(plain)


def test_question_asked_again_with_its_etag_is_304_without_a_statement(caching: Flask, engine: Engine) -> None:
    client = caching.test_client()
    etag = client.get(PATH).headers["ETag"]
    first = client.get(PATH, headers={"If-None-Match": etag})
    with list_statements(engine) as sent:
        again = client.get(PATH, headers={"If-None-Match": etag})
    assert sent == []
    assert (first.status_code, again.status_code, again.data) == (304, 304, b"")
    assert list_headers(first) == list_headers(again)
    store_event(engine, 2)
    assert client.get(PATH, headers={"If-None-Match": etag}).status_code == 200


def build_environ(query: str) -> dict[str, str]:
    """What the server knows of a request before it is handled."""
    return {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/v1/events", "QUERY_STRING": query}


def ask_without_waiting(app: Flask, query: str) -> Any:
    """Whether a response that is kept may be sent, as a server without threads finds out; null where none is kept."""
    prepared = app.extensions["basewatch_prepare"](build_environ(query))
    if prepared is None:
        return None
    if prepared.look is not None:
        prepared.look.send()
        with selectors.DefaultSelector() as selector:
            selector.register(prepared.look.fileno(), selectors.EVENT_READ)
            while not prepared.look.receive():
                assert selector.select(LOOKED_S)
    return prepared.take()


@pytest.fixture
def looking(caching: Flask) -> Iterator[Flask]:
    """The API with what a server without threads looks at the store by."""
    latest = get_databases(caching).primary.latest
    assert latest is not None
    if latest.look is None:
        yield caching
        return
    latest.look.open()
    yield caching
    latest.look.close()


def test_response_is_sent_without_waiting_until_the_store_changes(looking: Flask, engine: Engine) -> None:
    client, query = looking.test_client(), PATH.partition("?")[2]
    assert ask_without_waiting(looking, query) is None
    first = client.get(PATH)
    assert ask_without_waiting(looking, query)
    with list_statements(engine) as sent:
        assert client.get(PATH).data == first.data
    assert sent == []
    store_event(engine, 2)
    assert not ask_without_waiting(looking, query)
    assert client.get(PATH).get_json()["count"] == 3


def test_response_that_is_sent_without_waiting_is_of_the_revision_that_is_needed_at_least(looking: Flask) -> None:
    client, query = looking.test_client(), PATH.partition("?")[2]
    last = int(client.get(PATH).headers["Basewatch-Revision"])
    assert ask_without_waiting(looking, f"{query}&min_revision={last}")
    assert client.get(f"{PATH}&min_revision={last}").status_code == 200
    assert not ask_without_waiting(looking, f"{query}&min_revision={last + 1}")
    assert client.get(f"{PATH}&min_revision={last + 1}").status_code == 400


@pytest.mark.parametrize("header", ["HTTP_AUTHORIZATION", "HTTP_RANGE", "CONTENT_LENGTH"])
def test_request_that_says_more_than_its_question_is_left_to_a_thread(looking: Flask, header: str) -> None:
    looking.test_client().get(PATH)
    environ = build_environ(PATH.partition("?")[2])
    prepare = looking.extensions["basewatch_prepare"]
    assert prepare(environ) is not None
    assert prepare({**environ, header: "x"}) is None


@pytest.mark.parametrize("settings", [Settings(reads=Reads.KEYS), Settings(rate_limit="2/minute")])
def test_server_finds_nothing_to_send_where_readers_need_a_key_or_are_counted(
    engine: Engine, settings: Settings
) -> None:
    stock(engine, 2)
    assert "basewatch_prepare" not in create_app(settings, engine).extensions


def test_requests_are_counted_whoever_answers_them(caching: Flask) -> None:
    client = caching.test_client()
    for _ in range(3):
        client.get("/v1/actors", buffered=True).close()
    line = 'basewatch_http_requests_total{method="GET",route="/v1/actors",status="200"} 3.0'
    assert line in client.get("/metrics").text


def test_responses_while_others_write_are_of_the_revision_that_they_name(caching: Flask, engine: Engine) -> None:
    counts, is_over = {read_last_number(engine): 2}, Signal()

    def ask() -> list[tuple[int, int, int]]:
        client, seen = caching.test_client(), []
        while not is_over.is_set():
            before = read_last_number(engine)
            response = client.get(PATH)
            seen.append((before, int(response.headers["Basewatch-Revision"]), response.get_json()["count"]))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(ask) for _ in range(3)]
        for number in range(2, WRITTEN):
            store_event(engine, number)
            counts[read_last_number(engine)] = number + 1
        is_over.set()
        answers = [answer for reader in readers for answer in reader.result()]
    assert len(answers) > WRITTEN
    assert all(before <= revision and counts[revision] == count for before, revision, count in answers)


def read_last_number(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)


def ask_with_key(client: FlaskClient, secret: str) -> int:
    return client.get(PATH, headers={"Authorization": f"Bearer {secret}"}).status_code


def test_key_that_is_invalid_is_401_though_the_answer_is_kept(caching: Flask) -> None:
    client = caching.test_client()
    assert [client.get(PATH).status_code for _ in range(2)] == [200, 200]
    assert ask_with_key(client, "invalid") == 401


def test_reads_that_need_a_key_are_401_whatever_was_answered_before(caching: Flask, engine: Engine) -> None:
    assert caching.test_client().get(PATH).status_code == 200
    closed = create_app(Settings(reads=Reads.KEYS), engine).test_client()
    assert [closed.get(PATH).status_code for _ in range(2)] == [401, 401]


def test_limit_counts_what_would_be_answered_from_memory(caching: Flask, engine: Engine) -> None:
    limited = create_app(Settings(rate_limit="2/minute"), engine).test_client()
    assert [limited.get(PATH).status_code for _ in range(3)] == [200, 200, 429]


def test_question_to_a_database_that_went_away_is_503(caching: Flask, engine: Engine) -> None:
    client = caching.test_client()
    assert client.get(PATH).status_code == 200
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE revision RENAME TO elsewhere")
    assert client.get(PATH).status_code == 503
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO revision")
    assert client.get(PATH).status_code == 200
