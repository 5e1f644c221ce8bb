"""Who may ask what: keys, their scopes, and reads that are closed."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine

from service.domain.access import Scope
from service.settings import Reads, Settings
from tests.integration.api.sending import build_app, make_key
from tests.integration.api.test_problems import ROUTES, assert_problem

ARTICLE = {"text": "handover k1 2020-03-29"}
NEVER_CLOSED = {
    *("/healthz", "/readyz", "/metrics", "/v1/openapi.json", "/docs"),
    *("/llms.txt", "/.well-known/api-catalog"),
}
READS = ["/v1/events", "/v1/events/x", "/v1/bases", "/v1/articles", "/v1/changes"]
MakeApp = Callable[[Reads], Flask]


@pytest.fixture
def make_app(engine: Engine) -> MakeApp:
    return lambda reads: build_app(engine, Settings(reads=reads))


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/articles"), ("DELETE", "/v1/articles/x")])
def test_write_without_a_key_is_401_and_with_one_that_only_reads_403(
    make_app: MakeApp, engine: Engine, method: str, path: str
) -> None:
    client = make_app(Reads.OPEN).test_client()
    answer = client.open(path, method=method, json=ARTICLE)
    assert "scope write" in assert_problem(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    headers = make_key(engine, Scope.READ)
    assert_problem(client.open(path, method=method, json=ARTICLE, headers=headers), 403)


@pytest.mark.parametrize("reads", Reads)
def test_key_that_was_revoked_or_never_made_is_401_even_where_none_is_needed(
    make_app: MakeApp, engine: Engine, reads: Reads
) -> None:
    client = make_app(reads).test_client()
    revoked = make_key(engine, Scope.READ, Scope.WRITE, is_revoked=True)
    for headers in (revoked, {"Authorization": "Bearer nonsense"}, {"Authorization": "Bearer \u00e9"}):
        assert_problem(client.get("/v1/events", headers=headers), 401)
        assert_problem(client.post("/v1/articles", json=ARTICLE, headers=headers), 401)


@pytest.mark.parametrize("given", ["Basic dXNlcjpwYXNz", "Bearer", "nonsense", ""])
def test_authorization_of_another_kind_is_no_key(make_app: MakeApp, given: str) -> None:
    client = make_app(Reads.OPEN).test_client()
    assert client.get("/v1/events", headers={"Authorization": given}).status_code in {200, 401}
    assert_problem(client.post("/v1/articles", json=ARTICLE, headers={"Authorization": given}), 401)


@pytest.mark.parametrize("path", READS)
def test_closed_read_without_a_key_is_401_and_with_one_is_answered(
    make_app: MakeApp, engine: Engine, path: str
) -> None:
    client = make_app(Reads.KEYS).test_client()
    assert_problem(client.get(path), 401)
    assert_problem(client.get(path, headers=make_key(engine, Scope.WRITE, name="writer")), 403)
    answer = client.get(path, headers=make_key(engine, Scope.READ, name="reader"))
    assert answer.status_code == (404 if path.endswith("/x") else 200)


def test_closed_read_of_what_is_not_modified_still_needs_a_key(make_app: MakeApp, engine: Engine) -> None:
    client = make_app(Reads.KEYS).test_client()
    headers = make_key(engine, Scope.READ)
    etag = client.get("/v1/events", headers=headers).headers["ETag"]
    assert client.get("/v1/events", headers={**headers, "If-None-Match": etag}).status_code == 304
    assert_problem(client.get("/v1/events", headers={"If-None-Match": etag}), 401)


def test_closed_reads_close_extraction_too(make_app: MakeApp, engine: Engine) -> None:
    client = make_app(Reads.KEYS).test_client()
    assert_problem(client.post("/v1/extract", json=ARTICLE), 401)
    assert client.post("/v1/extract", json=ARTICLE, headers=make_key(engine, Scope.READ)).status_code == 200


def test_every_route_but_probes_and_description_is_closed_where_reads_are(make_app: MakeApp) -> None:
    client = make_app(Reads.KEYS).test_client()
    for route in ROUTES:
        status = client.get(route.format(article="x"), buffered=True).status_code
        assert status == (200 if route in NEVER_CLOSED else 401), route


def test_preflight_needs_no_key(make_app: MakeApp) -> None:
    client = make_app(Reads.KEYS).test_client()
    assert client.options("/v1/articles").status_code == 204


def test_preflight_tells_browsers_what_they_may_send(make_app: MakeApp) -> None:
    headers = {"Origin": "https://map.example", "Access-Control-Request-Method": "POST"}
    answer = make_app(Reads.OPEN).test_client().options("/v1/articles", headers=headers)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert set(answer.headers["Access-Control-Allow-Methods"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}
    admitted = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"Authorization", "Content-Type", "If-None-Match", "X-Request-Id"} <= set(admitted)
    assert int(answer.headers["Access-Control-Max-Age"]) > 0
