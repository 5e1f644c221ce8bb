"""How an endpoint is declared: its path, what it takes and what it answers, once, for routing and documentation."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.routing import BaseConverter

from service.api.http.caching import answer_if_modified
from service.api.http.headers import require_accepted
from service.api.input.arguments import NoArgumentsSchema, QueryParser
from service.api.openapi.deprecation import Deprecation, announce
from service.api.openapi.operations import SENDING, STORED_HEADERS, TEXT, Answer, Shape, describe_operation
from service.domain.access import Scope

View = TypeVar("View", bound=Callable[..., Response])


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
    answers: Mapping[str, Shape],
    problems: Sequence[HTTPStatus] = (),
    headers: Mapping[str, Any] | None = None,
    links: Mapping[str, Any] | None = None,
    parameters: Sequence[dict[str, Any]] = (),
    is_stored: bool = True,
    is_kept: bool = False,
    scope: Scope | None = Scope.READ,
    deprecation: Deprecation | None = None,
) -> Callable[[View], View]:
    """Route GET requests to a view and document it; the view's docstring is what users read.

    `answers` gives the shape for each media type, the usual one first; it documents and dumps nothing. `links` lead to
    endpoints that take something of the answer. `is_stored`: what it answers follows from the question and the store
    alone, so that 304 can be answered instead; `is_kept`: it needs no store, and the view itself answers with 304.
    `scope`: what a key must admit to, where reading needs one; null where it never does. `deprecation`: that it will
    go, and when.

    The view gets the checked arguments first, then what the path names, and returns a finished response.
    """
    stored = STORED_HEADERS if is_stored or is_kept else {}
    answer = Answer(
        description="What was asked for", content=answers, headers={**stored, **(headers or {})}, links=links or {}
    )

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(*arguments: Any, **path: str) -> Response:
            require_accepted(answers)
            if not is_stored:
                return view(*arguments, **path)
            return answer_if_modified(lambda: view(*arguments, **path))

        described = describe_operation(
            view.__name__, {HTTPStatus.OK: answer}, scope=scope, problems=problems, is_stored=is_stored or is_kept
        )
        if deprecation:
            described["deprecated"] = True
        answering = announce(negotiated, deprecation) if deprecation else negotiated
        _register(blueprint, rule, answering, scope, takes=takes, described=described, parameters=parameters)
        return view

    return decorate


def declare_action(
    blueprint: Any,
    rule: str,
    *,
    method: str,
    scope: Scope,
    answers: Mapping[HTTPStatus, Answer],
    body: Mapping[str, Any] | None = None,
    problems: Sequence[HTTPStatus] = (),
    parameters: Sequence[dict[str, Any]] = (),
) -> Callable[[View], View]:
    """Route POST or DELETE requests to a view and document it; the view's docstring is what users read.

    `body` gives for each media type of the body its description as OpenAPI has it; null where there is no body.
    The view gets what the path names, reads its body itself, and returns a finished response.
    """
    media_types = {media_type for answer in answers.values() for media_type in answer.content}
    brought = {"requestBody": {"required": True, "content": dict(body)}} if body else {}

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(_no_arguments: object, **path: str) -> Response:
            require_accepted(media_types or {"*/*"})
            return view(**path)

        sending = SENDING if body else ()
        described = describe_operation(view.__name__, answers, scope=scope, problems=(*sending, *problems))
        described |= brought
        _register(blueprint, rule, negotiated, scope, method=method, described=described, parameters=parameters)
        return view

    return decorate


def _register(
    blueprint: Any,
    rule: str,
    view: Callable[..., Response],
    scope: Scope | None,
    *,
    described: Mapping[str, Any],
    parameters: Sequence[dict[str, Any]],
    takes: type[Schema] = NoArgumentsSchema,
    method: str = "GET",
) -> None:
    # Whoever checks keys finds here what they must admit to.
    view.__dict__["scope"] = scope
    documented = blueprint.doc(**described)(view)
    documented = blueprint.arguments(takes(), location="query", error_status_code=400)(documented)
    blueprint.add_url_rule(rule, view.__name__, documented, methods=[method], parameters=list(parameters))


def build_path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    """Document what a path names."""
    schema = {**TEXT, "minLength": 1, "maxLength": 200, "pattern": f"^{KeyConverter.regex}$"}
    return {
        "in": "path",
        "name": name,
        "description": description,
        "required": True,
        "example": example,
        "schema": schema,
    }
