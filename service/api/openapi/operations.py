"""What the OpenAPI document says of an endpoint, whichever its method: good answers, problems, and the key it needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from marshmallow import Schema

from schemas.problems import ProblemSchema
from service.api.http.access import build_security
from service.api.http.headers import REQUEST_ID
from service.api.http.problems import PROBLEM_TYPE
from service.domain.access import Scope

# The problems that any endpoint may answer with, and those of endpoints that ask the database or seek one thing in it.
ALWAYS = (
    *(HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_ACCEPTABLE),
    *(HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.INTERNAL_SERVER_ERROR),
)
ASKING = (HTTPStatus.SERVICE_UNAVAILABLE,)
SEEKING = (HTTPStatus.NOT_FOUND, *ASKING)
# Those of endpoints whose things may go on under another key, or end; that may need a key; that take a body.
ENDED = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.GONE)
KEYED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
SENDING = (
    *(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    HTTPStatus.UNPROCESSABLE_ENTITY,
)

# The shape of what is answered: a schema, or a type that no schema of ours is for.
Shape = type[Schema] | dict[str, Any]
TEXT = {"type": "string"}


def _build_header(description: str) -> dict[str, Any]:
    return {"description": description, "schema": TEXT}


# Of all that comes from the store, for asking again whether it has changed.
STORED_HEADERS = {
    "ETag": _build_header("For `If-None-Match`: 304 where nothing has changed."),
    "Last-Modified": _build_header("For `If-Modified-Since`; left out where nobody knows."),
}
NEXT_LINK = {"Link": _build_header('The next page, as `<path>; rel="next"`; left out on the last page.')}
LOCATION = {"Location": _build_header("The path to ask for.")}
_EVERY_HEADERS = {REQUEST_ID: _build_header("As the request gave it, or made here.")}
# Headers that problems of a status have beyond others.
_PROBLEM_HEADERS = {
    HTTPStatus.MOVED_PERMANENTLY: LOCATION,
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": _build_header("How to send a key.")},
    HTTPStatus.TOO_MANY_REQUESTS: {"Retry-After": _build_header("Seconds to wait.")},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": _build_header("Seconds to wait; left out where nobody knows.")},
}
_NOT_MODIFIED = "NotModified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A good answer: its meaning, its shape by media type (none where it has no body), its headers, and where what it
    holds leads to, as OpenAPI has these."""

    description: str
    content: Mapping[str, Shape] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, Any] = field(default_factory=dict)


def describe_operation(
    view: str,
    answers: Mapping[HTTPStatus, Answer],
    *,
    scope: Scope | None,
    problems: Iterable[HTTPStatus],
    is_stored: bool = False,
) -> dict[str, Any]:
    """Describe an endpoint by the name of its view, without its parameters and body."""
    keyed = () if scope is None else KEYED
    responses = {str(status.value): _describe_answer(answer) for status, answer in answers.items()}
    if is_stored:
        responses[str(HTTPStatus.NOT_MODIFIED.value)] = _refer(_NOT_MODIFIED)
    for status in (*ALWAYS, *keyed, *problems):
        responses[str(status.value)] = _refer(_name_problem(status))
    return {"operationId": name_operation(view), "responses": responses, "security": build_security(scope)}


def name_operation(view: str) -> str:
    """Return what generated clients call a view: it shows a thing, which a client gets."""
    verb, *words = view.split("_")
    return "".join([{"show": "get"}.get(verb, verb), *(word.capitalize() for word in words)])


def build_link(view: str, **parameters: str) -> dict[str, Any]:
    """Document a way on from an answer: the view that it leads to, and what of the answer each parameter is."""
    return {"operationId": name_operation(view), "parameters": parameters}


def describe_components(api: Any) -> None:
    """Describe, once, the answers that operations refer to by name."""
    for status in {*ALWAYS, *KEYED, *SENDING, *SEEKING, *ENDED}:
        headers = {**_EVERY_HEADERS, **_PROBLEM_HEADERS.get(status, {})}
        content = {PROBLEM_TYPE: {"schema": ProblemSchema}}
        response = {"description": status.phrase, "content": content, "headers": headers}
        api.spec.components.response(_name_problem(status), response)
    unmodified = "What the caller has is what would be answered"
    headers = {**STORED_HEADERS, **_EVERY_HEADERS}
    api.spec.components.response(_NOT_MODIFIED, {"description": unmodified, "headers": headers})


def _describe_answer(answer: Answer) -> dict[str, Any]:
    described: dict[str, Any] = {"description": answer.description, "headers": {**_EVERY_HEADERS, **answer.headers}}
    if answer.content:
        described["content"] = {media_type: {"schema": shape} for media_type, shape in answer.content.items()}
    if answer.links:
        described["links"] = dict(answer.links)
    return described


def _name_problem(status: HTTPStatus) -> str:
    return f"Problem{status.value}"


def _refer(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/responses/{name}"}
