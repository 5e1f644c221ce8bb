"""How JSON is written, in answers and in the store."""

import json
from functools import cache
from typing import Any

from marshmallow import Schema


def dump_json(value: Any) -> str:
    """Return JSON without spaces, letters of all scripts as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def dump_with(kind: type[Schema], value: Any) -> str:
    """Return a value as a schema dumps it, as JSON."""
    return dump_json(_build_schema(kind).dump(value))


@cache
def _build_schema(kind: type[Schema]) -> Schema:
    # Building a schema takes longer than dumping with it, and it keeps nothing of what it dumps.
    return kind()
