"""What tells programs that know nothing of the service what there is: for language models, and an API catalog."""

from pathlib import Path
from typing import Any

from flask import Response

from schemas.documents import dump_json
from service.api.caching.etags import make_conditional
from service.api.input.arguments import NoArgumentsSchema
from service.api.links import build_public_url
from service.api.openapi.endpoints import build_blueprint, declare

_GUIDE = Path(__file__).parent / "llms.txt"
GUIDE_TYPE = "text/markdown"
CATALOG_TYPE = "application/linkset+json"
# RFC 9727 names its own profile of link sets (RFC 9264).
_PROFILE = "https://www.rfc-editor.org/info/rfc9727"
_CATALOG_PATH = "/.well-known/api-catalog"
_LINK = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["href", "type"],
        "properties": {"href": {"type": "string"}, "type": {"type": "string"}},
    },
}
_CATALOG_SHAPE: dict[str, Any] = {
    "type": "object",
    "description": "A link set: for each API its description, documentation and health.",
    "required": ["linkset"],
    "properties": {
        "linkset": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["anchor", "service-desc", "service-doc", "status"],
                "properties": {
                    "anchor": {"type": "string"},
                    **dict.fromkeys(("service-desc", "service-doc", "status"), _LINK),
                },
            },
        }
    },
}
blueprint = build_blueprint("discovery", "What there is, for programs that know nothing of it.", url_prefix="")


@declare(
    blueprint,
    "/llms.txt",
    takes=NoArgumentsSchema,
    responses={GUIDE_TYPE: {"type": "string", "description": "Markdown, with links to the questions."}},
    is_stored=False,
    is_static=True,
    scope=None,
)
def show_guide(arguments: object) -> Response:
    """Read the guide for language models

    What the service knows, and by which requests it is asked, as Markdown.
    """
    return _respond(_GUIDE.read_text("utf-8"), GUIDE_TYPE)


@declare(
    blueprint,
    _CATALOG_PATH,
    takes=NoArgumentsSchema,
    responses={CATALOG_TYPE: _CATALOG_SHAPE},
    is_stored=False,
    is_static=True,
    scope=None,
)
def show_catalog(arguments: object) -> Response:
    """Get the API catalog

    Where the description, the documentation and the health of the API are, as RFC 9727 has it.
    """
    links = {
        "service-desc": [{"href": build_public_url("/v1/openapi.json"), "type": "application/json"}],
        "service-doc": [{"href": build_public_url("/docs"), "type": "text/html"}],
        "status": [{"href": build_public_url("/healthz"), "type": "application/json"}],
    }
    catalog = {"linkset": [{"anchor": build_public_url("/v1"), **links}]}
    response = _respond(dump_json(catalog) + "\n", CATALOG_TYPE)
    response.headers["Content-Type"] = f'{CATALOG_TYPE}; profile="{_PROFILE}"'
    response.headers["Link"] = f'<{build_public_url(_CATALOG_PATH)}>; rel="api-catalog"'
    return response


def _respond(text: str, media_type: str) -> Response:
    response = Response(text, mimetype=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return make_conditional(response)
