"""OpenAPI descriptions of operations: successful responses, problems, and security."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from marshmallow import Schema

from schemas.responses.problems import ProblemSchema
from service.api.http.access import build_security
from service.api.http.headers import REQUEST_ID, REVISION
from service.api.http.problems import PROBLEM_TYPE
from service.domain.access import Scope

# Problems of all endpoints, of those that read the database, and of those that look up one resource.
COMMON_PROBLEMS = (
    *(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_ACCEPTABLE),
    *(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR),
)
DATABASE_PROBLEMS = (HTTPStatus.SERVICE_UNAVAILABLE,)
LOOKUP_PROBLEMS = (HTTPStatus.NOT_FOUND, *DATABASE_PROBLEMS)
# Problems of resources that may be merged or removed, of access control, and of request bodies.
MOVED_PROBLEMS = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.GONE)
ACCESS_PROBLEMS = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
BODY_PROBLEMS = (
    *(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    HTTPStatus.UNPROCESSABLE_ENTITY,
)

# The shape of a response: a Marshmallow schema, or an OpenAPI schema.
Shape = type[Schema] | dict[str, Any]
TEXT = {"type": "string"}


def _build_header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": TEXT}


def _build_revision(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "integer"}}


# Validators of conditional requests.
VALIDATORS = {
    "ETag": _build_header("For `If-None-Match`: 304 if nothing has changed."),
    "Last-Modified": _build_header("For `If-Modified-Since`; omitted where unknown."),
}
# On all responses from the store, and on those to whoever changes it.
STORED_HEADERS = {
    **VALIDATORS,
    REVISION: _build_revision(
        "Revision of the store that the response is of; `as_of` with it reproduces one of events."
    ),
}
MADE_REVISION = {REVISION: _build_revision("Revision of the store that has the change, for `min_revision`.")}
NEXT_LINK = {"Link": _build_header('The next page, as `<path>; rel="next"`; omitted on the last page.')}
LOCATION = {"Location": _build_header("Path of the resource.")}
_EVERY_HEADERS = {REQUEST_ID: _build_header("Id of the request, as sent or generated.")}
# Additional headers of problems, by status.
_PROBLEM_HEADERS = {
    HTTPStatus.MOVED_PERMANENTLY: LOCATION,
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": _build_header("How to send a key.")},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": _build_header("Seconds to wait.")},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": _build_header("Seconds to wait; omitted where unknown.")},
}
_NOT_MODIFIED = "NotModified"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDescription:
    """A successful response in OpenAPI: description, shape by media type (none without a body), headers, links."""

    description: str
    content: Mapping[str, Shape] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Any] = field(default_factory=dict)


def describe_operation(
    view: str,
    described: Mapping[HTTPStatus, ResponseDescription],
    *,
    scope: Scope | None,
    problems: Iterable[HTTPStatus],
    is_stored: bool = False,
) -> dict[str, Any]:
    """Describe an operation by the name of its view, without its parameters and body."""
    keyed = () if scope is None else ACCESS_PROBLEMS
    responses = {str(status.value): _describe_response(response) for status, response in described.items()}
    if is_stored:
        responses[str(HTTPStatus.NOT_MODIFIED.value)] = _refer(_NOT_MODIFIED)
    for status in (*COMMON_PROBLEMS, *keyed, *problems):
        responses[str(status.value)] = _refer(_name_problem(status))
    return {"operationId": name_operation(view), "responses": responses, "security": build_security(scope)}


def name_operation(view: str) -> str:
    """Return the operation id of a view: `show_` becomes `get`."""
    verb, *words = view.split("_")
    return "".join([{"show": "get"}.get(verb, verb), *(word.capitalize() for word in words)])


def build_link(view: str, **parameters: str) -> dict[str, Any]:
    """Build an OpenAPI link to a view, with a runtime expression for each parameter."""
    return {"operationId": name_operation(view), "parameters": parameters}


def describe_components(api: Any) -> None:
    """Describe the shared responses that operations refer to."""
    for status in {*COMMON_PROBLEMS, *ACCESS_PROBLEMS, *BODY_PROBLEMS, *LOOKUP_PROBLEMS, *MOVED_PROBLEMS}:
        headers = {**_EVERY_HEADERS, **_PROBLEM_HEADERS.get(status, {})}
        content = {PROBLEM_TYPE: {"schema": ProblemSchema}}
        response = {"description": status.phrase, "content": content, "headers": headers}
        api.spec.components.response(_name_problem(status), response)
    unmodified = "The client's copy is current"
    headers = {**VALIDATORS, **_EVERY_HEADERS}
    api.spec.components.response(_NOT_MODIFIED, {"description": unmodified, "headers": headers})


def _describe_response(response: ResponseDescription) -> dict[str, Any]:
    described: dict[str, Any] = {"description": response.description, "headers": {**_EVERY_HEADERS, **response.headers}}
    if response.content:
        described["content"] = {media_type: {"schema": shape} for media_type, shape in response.content.items()}
    if response.links:
        described["links"] = dict(response.links)
    return described


def _name_problem(status: HTTPStatus) -> str:
    return f"Problem{status.value}"


def _refer(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/responses/{name}"}
