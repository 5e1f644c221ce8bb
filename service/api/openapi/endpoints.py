"""Declaration of endpoints: path, arguments and responses, once, for routing and documentation."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Response
from flask_smorest import Blueprint
from marshmallow import Schema
from werkzeug.routing import BaseConverter

from service.api.caching.etags import ReadyResponse, respond_if_modified
from service.api.http.headers import require_accepted
from service.api.input.arguments import NoArgumentsSchema, QueryParser
from service.api.openapi.deprecation import Deprecation, add_deprecation_headers
from service.api.openapi.operations import (
    BODY_PROBLEMS,
    STORED_HEADERS,
    TEXT,
    VALIDATORS,
    ResponseDescription,
    Shape,
    describe_operation,
)
from service.domain.access import Scope

View = TypeVar("View", bound=Callable[..., Response])


class KeyConverter(BaseConverter):
    """A key in a path: one line of text without control characters, which databases reject; anything else is 404."""

    regex = r"[^/\u0000-\u001f\u007f]{1,200}"


def build_blueprint(name: str, description: str, url_prefix: str = "/v1") -> Any:
    """Build a blueprint that uses our query parser."""
    blueprint = Blueprint(name, __name__, url_prefix=url_prefix or None, description=description)
    blueprint.ARGUMENTS_PARSER = QueryParser()
    return blueprint


def declare(
    blueprint: Any,
    rule: str,
    *,
    takes: type[Schema],
    responses: Mapping[str, Shape],
    problems: Sequence[HTTPStatus] = (),
    headers: Mapping[str, Any] | None = None,
    links: Mapping[str, Any] | None = None,
    parameters: Sequence[dict[str, Any]] = (),
    is_stored: bool = True,
    is_static: bool = False,
    scope: Scope | None = Scope.READ,
    deprecation: Deprecation | None = None,
    at_once: Callable[..., ReadyResponse | None] | None = None,
) -> Callable[[View], View]:
    """Route GET requests to a view and document it; the view's docstring is what users read.

    `responses` documents the shape for each media type, the default one first; it serialises nothing. `links` are
    OpenAPI links. `is_stored`: the response depends on the request and the store alone, so that 304 is possible.
    `is_static`: the view itself responds with 304. `scope`: the scope that a key needs where reading is restricted;
    null where none is ever needed. `deprecation`: when the endpoint is deprecated, and its sunset.
    `at_once` gets the same as the view, and may have its response without a session.

    The view gets the validated arguments, then the path parameters, and returns a response.
    """
    stored = STORED_HEADERS if is_stored else VALIDATORS if is_static else {}
    success = ResponseDescription(
        description="The resource", content=responses, headers={**stored, **(headers or {})}, links=links or {}
    )

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(*arguments: Any, **path: str) -> Response:
            require_accepted(responses)
            if not is_stored:
                return view(*arguments, **path)
            quick = partial(at_once, *arguments, **path) if at_once else None
            return respond_if_modified(partial(view, *arguments, **path), quick, arguments[0])

        described = describe_operation(
            view.__name__, {HTTPStatus.OK: success}, scope=scope, problems=problems, is_stored=is_stored or is_static
        )
        if deprecation:
            described["deprecated"] = True
        routed = add_deprecation_headers(negotiated, deprecation) if deprecation else negotiated
        _register(blueprint, rule, routed, scope, takes=takes, described=described, parameters=parameters)
        return view

    return decorate


def declare_action(
    blueprint: Any,
    rule: str,
    *,
    method: str,
    scope: Scope,
    responses: Mapping[HTTPStatus, ResponseDescription],
    body: Mapping[str, Any] | None = None,
    problems: Sequence[HTTPStatus] = (),
    parameters: Sequence[dict[str, Any]] = (),
) -> Callable[[View], View]:
    """Route POST or DELETE requests to a view and document it; the view's docstring is what users read.

    `body` is the OpenAPI description of each media type of the request body; null where there is no body.
    The view gets the path parameters, reads the body itself, and returns a response.
    """
    media_types = {media_type for response in responses.values() for media_type in response.content}
    request_body = {"requestBody": {"required": True, "content": dict(body)}} if body else {}

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(_no_arguments: object, **path: str) -> Response:
            require_accepted(media_types or {"*/*"})
            return view(**path)

        body_problems = BODY_PROBLEMS if body else ()
        described = describe_operation(view.__name__, responses, scope=scope, problems=(*body_problems, *problems))
        described |= request_body
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
    # Read by the access check.
    view.__dict__["scope"] = scope
    documented = blueprint.doc(**described)(view)
    documented = blueprint.arguments(takes(), location="query", error_status_code=400)(documented)
    blueprint.add_url_rule(rule, view.__name__, documented, methods=[method], parameters=list(parameters))


def build_path_parameter(name: str, description: str, example: str) -> dict[str, Any]:
    """Document a path parameter."""
    schema = {**TEXT, "minLength": 1, "maxLength": 200, "pattern": f"^{KeyConverter.regex}$"}
    return {
        "in": "path",
        "name": name,
        "description": description,
        "required": True,
        "example": example,
        "schema": schema,
    }
