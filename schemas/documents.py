"""JSON serialisation, for responses and for the store."""

import json
from functools import cache
from typing import Any

from marshmallow import Schema


def dump_json(value: Any) -> str:
    """Return compact JSON, with non-ASCII characters unescaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_with(kind: type[Schema], value: Any) -> str:
    """Dump a value by a schema, as JSON."""
    return dump_json(_build_schema(kind).dump(value))


@cache
def _build_schema(kind: type[Schema]) -> Schema:
    # Building a schema takes longer than dumping with it, and schemas are stateless.
    return kind()
