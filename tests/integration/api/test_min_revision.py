"""`min_revision`: an answer that is of a revision at least, or the reason why there is none."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine

from service.app import create_app
from service.settings import Settings
from tests.integration.api.conftest import stock, store_event
from tests.integration.api.statements import list_statements
from tests.integration.api.test_problems import assert_problem

PATHS = (
    *("/v1/events", "/v1/events/handover-0", "/v1/events/handover-0/history", "/v1/events/summary", "/v1/changes"),
    *("/v1/bases", "/v1/bases/k1", "/v1/actors", "/v1/sources", "/v1/articles"),
    *("/v1/dictionary", "/v1/coverage", "/v1/events/citation", "/v1/events/handover-0/citation"),
)
OWN_HEADERS = {"X-Request-Id", "Date"}


@pytest.fixture
def stored(engine: Engine) -> Flask:
    stock(engine, 3)
    return create_app(Settings(), engine)


def show(response: Any) -> tuple[Any, ...]:
    return response.status, response.data, sorted(item for item in response.headers if item[0] not in OWN_HEADERS)


@pytest.mark.parametrize("path", PATHS)
def test_min_revision_that_there_is_changes_nothing_and_another_is_400(stored: Flask, path: str) -> None:
    client = stored.test_client()
    plain = client.get(path)
    assert plain.headers["Basewatch-Revision"] == "3"
    for number in (0, 3):
        assert show(client.get(f"{path}?min_revision={number}")) == show(plain)
    problem = assert_problem(client.get(f"{path}?min_revision=4"), 400)
    assert problem["parameter"] == "min_revision"
    assert "the last is 3" in problem["detail"]


def test_answer_kept_is_given_to_whoever_asks_for_its_revision_and_to_no_other(stored: Flask, engine: Engine) -> None:
    client = stored.test_client()
    first = client.get("/v1/events?limit=2&min_revision=2")
    with list_statements(engine) as sent:
        again = client.get("/v1/events?min_revision=3&limit=2")
    assert (sent, show(again)) == ([], show(first))
    assert client.get("/v1/events?limit=2&min_revision=4").status_code == 400
    store_event(engine, 3)
    later = client.get("/v1/events?limit=2&min_revision=4")
    assert (later.status_code, later.headers["Basewatch-Revision"]) == (200, "4")


def test_etag_is_the_same_whatever_revision_is_asked_for(stored: Flask) -> None:
    client = stored.test_client()
    etag = client.get("/v1/events?base=k1").headers["ETag"]
    again = client.get("/v1/events?base=k1&min_revision=3", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["ETag"]) == (304, etag)


@pytest.mark.parametrize("path", ["/v1/events?limit=2", "/v1/bases?limit=1", "/v1/events/handover-0/history?limit=1"])
def test_next_goes_on_whether_or_not_a_revision_was_asked_for(stored: Flask, path: str) -> None:
    client = stored.test_client()
    following = client.get(f"{path}&min_revision=3").get_json()["next"]
    assert following == client.get(path).get_json()["next"]
    if following:
        assert "min_revision" not in following
        assert client.get(f"{following}&min_revision=1").get_json() == client.get(following).get_json()
