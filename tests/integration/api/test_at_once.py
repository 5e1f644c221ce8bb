"""Pages that are answered without a session: the same as with one, of one revision, and never by names of another."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event as Signal
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import open_session, open_transaction
from service.storage.names.gazetteer import save_gazetteer
from service.storage.names.memory import MIN_USES
from service.storage.tables.revisions import find_last_number
from tests.builders import build_gazetteer
from tests.integration.api.conftest import BASES, stock, store_event
from tests.integration.api.statements import list_statements
from tests.integration.api.test_filters import FOUND
from tests.integration.api.test_response_cache import list_headers

WRITTEN = 12
OTHERS = [
    *("limit=2", "fields=id,date", "sort=date&limit=3", "sort=-first_reported&limit=3", "sort=updated&base=k1"),
    *("base=k1,taji&date=2020-03/..&limit=1", "actor=isf&role=arriving&date=../2021", "type=handover&country=Iraq"),
    *("base=hidden&as_of=9", "count=exact&base=k1", "include=reports&base=k1", "format=geojson&base=k1"),
    *("base=nowhere", "type=handovr", "country=XX", "cursor=x", "base=k1&limit=0"),
]


def remember(app: Flask) -> FlaskClient:
    """A client of an application that has asked for names so often that they are in memory now."""
    client = app.test_client()
    for number in range(MIN_USES):
        assert client.get(f"/v1/events?limit={number + 100}").status_code == 200
    return client


@pytest.fixture(scope="session")
def remembering(told_engine: Engine) -> FlaskClient:
    return remember(create_app(Settings(), told_engine))


@pytest.fixture(scope="session")
def forgetting(told_engine: Engine) -> FlaskClient:
    return create_app(Settings(response_cache_mb=0), told_engine).test_client()


@pytest.fixture
def own(engine: Engine) -> FlaskClient:
    """A client of a store of the test's own, with two events."""
    stock(engine, 2)
    return remember(create_app(Settings(), engine))


@pytest.mark.parametrize("query", [*(query for query, _ in FOUND), *OTHERS])
def test_page_without_a_session_is_the_page_with_one(
    remembering: FlaskClient, forgetting: FlaskClient, query: str
) -> None:
    # As often as it takes until it is another page than the first.
    path: str | None = f"/v1/events?{query}"
    while path is not None:
        found, expected = (client.get(path) for client in (remembering, forgetting))
        assert (found.status, drop_id(found)) == (expected.status, drop_id(expected))
        assert list_headers(found) == list_headers(expected)
        path = expected.get_json().get("next")


def drop_id(response: Any) -> Any:
    """What a problem says names its request."""
    return {name: value for name, value in response.get_json().items() if name != "request_id"}


@pytest.mark.parametrize(
    "query", ["base=K-1", "actor=Washington&date=2020", "source=PressTV&limit=2", "sort=date", "bbox=44,35,45,36"]
)
def test_page_of_names_in_memory_sends_nothing_through_a_session(told_engine: Engine, query: str) -> None:
    client = remember(create_app(Settings(), told_engine))
    with list_statements(told_engine) as sent:
        assert client.get(f"/v1/events?{query}").get_json()["items"]
    assert sent == []


def test_pages_while_others_write_are_of_the_revision_that_they_name(own: FlaskClient, engine: Engine) -> None:
    ids, is_over = {read_last_number(engine): {"handover-0", "attack-1"}}, Signal()

    def ask() -> list[tuple[int, int, frozenset[str]]]:
        client = own.application.test_client()
        seen: list[tuple[int, int, frozenset[str]]] = []
        while not is_over.is_set():
            before = read_last_number(engine)
            response = client.get(f"/v1/events?base=k1,q-west&limit={20 + len(seen) % 180}")
            names = frozenset(item["id"] for item in response.get_json()["items"])
            seen.append((before, int(response.headers["Basewatch-Revision"]), names))
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(ask) for _ in range(3)]
        for number in range(2, WRITTEN):
            store_event(engine, number)
            last = read_last_number(engine)
            ids[last] = ids[max(ids)] | {f"{'attack' if number % 2 else 'handover'}-{number}"}
        is_over.set()
        answers = [answer for reader in readers for answer in reader.result()]
    assert len(answers) > WRITTEN
    assert all(before <= revision and ids[revision] == names for before, revision, names in answers)


def test_name_that_means_another_base_since_a_revision_is_never_taken_for_the_former(
    own: FlaskClient, engine: Engine
) -> None:
    assert own.get("/v1/events?base=K-1").get_json()["items"]
    moved = replace(BASES["handover"], slug="kirkuk", name="K1")
    with open_transaction(engine) as session:
        save_gazetteer(session, build_gazetteer([moved, BASES["attack"]]), [])
    store_event(engine, 3)
    for limit in range(1, MIN_USES * 2):
        assert own.get(f"/v1/events?base=kirkuk&limit={limit}").get_json()["items"] == []
        (item,) = own.get(f"/v1/events?base={quote('K1 Air Base')}&limit={limit}").get_json()["items"]
        assert item["id"] == "handover-0"


def test_page_of_a_database_that_went_away_is_503_and_then_there_again(own: FlaskClient, engine: Engine) -> None:
    for number, name in enumerate(("event", "revision")):
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {name} RENAME TO elsewhere")
        assert own.get(f"/v1/events?base=k1&limit={number + 10}").status_code == 503
        with engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE elsewhere RENAME TO {name}")
        assert own.get(f"/v1/events?base=k1&limit={number + 10}").status_code == 200


def read_last_number(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)
