"""The endpoint: one message in, one message out."""

import io
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, current_app, request

from schemas.documents import dump_json
from schemas.messages.rpc import VERSION as RPC_VERSION
from schemas.messages.rpc import RpcRequestSchema, RpcResponseSchema
from service.api.http.responses import JSON_TYPE, respond_with_document
from service.api.input.bodies import parse_object, read_body, require_content_type
from service.api.mcp.tools import find_tool, list_tools
from service.api.openapi.endpoints import build_blueprint, declare_action
from service.api.openapi.operations import DATABASE_PROBLEMS, ResponseDescription
from service.domain.access import Scope
from service.version import VERSION

# Versions of the protocol in which the messages below are the same, the latest first.
PROTOCOLS = ("2025-11-25", "2025-06-18", "2025-03-26")
_NO_METHOD, _WRONG_PARAMETERS = -32601, -32602
_INSTRUCTIONS = (
    "Basewatch knows from the news which forces left, handed over, reached or hit which military base, when, and who "
    "says so. Resolve names first, then find events; get an event for the sentences that support it. A field that is "
    "null is unknown: no source says it."
)
# Of the request that calls a tool, what its question must not have.
_NOT_PASSED = ("HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "CONTENT_TYPE")
blueprint = build_blueprint("mcp", "The Model Context Protocol, for language models.", url_prefix="")

EXAMPLE_MESSAGE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "cite", "arguments": {"id": "k1-handover-2020-03-29"}},
}

Params = Mapping[str, Any]


class _RpcError(Exception):
    """What a response says instead of a result."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@declare_action(
    blueprint,
    "/mcp",
    method="POST",
    scope=Scope.READ,
    body={JSON_TYPE: {"schema": RpcRequestSchema, "example": EXAMPLE_MESSAGE}},
    responses={
        HTTPStatus.OK: ResponseDescription(description="The response", content={JSON_TYPE: RpcResponseSchema}),
        HTTPStatus.ACCEPTED: ResponseDescription(description="The notification was taken"),
    },
    problems=DATABASE_PROBLEMS,
)
def call_mcp() -> Response:
    """Speak the Model Context Protocol

    Streamable HTTP without sessions: each message is answered by itself, as JSON. Six tools find events, get one with
    its evidence, resolve a name, summarise, say what was read, and cite; they take the parameters of the operations
    that they ask, and have their answers.
    """
    require_content_type(JSON_TYPE)
    message = parse_object(read_body(), RpcRequestSchema())
    if "id" not in message:
        # There is no body.
        response = Response(status=HTTPStatus.ACCEPTED)
        del response.headers["Content-Type"]
        return response
    return respond_with_document({"jsonrpc": RPC_VERSION, "id": message["id"], **_answer(message)})


def _answer(message: Mapping[str, Any]) -> dict[str, Any]:
    method = _METHODS.get(message["method"])
    try:
        if method is None:
            raise _RpcError(
                _NO_METHOD, f"there is no method `{message['method']}`; there are {', '.join(sorted(_METHODS))}"
            )
        return {"result": method(message.get("params", {}))}
    except _RpcError as error:
        return {"error": {"code": error.code, "message": str(error)}}


def _initialize(params: Params) -> dict[str, Any]:
    asked = params.get("protocolVersion")
    return {
        "protocolVersion": asked if asked in PROTOCOLS else PROTOCOLS[0],
        "capabilities": {"tools": {"listChanged": False}},
        "serverInfo": {"name": "basewatch", "title": "Basewatch", "version": VERSION},
        "instructions": _INSTRUCTIONS,
    }


def _ping(_params: Params) -> dict[str, Any]:
    return {}


def _list_tools(_params: Params) -> dict[str, Any]:
    return {"tools": list_tools(current_app)}


def _call_tool(params: Params) -> dict[str, Any]:
    tool, arguments = find_tool(params.get("name")), params.get("arguments") or {}
    if tool is None:
        names = ", ".join(described["name"] for described in list_tools(current_app))
        raise _RpcError(_WRONG_PARAMETERS, f"`name` must be one of {names}")
    if not isinstance(arguments, dict):
        raise _RpcError(_WRONG_PARAMETERS, "`arguments` must be an object")
    try:
        path = tool.build_path(arguments)
    except ValueError as error:
        raise _RpcError(_WRONG_PARAMETERS, str(error)) from None
    return _build_result(_ask(current_app, path))


def _build_result(response: Response) -> dict[str, Any]:
    """The answer as text and, where it is an object, as such. A problem is a result, so that models can mend it."""
    text = response.get_data(as_text=True)
    is_error = response.status_code != HTTPStatus.OK
    answer = json.loads(text) if response.is_json else None
    if is_error and isinstance(answer, dict):
        text = dump_json({name: answer[name] for name in ("detail", "allowed", "nearest") if name in answer})
    result: dict[str, Any] = {"content": [{"type": "text", "text": text}], "isError": is_error}
    return result | ({"structuredContent": answer} if isinstance(answer, dict) and not is_error else {})


def _ask(app: Flask, path: str) -> Response:
    """Ask the API as the caller would, by a request of its own: with the same key, limits and checks."""
    bare, _, query = path.partition("?")
    environ = {name: value for name, value in request.environ.items() if not name.startswith(("werkzeug.", "flask."))}
    for name in _NOT_PASSED:
        environ.pop(name, None)
    environ |= {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": unquote_to_bytes(bare).decode("latin-1"),
        "QUERY_STRING": query,
        "CONTENT_LENGTH": "0",
        "wsgi.input": io.BytesIO(),
    }
    # What belongs to the calling request stays apart from what belongs to this one.
    with app.app_context(), app.request_context(environ):
        response = app.full_dispatch_request()
        # What is streamed needs its context, and its data is read in here.
        response.get_data()
        return response


_METHODS: Mapping[str, Callable[[Params], dict[str, Any]]] = {
    "initialize": _initialize,
    "ping": _ping,
    "tools/list": _list_tools,
    "tools/call": _call_tool,
}
