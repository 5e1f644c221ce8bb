"""How an endpoint is declared: its path, what it takes and what it answers, once, for routing and documentation."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.routing import BaseConverter

from schemas.problems import ProblemSchema
from service.api.access import build_security
from service.api.arguments import QueryParser
from service.api.caching import answer_if_modified
from service.api.deprecation import Deprecation, announce
from service.api.headers import REQUEST_ID, require_accepted
from service.api.problems import PROBLEM_TYPE
from service.domain.access import Scope

View = TypeVar("View", bound=Callable[..., Response])

# The problems that any endpoint may answer with, and those of endpoints that ask the database or seek one thing in it.
ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
)
# Those of endpoints that may need a key, and of those that take a body.
KEYED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
SENDING = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
ASKING = (HTTPStatus.SERVICE_UNAVAILABLE,)
SEEKING = (HTTPStatus.NOT_FOUND, *ASKING)
# Those of endpoints whose things may go on under another key, or end.
ENDED = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.GONE)
_TEXT = {"type": "string"}
REQUEST_ID_HEADER = {"description": "As the request gave it, or made here.", "schema": _TEXT}
STORED_HEADERS = {
    "ETag": {"description": "For `If-None-Match`: 304 where nothing has changed.", "schema": _TEXT},
    "Last-Modified": {"description": "For `If-Modified-Since`; left out while nothing is stored.", "schema": _TEXT},
}
NEXT_LINK = {
    "Link": {"description": 'The next page, as `<path>; rel="next"`; left out on the last page.', "schema": _TEXT}
}


class KeyConverter(BaseConverter):
    """A key in a path: any text on one line that no database chokes on; anything else is found nowhere."""

    regex = r"[^/\u0000-\u001f\u007f]{1,200}"


def build_blueprint(name: str, description: str, url_prefix: str = "/v1") -> Any:
    """Return a blueprint whose query strings are read by our parser."""
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix or None, description=description)
    blueprint.ARGUMENTS_PARSER = QueryParser()
    return blueprint


def declare(
    blueprint: Any,
    rule: str,
    *,
    takes: type[Schema],
    answers: type[Schema] | dict[str, Any],
    media_types: Sequence[str] = ("application/json",),
    shapes: Mapping[str, Any] | None = None,
    problems: Sequence[HTTPStatus] = (),
    headers: dict[str, Any] | None = None,
    parameters: Sequence[dict[str, Any]] = (),
    is_stored: bool = True,
    scope: Scope | None = Scope.READ,
    deprecation: Deprecation | None = None,
) -> Callable[[View], View]:
    """Route GET requests to a view and document it; the view's docstring is what users read.

    `is_stored`: what it answers follows from the question and the store alone, so that 304 can be answered instead.
    `scope`: what a key must admit to, where reading needs one; null where it never does. `deprecation`: that it will
    go, and when.

    The view gets the checked arguments first, then what the path names, and returns a finished response:
    `answers` documents it and dumps nothing, and so do `shapes`, which give what is not text of the other media types.
    """
    contents = {media_type: {"schema": (shapes or {}).get(media_type, _TEXT)} for media_type in media_types}
    contents[media_types[0]] = {"schema": answers}

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(*arguments: Any, **path: str) -> Response:
            require_accepted(media_types)
            if not is_stored:
                return view(*arguments, **path)
            return answer_if_modified(lambda: view(*arguments, **path))

        mark_scope(negotiated, scope)
        answering = announce(negotiated, deprecation) if deprecation else negotiated
        documented = blueprint.response(
            HTTPStatus.OK,
            answers,
            content_type=media_types[0],
            description="What was asked for",
            headers={REQUEST_ID: REQUEST_ID_HEADER, **(STORED_HEADERS if is_stored else {}), **(headers or {})},
        )(answering)
        if deprecation:
            documented = blueprint.doc(deprecated=True)(documented)
        if is_stored:
            documented = blueprint.alt_response(
                HTTPStatus.NOT_MODIFIED, description="What the caller has is what would be answered"
            )(documented)
        documented = document_access(blueprint, documented, scope, problems)
        # Under the library's own key for this status, or the document would have this in place of the description.
        documented = blueprint.doc(
            operationId=build_operation_id(view.__name__), responses={HTTPStatus.OK: {"content": contents}}
        )(documented)
        documented = blueprint.arguments(takes(), location="query", error_status_code=400)(documented)
        blueprint.add_url_rule(rule, view.__name__, documented, parameters=list(parameters))
        return view

    return decorate


def mark_scope(view: Callable[..., Response], scope: Scope | None) -> None:
    """Note with a view what a key must admit to."""
    view.__dict__["scope"] = scope


def document_access(blueprint: Any, view: Any, scope: Scope | None, problems: Iterable[HTTPStatus]) -> Any:
    """Document the key that a view may need, and the problems that it may answer with."""
    for status in (*ALWAYS, *(() if scope is None else KEYED), *problems):
        view = blueprint.alt_response(status, build_problem_name(status))(view)
    return blueprint.doc(security=build_security(scope))(view)


def build_operation_id(view: str) -> str:
    """Return what generated clients call a view: it shows a thing, which a client gets."""
    verb, *words = view.split("_")
    return "".join([{"show": "get"}.get(verb, verb), *(word.capitalize() for word in words)])


def build_path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    """Document what a path names."""
    schema = {**_TEXT, "minLength": 1, "maxLength": 200, "pattern": f"^{KeyConverter.regex}$"}
    return {
        "in": "path",
        "name": name,
        "description": description,
        "required": True,
        "example": example,
        "schema": schema,
    }


def build_problem_name(status: HTTPStatus) -> str:
    """Return the name under which the document describes a problem."""
    return f"Problem{status.value}"


def document_problems(api: Any) -> None:
    """Describe, once, the problems that endpoints refer to by name."""
    for status in (*ALWAYS, *KEYED, *SENDING, *SEEKING, *ENDED):
        content = {PROBLEM_TYPE: {"schema": ProblemSchema}}
        response = {"description": status.phrase, "content": content}
        api.spec.components.response(build_problem_name(status), response)
