"""JSON of what is stored, as its schema dumps it, but faster.

A schema finds out anew for each value how each field is read and written. Loading dumps many thousands of values by
three schemas, so of these it is found out once: all members are read by one call, and most are written as they are.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache, partial
from operator import attrgetter
from typing import Any

from marshmallow import Schema, fields

from schemas.documents import dump_json
from schemas.parts.event_types import EventTypeField
from schemas.parts.links import LinksField

Convert = Callable[[Any], Any]
# Texts and whole numbers, and words of a StrEnum, are JSON as they are.
_PLAIN = frozenset({fields.String, EventTypeField, fields.Integer})
_OWN: dict[Any, Convert] = {fields.Float: float, fields.Date: date.isoformat}


def dump_stored(kind: type[Schema], value: Any) -> str:
    """Dump a value by a schema, as JSON. It must have an attribute of the declared type for each field but links."""
    return dump_json(build_stored(kind, value))


def build_stored(kind: type[Schema], value: Any) -> Any:
    """The members of that JSON."""
    return _build_kind(kind)(value)


@cache
def _build_kind(kind: type[Schema]) -> Convert:
    return _build_object(kind())


def _build_object(schema: Schema) -> Convert:
    stored = {name: field for name, field in schema.dump_fields.items() if not isinstance(field, LinksField)}
    converts = [(name, found) for name, field in stored.items() if (found := _build_convert(field)) is not None]
    read = attrgetter(*(field.attribute or name for name, field in stored.items()))
    # Of one attribute alone it does not make a tuple.
    read_all: Convert = read if len(stored) > 1 else lambda value: (read(value),)
    return partial(_build_members, tuple(stored), converts, read_all)


def _build_members(names: tuple[str, ...], converts: list[tuple[str, Convert]], read: Convert, value: Any) -> Any:
    members = dict(zip(names, read(value), strict=True))
    for name, convert in converts:
        member = members[name]
        if member is not None:
            members[name] = convert(member)
    return members


def _build_convert(field: Any) -> Convert | None:
    """What makes a field's value JSON; null where it is that already."""
    is_word = isinstance(field, fields.Enum) and issubclass(field.enum, StrEnum) and bool(field.by_value)
    if type(field) in _PLAIN or is_word:
        return None
    if isinstance(field, fields.Nested):
        return _build_object(field.schema)
    if isinstance(field, fields.List):
        return _build_list(_build_convert(field.inner))
    own: Convert = partial(field._serialize, attr=None, obj=None)
    return _OWN.get(type(field), own)


def _build_list(convert: Convert | None) -> Convert | None:
    return convert and (lambda values: [convert(value) for value in values])
