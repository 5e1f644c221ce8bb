"""Request bodies: reading, decompression, size limits and JSON parsing."""

import json
import zlib
from collections.abc import Iterator
from typing import Any, cast

from flask import current_app, request
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped] # It carries no types.
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from service.api.input.arguments import build_first_error
from service.api.input.fields import MAX_VALUE_LENGTH
from service.errors import BodyError, MemberError

# Maximum lines per request. With the size limit, this bounds the processing time.
MAX_LINES = 1_000
_GZIP = 16 + zlib.MAX_WBITS


def require_content_type(*media_types: str) -> str:
    """Return the body's media type, which must be one of these."""
    if request.mimetype not in media_types:
        raise UnsupportedMediaType
    return request.mimetype


def read_body() -> bytes:
    """Return the whole body, decompressed. Raises RequestEntityTooLarge above the limit, compressed or not."""
    data = _read_compressed()
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding == "identity":
        return data
    if encoding != "gzip":
        raise UnsupportedMediaType
    return _decompress(data)


def _read_compressed() -> bytes:
    limit: int = current_app.config["MAX_CONTENT_LENGTH"]
    try:
        data = request.get_data(cache=False)
        # Without a `Content-Length` the library silently truncates the body at the limit.
        is_cut = request.content_length is None and len(data) >= limit and request.environ["wsgi.input"].read(1)
    except ParseException:
        raise BodyError("malformed chunked body") from None
    if is_cut:
        raise RequestEntityTooLarge
    if request.content_length is not None and len(data) < request.content_length:
        raise BodyError("the body is shorter than its `Content-Length`")
    return data


def _decompress(data: bytes) -> bytes:
    limit: int = current_app.config["MAX_CONTENT_LENGTH"]
    decompressor = zlib.decompressobj(_GZIP)
    try:
        decompressed = decompressor.decompress(data, limit + 1)
    except zlib.error:
        raise BodyError("malformed gzip body") from None
    if len(decompressed) > limit:
        raise RequestEntityTooLarge
    if not decompressor.eof:
        raise BodyError("truncated gzip body")
    if decompressor.unused_data:
        raise BodyError("the body has data after the end of its gzip stream")
    return decompressed


def parse_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return the non-blank lines, with their numbers from 1."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    if not lines:
        raise BodyError("the body has no lines; send one JSON object per line")
    if len(lines) > MAX_LINES:
        raise BodyError(f"the body has {len(lines)} lines; the limit is {MAX_LINES}")
    return iter(lines)


def parse_object(data: bytes, schema: Schema) -> Any:
    """Load a JSON object by a schema. Malformed JSON raises BodyError; an invalid member raises MemberError."""
    values = _parse_json(data)
    if not isinstance(values, dict):
        raise BodyError("the body is not a JSON object")
    try:
        return schema.load(values)
    except ValidationError as error:
        messages = cast("dict[str, Any]", error.messages)
        raise build_first_error(schema, messages, sorted(messages), MemberError) from error


def _parse_json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_build_object)
    except UnicodeDecodeError as error:
        raise BodyError(f"the body is not UTF-8: invalid byte at offset {error.start}") from None
    except RecursionError:
        raise BodyError("the body is nested too deeply") from None
    except ValueError as error:
        raise BodyError(f"the body is not valid JSON: {str(error)[:MAX_VALUE_LENGTH]}") from None


def _build_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        raise BodyError("an object in the body has the same member twice")
    return values
