"""JSON serialisation, for responses and for the store."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from marshmallow import Schema

# One encoder for all: to build it takes as long as to encode a short value.
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dump_json(value: Any) -> str:
    """Return compact JSON, with non-ASCII characters unescaped."""
    return _ENCODE(value)


def dump_with(kind: type[Schema], value: Any) -> str:
    """Dump a value by a schema, as JSON."""
    return dump_json(_build_schema(kind).dump(value))


def select_members(document: str, names: Sequence[str]) -> str:
    """The JSON of an object with the members that are asked for; all where none are."""
    if not names:
        return document
    members = json.loads(document)
    return dump_json({name: value for name, value in members.items() if name in names})


@cache
def _build_schema(kind: type[Schema]) -> Schema:
    # Building a schema takes longer than dumping with it, and schemas are stateless.
    return kind()
