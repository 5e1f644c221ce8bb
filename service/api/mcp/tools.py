"""The tools: each is a question of the API, and takes the parameters that the API's description gives it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask

_EXTENSION = "basewatch_tools"
# The forms of an answer are no matter of a tool's caller, nor is which database answers.
_LEFT_OUT = frozenset({"format", "min_revision"})
_COLLECTIONS = {"base": "/v1/bases", "actor": "/v1/actors", "source": "/v1/sources"}
_KIND = {"type": "string", "enum": [*_COLLECTIONS], "description": "What is named."}
_NAME = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "description": "A name, an alias, or the beginning of one.",
}
_ID = {"type": "string", "minLength": 1, "maxLength": 200, "description": "Id of an event."}
# As many events as a reader of text takes in.
_FEW = 10

Arguments = Mapping[str, Any]
# From arguments to a path of the API and its query.
Ask = Callable[[Arguments], tuple[str, Arguments]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: its name, what it is for, the operation whose parameters it takes beside its `own`, and what it asks."""

    name: str
    description: str
    operation: str
    ask: Ask
    own: Mapping[str, Any]
    required: Sequence[str] = ()

    def build_path(self, arguments: Arguments) -> str:
        """Build the path with its query. Raises ValueError for an argument that no query can have."""
        path, query = self.ask(arguments)
        return f"{path}?{urlencode([pair for name, value in query.items() for pair in _write_pairs(name, value)])}"


def _ask_events(arguments: Arguments) -> tuple[str, Arguments]:
    return "/v1/events", {"limit": _FEW, **arguments}


def _ask_event(arguments: Arguments) -> tuple[str, Arguments]:
    return f"/v1/events/{_quote(arguments, 'id')}", _drop(arguments, "id")


def _ask_name(arguments: Arguments) -> tuple[str, Arguments]:
    kind, name = arguments.get("kind"), arguments.get("name")
    if kind not in _COLLECTIONS or name is None:
        raise ValueError(f"`kind` must be one of {', '.join(_COLLECTIONS)}, and `name` must be there")
    return _COLLECTIONS[kind], {"q": name, "limit": _FEW, **_drop(arguments, "kind", "name")}


def _ask_summary(arguments: Arguments) -> tuple[str, Arguments]:
    return "/v1/events/summary", arguments


def _ask_coverage(arguments: Arguments) -> tuple[str, Arguments]:
    return "/v1/coverage", arguments


def _ask_citation(arguments: Arguments) -> tuple[str, Arguments]:
    if "id" not in arguments:
        return "/v1/events/citation", arguments
    return f"/v1/events/{_quote(arguments, 'id')}/citation", _drop(arguments, "id")


TOOLS = (
    Tool(
        "find_events",
        "Find events in which forces left, handed over, reached or hit a military base: who, where, when, and which "
        "sources say so. Different filters all hold; several values of one mean any. `next` of the result has the "
        "`cursor` of the next page.",
        "listEvents",
        _ask_events,
        {},
    ),
    Tool(
        "get_event",
        "Get one event with its reports, the sentences that support each field, what sources claim, and its history.",
        "getEvent",
        _ask_event,
        {"id": _ID},
        ("id",),
    ),
    Tool(
        "resolve_name",
        "Find which base, actor or source a name means: the best first, with slugs for the filters of other tools.",
        "listActors",
        _ask_name,
        {"kind": _KIND, "name": _NAME},
        ("kind", "name"),
    ),
    Tool(
        "summarise_events",
        "Count events by one or two of base, actor, source, type, status, country, day, month and year, under the "
        "filters of find_events.",
        "getEventSummary",
        _ask_summary,
        {},
    ),
    Tool(
        "get_coverage",
        "Say which articles have been read, by source and month: tells no events from no articles.",
        "listCoverage",
        _ask_coverage,
        {},
    ),
    Tool(
        "cite",
        "Cite one event by its `id`, or all events under the filters of find_events, with the revision and a URL that "
        "gives the same answer again.",
        "getListCitation",
        _ask_citation,
        {"id": _ID, "format": {"type": "string", "enum": ["text", "bibtex", "csl"], "description": "The style."}},
    ),
)
_BY_NAME = {tool.name: tool for tool in TOOLS}
# Of a name only these parameters are the same for bases, actors and sources.
_SHOWN = {"listActors": frozenset({"limit"})}


def register_tools(app: Flask, document: Mapping[str, Any]) -> None:
    """Store the descriptions of all tools, with parameters as the finished OpenAPI document has them."""
    operations = {
        operation["operationId"]: operation["parameters"]
        for item in document["paths"].values()
        for method, operation in item.items()
        if method == "get"
    }
    app.extensions[_EXTENSION] = [_describe(tool, operations[tool.operation]) for tool in TOOLS]


def list_tools(app: Flask) -> list[dict[str, Any]]:
    """List the descriptions of all tools."""
    described: list[dict[str, Any]] = app.extensions[_EXTENSION]
    return described


def find_tool(name: object) -> Tool | None:
    """Return the tool of a name; null for none."""
    return _BY_NAME.get(name) if isinstance(name, str) else None


def _describe(tool: Tool, parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    shown = _SHOWN.get(tool.operation)
    taken = {
        parameter["name"]: {**parameter["schema"], "description": parameter["description"]}
        for parameter in parameters
        if parameter["in"] == "query" and parameter["name"] not in _LEFT_OUT
    }
    kept = {name: schema for name, schema in taken.items() if shown is None or name in shown}
    schema = {"type": "object", "properties": {**tool.own, **kept}, "additionalProperties": False}
    return {
        "name": tool.name,
        "description": tool.description,
        "inputSchema": schema | ({"required": [*tool.required]} if tool.required else {}),
        "annotations": {"readOnlyHint": True, "openWorldHint": False},
    }


def _write_pairs(name: str, value: object) -> list[tuple[str, str]]:
    values = value if isinstance(value, list) else [value]
    return [(name, _write(name, item)) for item in values if item is not None]


def _write(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        raise ValueError(f"`{name}` must be text, a number, true or false, or a list of such")
    return str(value)


def _quote(arguments: Arguments, name: str) -> str:
    value = arguments.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"`{name}` must be there, and a text")
    return quote(value, safe="")


def _drop(arguments: Arguments, *names: str) -> Arguments:
    return {name: value for name, value in arguments.items() if name not in names}
