"""Single resources, by any of their names."""

from collections.abc import Callable
from typing import Any

from flask import Response
from marshmallow import Schema
from sqlalchemy.orm import Session

from service.api.http.database import open_request_session
from service.api.http.responses import JSON_TYPE, respond_with_json
from service.api.input.arguments import StoredArgumentsSchema
from service.api.openapi.endpoints import declare
from service.api.openapi.operations import LOOKUP_PROBLEMS


def declare_item(
    blueprint: Any,
    get: Callable[[Session, str], str],
    *,
    kind: str,
    item: type[Schema],
    parameter: dict[str, Any],
) -> None:
    """Declare the endpoint of one resource. `get` gives its JSON."""

    def view(arguments: object, **path: str) -> Response:
        with open_request_session() as session:
            return respond_with_json(get(session, path[parameter["name"]]))

    view.__name__ = f"show_{kind}"
    view.__doc__ = f"Get one {kind}"
    declare(
        blueprint,
        f"/{blueprint.name}/<key:{parameter['name']}>",
        takes=StoredArgumentsSchema,
        responses={JSON_TYPE: item},
        problems=LOOKUP_PROBLEMS,
        parameters=[parameter],
    )(view)
