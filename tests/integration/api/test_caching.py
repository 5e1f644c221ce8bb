"""304: what the caller has is not made again, and nothing is read for it but the state of the store."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.app import create_app
from service.settings import Settings
from tests.integration.api.conftest import stock, store_event
from tests.integration.api.statements import drop_begins, list_statements
from tests.integration.api.test_access import NEVER_CLOSED
from tests.integration.api.test_problems import ROUTES, fill

STORED = [route for route in ROUTES if route not in NEVER_CLOSED]
QUERIES = ["/v1/events?base=k1&limit=2", "/v1/events?format=csv", "/v1/events?as_of=3", "/v1/events/summary?by=month"]


@pytest.mark.parametrize("route", [*STORED, *QUERIES])
def test_route_asked_again_by_its_etag_is_304(client: FlaskClient, route: str) -> None:
    path = fill(client, route)
    first = client.get(path, buffered=True)
    again = client.get(path, headers={"If-None-Match": f'"x", {first.headers["ETag"]}'})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Accept" in first.headers["Vary"]
    assert client.head(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("route", [*STORED, *QUERIES])
def test_route_asked_again_by_its_time_is_304(client: FlaskClient, route: str) -> None:
    path = fill(client, route)
    first = client.get(path, buffered=True)
    assert first.last_modified is not None
    assert client.get(path, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    earlier = first.last_modified - timedelta(seconds=1)
    headers = {"If-Modified-Since": earlier.strftime("%a, %d %b %Y %H:%M:%S GMT")}
    assert client.get(path, headers=headers, buffered=True).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/v1/openapi.json", "/docs", "/docs/start.js", "/docs/swagger-ui.css", "/llms.txt", "/.well-known/api-catalog"],
)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_description_asked_again_by_its_etag_is_304(client: FlaskClient, path: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    first = client.get(path, headers=headers, buffered=True)
    again = client.get(path, headers={**headers, "If-None-Match": first.headers["ETag"]}, buffered=True)
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(path, headers={**headers, "If-None-Match": '"x"'}, buffered=True).data == first.data


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=99999999-"])
def test_part_of_the_description_is_not_given(client: FlaskClient, asked: str) -> None:
    headers = {"Range": asked, "Accept-Encoding": "gzip"}
    answer = client.get("/docs/swagger-ui.css", headers=headers, buffered=True)
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")


def test_etag_of_another_question_is_no_match(client: FlaskClient) -> None:
    etags = {client.get(path).headers["ETag"] for path in ("/v1/events", "/v1/events?limit=1", "/v1/bases")}
    etags.add(client.get("/v1/events", headers={"Accept": "application/geo+json"}).headers["ETag"])
    assert len(etags) == 4
    for etag in etags:
        assert client.get("/v1/events?limit=2", headers={"If-None-Match": etag}).status_code == 200


def test_etag_after_a_change_of_the_store_is_no_match_and_on_another_replica_is(engine: Engine) -> None:
    stock(engine, 2)
    one, other = (create_app(Settings(), engine).test_client() for _ in range(2))
    headers = {"If-None-Match": one.get("/v1/events").headers["ETag"]}
    assert other.get("/v1/events", headers=headers).status_code == 304
    store_event(engine, 2)
    assert one.get("/v1/events", headers=headers).status_code == 200


def test_304_reads_nothing_but_the_last_revision(client: FlaskClient, stocked_engine: Engine) -> None:
    path = "/v1/events?base=k1&q=coalition"
    etag = client.get(path).headers["ETag"]
    with list_statements(stocked_engine) as sent:
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    (statement,) = drop_begins(sent)
    assert "FROM revision" in statement


# What matches any answer, whoever has one.
ANY = [{"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 31 Dec 9999 23:59:59 GMT"}]


@pytest.mark.parametrize("headers", ANY)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        *(("/v1/events/nope", 404), ("/v1/bases/x", 404), ("/v1/events?bse=1", 400)),
        *(("/v1/events?base=nowhere", 400), ("/v1/events?format=csv&base=nowhere", 400)),
    ],
)
def test_wrong_question_on_any_condition_is_the_problem_that_it_is(
    client: FlaskClient, path: str, status: int, headers: dict[str, str]
) -> None:
    assert client.get(path, headers=headers).status_code == status
    assert "ETag" not in client.get(path).headers


@pytest.mark.parametrize("headers", ANY)
@pytest.mark.parametrize("route", [*STORED, *QUERIES])
def test_route_on_a_condition_that_any_answer_meets_is_304(
    client: FlaskClient, route: str, headers: dict[str, str]
) -> None:
    answer = client.get(fill(client, route), headers=headers, buffered=True)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"]


@pytest.mark.parametrize("value", ['"x"', "*", 'W/"x", "y"'])
def test_condition_for_changes_means_nothing_to_who_reads(client: FlaskClient, value: str) -> None:
    assert client.get("/v1/events", headers={"If-Match": value}).get_json()["items"]


@pytest.mark.parametrize(
    "value",
    [
        *("nonsense", '"', "W/", "\u00e9", 'W/"5-', "Sat, 99 Nov 2026 99:00:00 GMT"),
        *("Sat, 21 Nov 99999999999999999999 00:00:00 GMT", "Sat, 21 Nov 2026 00:00:00 +99999999999999"),
    ],
)
@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since", "If-Range"])
@pytest.mark.parametrize("path", ["/v1/events", "/docs"])
def test_ill_formed_condition_is_passed_over(client: FlaskClient, path: str, header: str, value: str) -> None:
    assert client.get(path, headers={header: value}, buffered=True).status_code == 200
