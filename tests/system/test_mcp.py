"""The tools as language models have them: by the client of the protocol's own package, over HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from flask.testing import FlaskClient
from mcp.client import Client

Value = TypeVar("Value")
K1 = "k1-handover-2020-03-29"


def converse(seeds_address: str, say: Callable[[Client], Awaitable[Value]]) -> Value:
    async def run() -> Value:
        async with Client(f"{seeds_address}/mcp") as client:
            return await say(client)

    return asyncio.run(run())


def call(seeds_address: str, tool: str, /, **arguments: Any) -> Any:
    return converse(seeds_address, lambda client: client.call_tool(tool, arguments))


def test_client_lists_six_tools_with_the_parameters_of_the_api(seeds_address: str, seeds_client: FlaskClient) -> None:
    tools = {tool.name: tool for tool in converse(seeds_address, lambda client: client.list_tools()).tools}
    assert tools.keys() == {"find_events", "get_event", "resolve_name", "summarise_events", "get_coverage", "cite"}
    paths = seeds_client.get("/v1/openapi.json").get_json()["paths"]
    listed = {parameter["name"] for parameter in paths["/v1/events"]["get"]["parameters"]}
    assert tools["find_events"].input_schema["properties"].keys() == listed - {"format", "min_revision"}
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in tools.values())


def test_client_finds_events_as_the_api_does(seeds_address: str, seeds_client: FlaskClient) -> None:
    found = call(seeds_address, "find_events", base=["k1"], not_source=["kirkuknow"], limit=3)
    expected = seeds_client.get("/v1/events?base=k1&not_source=kirkuknow&limit=3").get_json()
    assert found.structured_content == expected
    assert json.loads(found.content[0].text) == expected


def test_client_gets_an_event_with_the_sentences_that_support_it(seeds_address: str) -> None:
    event = call(seeds_address, "get_event", id=K1).structured_content
    assert event["id"] == K1
    assert all(quote["text"] for report in event["reports"] for quote in report["quotes"])


def test_client_resolves_a_name_that_is_only_begun(seeds_address: str) -> None:
    found = call(seeds_address, "resolve_name", kind="base", name="Taj").structured_content
    assert found["items"][0]["slug"] == "taji"


def test_client_summarises_and_reads_coverage(seeds_address: str, seeds_client: FlaskClient) -> None:
    summary = call(seeds_address, "summarise_events", by=["month"], country=["IQ"]).structured_content
    assert summary == seeds_client.get("/v1/events/summary?by=month&country=IQ").get_json()
    coverage = call(seeds_address, "get_coverage", source=["press-tv"]).structured_content
    assert [item["source"]["slug"] for item in coverage["items"]] == ["press-tv"]


def test_client_cites_an_event_and_a_list(seeds_address: str, seeds_client: FlaskClient) -> None:
    assert call(seeds_address, "cite", id=K1).content[0].text == seeds_client.get(f"/v1/events/{K1}/citation").text
    cited = call(seeds_address, "cite", base=["k1"], format="bibtex").content[0].text
    assert cited == seeds_client.get("/v1/events/citation?base=k1&format=bibtex").text


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("find_events", {"base": ["K9"]}, "no base is called 'K9'"),
        ("find_events", {"bse": ["k1"]}, "did you mean `base`?"),
        ("get_event", {"id": "nope"}, "no event has the id 'nope'"),
        ("get_event", {"id": "a/b"}, ""),
    ],
)
def test_client_is_told_what_was_wrong_as_a_result(seeds_address: str, name: str, arguments: Any, told: str) -> None:
    result = call(seeds_address, name, **arguments)
    assert result.is_error
    assert told in result.content[0].text
