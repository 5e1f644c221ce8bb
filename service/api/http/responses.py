"""Responses: one page of a list with its `next` link, or one document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from flask import Response, request

from schemas.documents import dump_json
from service.api.http.database import get_state_number
from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.api.input.pagination import join_position, strip_revision
from service.api.input.revisions import MIN_REVISION
from service.domain.queries import PageRequest

JSON_TYPE = "application/json"
GEOJSON_TYPE = "application/geo+json"
CSV_TYPE = "text/csv"
NDJSON_TYPE = "application/x-ndjson"


class Paged(Protocol):
    """Pagination arguments of a list."""

    @property
    def limit(self) -> int:
        """Maximum items per page."""

    @property
    def cursor(self) -> str | None:
        """Cursor of the page, null for the first."""


def build_page_request(arguments: Paged) -> PageRequest:
    """Return the requested page of the current list."""
    if arguments.cursor is None:
        return PageRequest(arguments.limit)
    scope = build_scope(request.path, request.args)
    return PageRequest(arguments.limit, parse_cursor(arguments.cursor, scope))


def build_key_page_request(arguments: Paged) -> PageRequest:
    """Return the requested page of a list that is always of the current state, by the key of its last item."""
    return strip_revision(build_page_request(arguments))


def respond_with_page(documents: Iterable[str], following: str | None, **further: Any) -> Response:
    """Respond with a page of JSON documents; `following` is the path of the next page, null on the last one.

    `further` are more members of the page.
    """
    return _respond_with_members(f'"items":[{",".join(documents)}]', following, further, JSON_TYPE)


def _respond_with_members(items: str, following: str | None, further: Mapping[str, Any], media_type: str) -> Response:
    """Respond with a page of items, which are JSON already, its `next` path and further members."""
    members = "".join(f",{dump_json(name)}:{dump_json(value)}" for name, value in further.items())
    response = Response(f'{{{items},"next":{dump_json(following)}{members}}}\n', mimetype=media_type)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def respond_with_features(features: Iterable[str], following: str | None, **further: Any) -> Response:
    """Respond with a GeoJSON feature collection that has the members of a page."""
    items = f'"type":"FeatureCollection","features":[{",".join(features)}]'
    return _respond_with_members(items, following, further, GEOJSON_TYPE)


def respond_with_document(document: Any) -> Response:
    """Respond with one document."""
    return respond_with_json(dump_json(document))


def respond_with_json(document: str) -> Response:
    """Respond with one document that is JSON already."""
    return Response(document + "\n", mimetype=JSON_TYPE)


def build_next_path(after: str | None) -> str | None:
    """Return the path of the next page of the current list; null after the last page. Its cursor says of which revision
    it must be at least.
    """
    if after is None:
        return None
    cursor = build_cursor(after, build_scope(request.path, request.args))
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {"cursor", MIN_REVISION}]
    return build_path([*kept, ("cursor", cursor)])


def build_following_path(after: str | None) -> str | None:
    """Return that of a list that is always of the current state, by the key of the page's last item."""
    return build_next_path(join_position(get_state_number(), after))


def build_path(arguments: Sequence[tuple[str, str]]) -> str:
    """Return the current path with other arguments, including a proxy's prefix."""
    return f"{quote(request.root_path + request.path)}?{urlencode(arguments)}"
