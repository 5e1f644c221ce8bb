"""Every error on every route has one shape."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from schemas.responses.problems import ProblemSchema
from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import build_engine

ROUTES = [
    "/v1/events",
    "/v1/events/handover-2",
    "/v1/events/handover-2/history",
    "/v1/changes",
    "/v1/events/summary",
    "/v1/bases",
    "/v1/bases/k1",
    "/v1/actors",
    "/v1/actors/iraq",
    "/v1/sources",
    "/v1/sources/press-tv",
    "/v1/articles",
    "/v1/articles/{article}",
    "/v1/dictionary",
    "/llms.txt",
    "/.well-known/api-catalog",
    "/v1/events/citation",
    "/v1/events/handover-2/citation",
    "/v1/coverage",
    "/healthz",
    "/readyz",
    "/metrics",
    "/v1/openapi.json",
    "/docs",
]
READING = {"GET", "HEAD"}
# What else is taken.
ACTIONS = {"/v1/articles": {"POST"}, "/v1/articles/{article}": {"DELETE"}, "/v1/extract": {"POST"}, "/mcp": {"POST"}}
STATIC = {"/docs/start.js", "/docs/<path:name>", "/explorer/<digest>/<path:name>"}
# The page for people, whose parameters are its own.
PAGE = "/"
# What leads to the documentation, from where it is asked for.
WAYS_IN = {"/docs/": "../docs"}
# Those that have an answer without it, be it that it is away.
ASK_NO_DATABASE = {"/healthz", "/metrics", "/v1/openapi.json", "/docs", "/llms.txt", "/.well-known/api-catalog"}
OPTIONAL = {"parameter", "allowed", "nearest"}
# What no answer may tell: a traceback, a statement, a file.
SECRETS = re.compile(r"Traceback|SELECT|sqlite|psycopg|\.py|\.db|/tmp|postgresql:", re.IGNORECASE)


def assert_problem(answer: TestResponse, status: int) -> Any:
    problem = answer.get_json()
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert problem.keys() - OPTIONAL == ProblemSchema().fields.keys() - OPTIONAL
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert not SECRETS.search(answer.text), answer.text
    return problem


def fill(client: FlaskClient, route: str) -> str:
    if "{article}" not in route:
        return route
    return str(client.get("/v1/articles?limit=1").get_json()["items"][0]["links"]["self"])


def test_routes_are_all_listed_here(app: Flask) -> None:
    def shorten(path: str) -> str:
        return "/".join("*" if place == 3 else part for place, part in enumerate(path.split("/")))

    further = STATIC | WAYS_IN.keys() | {PAGE}
    routed = {shorten(rule.rule) for rule in app.url_map.iter_rules() if rule.rule not in further}
    assert routed == set(map(shorten, [*ROUTES, *ACTIONS]))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("path", "location"), WAYS_IN.items())
def test_way_in_leads_to_the_documentation(client: FlaskClient, path: str, location: str, method: str) -> None:
    answer = client.open(path, method=method, headers={"Accept": "image/png"})
    assert (answer.status_code, answer.headers["Location"], answer.data) == (302, location, b"")
    assert "Content-Type" not in answer.headers
    page = client.get(urljoin(f"http://localhost{path}", location), buffered=True)
    assert (page.status_code, page.mimetype) == (200, "text/html")


@pytest.mark.parametrize("path", WAYS_IN)
def test_way_in_keeps_the_prefix_that_a_proxy_tells(stocked_engine: Engine, path: str) -> None:
    client = create_app(Settings(trusted_proxies=1), stocked_engine).test_client()
    assert client.get(path, headers={"X-Forwarded-Prefix": "/news"}).headers["Location"] == "/news/docs"


@pytest.mark.parametrize("path", WAYS_IN)
def test_way_in_with_a_parameter_is_a_problem(client: FlaskClient, path: str) -> None:
    assert assert_problem(client.get(f"{path}?colour=red"), 400)["parameter"] == "colour"


@pytest.mark.parametrize("path", [PAGE, *WAYS_IN])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_page_and_way_in_by_another_method_are_a_problem(client: FlaskClient, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert_problem(answer, 405)
    assert set(answer.headers["Allow"].split(", ")) == {*READING, "OPTIONS"}


@pytest.mark.parametrize("route", ROUTES)
def test_route_answers_200(client: FlaskClient, route: str) -> None:
    assert client.get(fill(client, route), buffered=True).status_code == 200


@pytest.mark.parametrize("route", ROUTES)
def test_route_with_unknown_parameter_is_400(client: FlaskClient, route: str) -> None:
    problem = assert_problem(client.get(f"{fill(client, route)}?colour=red"), 400)
    assert problem["parameter"] == "colour"
    assert problem["allowed"]


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("route", [*ROUTES, *ACTIONS])
def test_route_by_another_method_is_405_with_allow(client: FlaskClient, route: str, method: str) -> None:
    allowed = (READING if route in ROUTES else set()) | ACTIONS.get(route, set())
    if method in allowed:
        return
    answer = client.open(fill(client, route), method=method, buffered=True)
    assert_problem(answer, 405)
    assert allowed | {"OPTIONS"} == set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("accept", ["image/png", "application/*;q=0, text/*;q=0", "nonsense"])
def test_route_whose_type_is_not_accepted_is_406(client: FlaskClient, route: str, accept: str) -> None:
    assert_problem(client.get(fill(client, route), headers={"Accept": accept}), 406)


@pytest.mark.parametrize("route", ROUTES)
def test_route_below_it_is_404(client: FlaskClient, route: str) -> None:
    assert_problem(client.get(f"{fill(client, route)}/x/y"), 404)
    if route != "/docs":
        assert_problem(client.get(f"{fill(client, route)}/"), 404)


@pytest.mark.parametrize(
    "path",
    [
        *("/v1", "/v2/events", "/docs/nothing.js", "/docs/../secret", "/%00", "/%FF"),
        *("/v1//events", "/docs//", "/docs//start.js"),
    ],
)
def test_path_that_is_nowhere_is_404(client: FlaskClient, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.fixture
def unmigrated(empty_database_url: str) -> Iterator[FlaskClient]:
    engine = build_engine(empty_database_url)
    yield create_app(Settings(), engine).test_client()
    engine.dispose()


@pytest.mark.parametrize("route", ROUTES)
def test_route_on_database_without_tables_is_503_where_it_asks_it(unmigrated: FlaskClient, route: str) -> None:
    answer = unmigrated.get(route.format(article="x"), buffered=True)
    if route in ASK_NO_DATABASE:
        assert answer.status_code == 200
    else:
        assert_problem(answer, 503)


def test_readyz_on_database_without_tables_says_what_to_do(unmigrated: FlaskClient) -> None:
    assert "migrate" in assert_problem(unmigrated.get("/readyz"), 503)["detail"]


@pytest.mark.parametrize("url", ["postgresql://nobody:secret@127.0.0.1:1/none", "sqlite:////nowhere/at/all.db"])
@pytest.mark.parametrize("route", sorted(set(ROUTES) - ASK_NO_DATABASE))
def test_route_without_database_is_503(url: str, route: str) -> None:
    answer = create_app(Settings(database_url=url)).test_client().get(route.format(article="x"))
    problem = assert_problem(answer, 503)
    assert "database" in problem["detail"]
    assert "secret" not in answer.text
    assert "nowhere" not in answer.text


def test_route_that_fails_inside_is_500_and_tells_only_the_log(
    broken_client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    article = fill(broken_client, "/v1/articles/{article}")
    answer = broken_client.get(article, headers={"X-Request-Id": "find-me"})
    problem = assert_problem(answer, 500)
    assert problem["request_id"] == "find-me"
    assert "find-me" in caplog.text
    assert "JSONDecodeError" in caplog.text


@pytest.mark.parametrize("given", ["abc", "A-1_b.c", "x" * 64])
def test_request_id_well_formed_is_kept(client: FlaskClient, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a\tb", "é", "<script>", "a;b"])
def test_request_id_ill_formed_is_replaced(client: FlaskClient, given: str) -> None:
    made = client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert re.fullmatch("[0-9a-f]{32}", made)


@pytest.mark.parametrize(
    ("traceparent", "made"),
    [
        (f"00-{'ab' * 16}-{'cd' * 8}-01", "ab" * 16),
        (f"cc-{'ab' * 16}-{'cd' * 8}-01-later", "ab" * 16),
        (f"ff-{'ab' * 16}-{'cd' * 8}-01", None),
        (f"00-{'00' * 16}-{'cd' * 8}-01", None),
        (f"00-{'AB' * 16}-{'cd' * 8}-01", None),
        ("nonsense", None),
    ],
)
def test_request_of_a_trace_takes_its_id_from_it(client: FlaskClient, traceparent: str, made: str | None) -> None:
    headers = {"traceparent": traceparent}
    answer = client.get("/healthz", headers=headers).headers["X-Request-Id"]
    assert answer == made or (made is None and re.fullmatch("[0-9a-f]{32}", answer))
    given = client.get("/healthz", headers={**headers, "X-Request-Id": "mine"}).headers["X-Request-Id"]
    assert given == "mine"


def test_body_where_none_is_expected_is_ignored(client: FlaskClient) -> None:
    assert client.get("/v1/events", data=b"x" * 10).status_code == 200
