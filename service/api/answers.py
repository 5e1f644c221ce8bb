"""Finished answers: one page of a list with the way to the next, or one document."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Response, request
from marshmallow import Schema

from service.api.arguments import PageArguments
from service.api.cursors import build_cursor, build_scope, parse_cursor
from service.domain.queries import PageRequest

JSON_TYPE = "application/json"


def build_page_request(arguments: PageArguments) -> PageRequest:
    """Return which page of the current request's list is asked for."""
    if arguments.cursor is None:
        return PageRequest(arguments.limit)
    scope = build_scope(request.path, request.args)
    return PageRequest(arguments.limit, parse_cursor(arguments.cursor, scope))


def dump_items(schema: Schema, items: Iterable[Any]) -> Iterable[str]:
    """Dump values to the JSON documents that a page is joined from."""
    return (_dump_json(schema.dump(item)) for item in items)


def answer_page(documents: Iterable[str], after: str | None) -> Response:
    """Join JSON documents to a page; `after` is the place to go on from, null on the last page."""
    following = None if after is None else _build_next_url(after)
    body = f'{{"items":[{",".join(documents)}],"next":{_dump_json(following)}}}\n'
    response = Response(body, mimetype=JSON_TYPE)
    if following is not None:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def answer_document(document: Any) -> Response:
    """Answer with one document."""
    return Response(_dump_json(document) + "\n", mimetype=JSON_TYPE)


def _dump_json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _build_next_url(after: str) -> str:
    """Return the path of the next page, below whatever prefix a proxy serves us under."""
    cursor = build_cursor(after, build_scope(request.path, request.args))
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f"{quote(request.root_path + request.path)}?{urlencode([*kept, ('cursor', cursor)])}"
