"""Finished answers: one page of a list with the way to the next, or one document."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from flask import Response, request
from marshmallow import Schema

from schemas.documents import dump_json
from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.domain.queries import PageRequest

JSON_TYPE = "application/json"
GEOJSON_TYPE = "application/geo+json"
CSV_TYPE = "text/csv"
NDJSON_TYPE = "application/x-ndjson"


class Paged(Protocol):
    """Arguments of a list."""

    @property
    def limit(self) -> int:
        """Most items of a page."""

    @property
    def cursor(self) -> str | None:
        """Where to go on."""


def build_page_request(arguments: Paged) -> PageRequest:
    """Return which page of the current request's list is asked for."""
    if arguments.cursor is None:
        return PageRequest(arguments.limit)
    scope = build_scope(request.path, request.args)
    return PageRequest(arguments.limit, parse_cursor(arguments.cursor, scope))


def dump_items(schema: Schema, items: Iterable[Any]) -> Iterable[str]:
    """Dump values to the JSON documents that a page is joined from."""
    return (dump_json(schema.dump(item)) for item in items)


def answer_page(documents: Iterable[str], following: str | None, **further: Any) -> Response:
    """Join JSON documents to a page; `following` is the path of the next one, null on the last page.

    `further` are more members of the page.
    """
    return _answer_members(f'"items":[{",".join(documents)}]', following, further, JSON_TYPE)


def _answer_members(items: str, following: str | None, further: Mapping[str, Any], media_type: str) -> Response:
    """Join a page from its items, which are JSON already, the way to the next page, and further members."""
    members = "".join(f",{dump_json(name)}:{dump_json(value)}" for name, value in further.items())
    response = Response(f'{{{items},"next":{dump_json(following)}{members}}}\n', mimetype=media_type)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def answer_features(features: Iterable[str], following: str | None, **further: Any) -> Response:
    """Join GeoJSON features to a collection, with the members of a page beside them."""
    items = f'"type":"FeatureCollection","features":[{",".join(features)}]'
    return _answer_members(items, following, further, GEOJSON_TYPE)


def answer_document(document: Any) -> Response:
    """Answer with one document."""
    return answer_json(dump_json(document))


def answer_json(document: str) -> Response:
    """Answer with one document that is JSON already."""
    return Response(document + "\n", mimetype=JSON_TYPE)


def build_next_path(after: str | None) -> str | None:
    """Return the path of the next page of the current request's list; null after the last page."""
    if after is None:
        return None
    cursor = build_cursor(after, build_scope(request.path, request.args))
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return build_path([*kept, ("cursor", cursor)])


def build_path(arguments: Sequence[tuple[str, str]]) -> str:
    """Return the current request's path with other arguments, below whatever prefix a proxy serves us under."""
    return f"{quote(request.root_path + request.path)}?{urlencode(arguments)}"
