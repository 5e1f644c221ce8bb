"""The OpenAPI document, and Swagger UI from local files: nothing is loaded from other hosts.

All paths in the page and in the document are relative, so both work under any proxy prefix.
"""

from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import flask_swagger_ui
from flask import Flask, Response, current_app, json, request, send_from_directory
from flask_smorest import Api
from werkzeug.exceptions import NotFound

from schemas.resources import listed_names
from schemas.responses import listed_events
from schemas.responses.problems import ProblemSchema
from service.api.caching.etags import make_conditional, register_version
from service.api.http.access import SCHEME, SECURITY_SCHEME
from service.api.http.responses import JSON_TYPE
from service.api.input.arguments import NoArgumentsSchema, build_parameter_error
from service.api.openapi.components import describe_schemas, list_event_types
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.examples import add_examples
from service.api.openapi.operations import describe_components
from service.api.openapi.parameters import describe_parameter, drop_marked_parameters
from service.version import VERSION

HTML_TYPE = "text/html"
_EXTENSION = "basewatch_openapi"
_OWN_FILES = Path(__file__).parent / "static"
_SWAGGER_UI_FILES = Path(flask_swagger_ui.__file__).parent / "dist"
# Swagger UI uses inline styles, and icons as data URLs.
_PAGE_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"

# The page's files change only with a new version of the service.
_ASSET_SECONDS = 86_400


def build_api(app: Flask) -> Any:
    """Build the API object, which generates the OpenAPI document as blueprints are registered."""
    app.config.update(API_TITLE="Basewatch", API_VERSION=VERSION, OPENAPI_VERSION="3.1.0")
    description = (_OWN_FILES / "description.md").read_text("utf-8")
    # The server URL is relative to the document's own, /v1/openapi.json.
    api = Api(spec_kwargs={"info": {"description": description}, "servers": [{"url": ".."}]})
    api.ERROR_SCHEMA = ProblemSchema
    api.DEFAULT_ERROR_RESPONSE_NAME = None
    api.init_app(app)
    api.ma_plugin.converter.add_parameter_attribute_function(describe_parameter)
    for name, schema in {**listed_events.NAMED_SCHEMAS, **listed_names.NAMED_SCHEMAS}.items():
        api.spec.components.schema(name, schema=schema)
    api.spec.components.security_scheme(SCHEME, SECURITY_SCHEME)
    describe_components(api)
    return api


def finish_documentation(app: Flask, api: Any, *settings: str) -> dict[str, Any]:
    """Render and store the finished document, and return it. `settings` are those that shape responses."""
    describe_schemas(api)
    list_event_types(api)
    # The library adds a schema for its own pagination, which is not used.
    api.spec.components.schemas.pop("PaginationMetadata", None)
    described: dict[str, Any] = api.spec.to_dict()
    drop_marked_parameters(described)
    add_examples(described)
    document = json.dumps(described, sort_keys=False)
    app.extensions[_EXTENSION] = document
    register_version(app, document, *settings)
    return described


def build_documentation() -> Any:
    """Build the endpoints of the OpenAPI document and of Swagger UI."""
    blueprint = build_blueprint("documentation", "The API documentation, for programs and for people.", url_prefix="")

    @declare(
        blueprint,
        "/v1/openapi.json",
        takes=NoArgumentsSchema,
        responses={JSON_TYPE: {"type": "object"}},
        is_stored=False,
        is_static=True,
        scope=None,
    )
    def show_openapi(arguments: object) -> Response:
        """Get the OpenAPI document

        OpenAPI 3.1, as JSON.
        """
        response = Response(current_app.extensions[_EXTENSION], mimetype=JSON_TYPE)
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        return make_conditional(response)

    @declare(
        blueprint,
        "/docs",
        takes=NoArgumentsSchema,
        responses={HTML_TYPE: {"type": "string"}},
        is_stored=False,
        is_static=True,
        scope=None,
    )
    def show_docs(arguments: object) -> Response:
        """Read the documentation

        Swagger UI, on which requests can be tried.
        """
        response = _send_file(_OWN_FILES, "docs.html", None)
        response.headers["Content-Security-Policy"] = _PAGE_POLICY
        return response

    return blueprint


def register_assets(app: Flask) -> None:
    """Serve the files of Swagger UI."""
    app.add_url_rule("/docs/start.js", "docs_start", lambda: _send_file(_OWN_FILES, "start.js", _ASSET_SECONDS))
    app.add_url_rule(
        "/docs/<path:name>", "docs_asset", lambda name: _send_file(_SWAGGER_UI_FILES, name, _ASSET_SECONDS)
    )


def register_redirects(app: Flask) -> None:
    """Redirect `/docs/` to the documentation."""
    # Else the framework redirects to the host of the `Host` header, with an HTML body.
    app.add_url_rule("/docs/", "docs_slash", _redirect_to_docs, strict_slashes=False)


def _redirect_to_docs() -> Response:
    """Redirect (302) to the documentation: by its full path behind a proxy prefix, else by a relative one."""
    # The raw path: routing merges repeated slashes.
    if request.environ["PATH_INFO"] != "/docs/":
        raise NotFound
    for name in request.args:
        raise build_parameter_error(NoArgumentsSchema(), name, "it is unknown")
    location = f"{quote(request.root_path)}/docs" if request.root_path else "../docs"
    response = Response(status=HTTPStatus.FOUND, headers={"Location": location})
    # There is no body.
    del response.headers["Content-Type"]
    return response


def _send_file(folder: Path, name: str, seconds: int | None) -> Response:
    # No range requests: compression changes the byte offsets.
    return make_conditional(send_from_directory(folder, name, max_age=seconds, conditional=False))
