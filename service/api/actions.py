"""How an endpoint that takes a body or changes the store is declared, once, for routing and documentation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from http import HTTPStatus
from typing import Any

from flask import Response
from marshmallow import Schema

from service.api.arguments import NoArgumentsSchema
from service.api.endpoints import (
    REQUEST_ID_HEADER,
    SENDING,
    View,
    build_operation_id,
    document_access,
    mark_scope,
)
from service.api.headers import REQUEST_ID, require_accepted
from service.domain.access import Scope


@dataclass(frozen=True, slots=True)
class ActionAnswer:
    """One of an action's good answers: its meaning, its schema by media type (none where it has no body), and the
    headers that it has beyond others, as OpenAPI describes them."""

    description: str
    content: Mapping[str, type[Schema] | dict[str, Any]] = field(default_factory=dict)
    headers: Mapping[str, Any] = field(default_factory=dict)


def declare_action(
    blueprint: Any,
    rule: str,
    *,
    method: str,
    scope: Scope,
    answers: Mapping[HTTPStatus, ActionAnswer],
    takes: Mapping[str, Any] | None = None,
    problems: Sequence[HTTPStatus] = (),
    parameters: Sequence[dict[str, Any]] = (),
) -> Callable[[View], View]:
    """Route POST or DELETE requests to a view and document it; the view's docstring is what users read.

    `takes` gives for each media type of the body its description as OpenAPI has it; null where there is no body.
    The view gets what the path names, reads its body itself, and returns a finished response.
    """
    media_types = {media_type for answer in answers.values() for media_type in answer.content}

    def decorate(view: View) -> View:
        @wraps(view)
        def negotiated(_no_arguments: object, **path: str) -> Response:
            require_accepted(media_types or {"*/*"})
            return view(**path)

        mark_scope(negotiated, scope)
        body = {"requestBody": {"required": True, "content": dict(takes)}} if takes else {}
        named = {"operationId": build_operation_id(view.__name__), **body}
        documented = blueprint.doc(responses=_describe(answers), **named)(negotiated)
        sending = SENDING if takes else ()
        documented = document_access(blueprint, documented, scope, (*sending, *problems))
        documented = blueprint.arguments(NoArgumentsSchema(), location="query", error_status_code=400)(documented)
        blueprint.add_url_rule(rule, view.__name__, documented, methods=[method], parameters=list(parameters))
        return view

    return decorate


def _describe(answers: Mapping[HTTPStatus, ActionAnswer]) -> dict[str, Any]:
    return {str(status.value): _describe_answer(answer) for status, answer in answers.items()}


def _describe_answer(answer: ActionAnswer) -> dict[str, Any]:
    headers = {REQUEST_ID: REQUEST_ID_HEADER, **answer.headers}
    described: dict[str, Any] = {"description": answer.description, "headers": headers}
    if answer.content:
        described["content"] = {media_type: {"schema": schema} for media_type, schema in answer.content.items()}
    return described
