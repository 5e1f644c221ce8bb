"""The endpoint of the Model Context Protocol: what clients send that is wrong, and whose key a question has."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from service.api.mcp.tools import TOOLS
from service.app import create_app
from service.domain.access import Scope
from service.settings import Reads, Settings
from tests.integration.api.sending import make_key
from tests.integration.api.test_problems import assert_problem


def send(client: FlaskClient, method: str, params: Any = None, **headers: str) -> Any:
    message = {"jsonrpc": "2.0", "id": 7, "method": method} | ({} if params is None else {"params": params})
    answer = client.post("/mcp", json=message, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["id"] == 7
    return answer.get_json()


@pytest.mark.parametrize(
    ("asked", "given"), [("2025-06-18", "2025-06-18"), ("1999-01-01", "2025-11-25"), (None, "2025-11-25")]
)
def test_initialize_agrees_on_a_version_that_is_known(client: FlaskClient, asked: str | None, given: str) -> None:
    result = send(client, "initialize", {"protocolVersion": asked, "capabilities": {}})["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"]) == (given, "basewatch")


def test_notification_is_accepted_without_a_body(client: FlaskClient) -> None:
    answer = client.post("/mcp", json={"jsonrpc": "2.0", "method": "notifications/initialized"})
    assert (answer.status_code, answer.data) == (202, b"")


@pytest.mark.parametrize(
    ("method", "params", "code", "told"),
    [
        ("tools/run", {}, -32601, "initialize, ping, tools/call, tools/list"),
        ("tools/call", {}, -32602, ", ".join(tool.name for tool in TOOLS)),
        ("tools/call", {"name": "find"}, -32602, "find_events"),
        ("tools/call", {"name": ["find_events"]}, -32602, "find_events"),
        ("tools/call", {"name": "find_events", "arguments": [1]}, -32602, "`arguments` must be an object"),
        ("tools/call", {"name": "find_events", "arguments": {"base": {"a": 1}}}, -32602, "`base` must be text"),
        ("tools/call", {"name": "get_event"}, -32602, "`id` must be there"),
        ("tools/call", {"name": "cite", "arguments": {"id": 5}}, -32602, "`id` must be there"),
        ("tools/call", {"name": "resolve_name", "arguments": {"kind": "x", "name": "y"}}, -32602, "base, actor"),
    ],
)
def test_request_that_cannot_be_answered_is_an_error_that_says_why(
    client: FlaskClient, method: str, params: Any, code: int, told: str
) -> None:
    error = send(client, method, params)["error"]
    assert error["code"] == code
    assert told in error["message"]


@pytest.mark.parametrize(
    ("message", "status", "member"),
    [
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, 422, "jsonrpc"),
        ({"jsonrpc": "2.0", "id": 1}, 422, "method"),
        ({"jsonrpc": "2.0", "id": [1], "method": "ping"}, 422, "id"),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, 422, "id"),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": [1]}, 422, "params"),
        ({"jsonrpc": "2.0", "id": 1, "methd": "ping"}, 422, "methd"),
        ([{"jsonrpc": "2.0", "id": 1, "method": "ping"}], 400, None),
    ],
)
def test_message_of_another_shape_is_a_problem(
    client: FlaskClient, message: Any, status: int, member: str | None
) -> None:
    problem = assert_problem(client.post("/mcp", json=message), status)
    assert problem.get("parameter") == member


def test_get_of_the_endpoint_is_405(client: FlaskClient) -> None:
    assert client.get("/mcp").status_code == 405


def test_tool_of_a_closed_service_needs_and_passes_on_a_key(engine: Engine) -> None:
    client = create_app(replace(Settings(), reads=Reads.KEYS), engine).test_client()
    called = {"name": "summarise_events", "arguments": {}}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": called}
    assert_problem(client.post("/mcp", json=message), 401)
    assert send(client, "tools/call", called, **make_key(engine, Scope.READ))["result"]["structuredContent"][
        "items"
    ] == [{"count": 0}]


def test_tool_answers_apart_from_the_conditions_of_its_own_request(client: FlaskClient) -> None:
    tag = client.get("/v1/events?limit=10").headers["ETag"]
    found = send(client, "tools/call", {"name": "find_events"}, **{"If-None-Match": tag, "Accept": "application/json"})
    assert len(found["result"]["structuredContent"]["items"]) == 8
