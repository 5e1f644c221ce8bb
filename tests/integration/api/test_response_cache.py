"""Responses that are sent again from memory: the same as without, never of another revision, and never past a key."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

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
