"""The parameters that filters on events are given by. A filter itself is a row of `service.storage.read.filters`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from service.api.input.alternatives import build_alternatives, build_names, build_words
from service.api.input.dates import ALLOWED as ALLOWED_DATES
from service.api.input.dates import ALLOWED_SINCE
from service.api.input.fields import (
    MAX_NUMBER,
    MAX_VALUE_LENGTH,
    ConfidenceField,
    DateRangeField,
    FlagField,
    MomentField,
    WholeField,
    WordField,
    WordsField,
)
from service.api.input.places import ALLOWED_BOX, ALLOWED_NEAR, ALLOWED_RADIUS, BoxField, PointField, RadiusField
from service.storage.read.filters import EventFilter, ValueKind

# How the field of an excluding parameter is named in a schema: `base!` is no identifier.
NOT = "not_"

Field = fields.Field[Any]
_POSITIVE = validate.Range(1, MAX_NUMBER, error="it is out of range")
_OR = (
    "Several, as `{0}=…&{0}=…` or with commas, mean any of them. An unknown name is an error that suggests the nearest."
)
_EITHER = "Several, as with other filters, mean any of them."


def build_filter_fields(filters: Sequence[EventFilter]) -> dict[str, Field]:
    """The fields of a schema: each filter's own and, of those that can be negated, `not_` with its name."""
    chosen = {row.name: _BUILDERS[row.kind](row, _describe(row), row.example) for row in filters}
    excluded = {NOT + row.name: _build_excluded(row) for row in filters if row.negatable is not None}
    return chosen | excluded


def _describe(row: EventFilter) -> str:
    further = {ValueKind.NAMES: f" {_OR.format(row.name)}", ValueKind.DATES: f" {_EITHER}"}
    return row.help + further.get(row.kind, "")


def _build_excluded(row: EventFilter) -> Field:
    description = f"As `{row.name}`, but events of which none of these is true (`{row.name}!=…`)."
    return _BUILDERS[row.kind](row, description, row.negatable, data_key=f"{row.name}!")


def _build_names(row: EventFilter, description: str, example: Any, **options: Any) -> Field:
    return build_names(description, example, row.allowed, **options)


def _build_words(row: EventFilter, description: str, example: Any, **options: Any) -> Field:
    return build_words(row.words, description, example, **options)


def _build_word(row: EventFilter, description: str, example: Any, **options: Any) -> Field:
    allowed = " or ".join(row.words)
    return WordField(
        row.words, metadata={"description": description, "example": example, "allowed": allowed}, **options
    )


def _build_dates(_row: EventFilter, description: str, example: Any, **options: Any) -> Field:
    metadata = {"description": description, "example": [example], "allowed": ALLOWED_DATES}
    return build_alternatives(DateRangeField(), metadata, **options)


def _build_plain(field: Callable[..., Field], allowed: str | None, **settings: Any) -> Callable[..., Field]:
    """What builds a field of one value of a kind that says by itself what it may be."""

    def build(_row: EventFilter, description: str, example: Any, **options: Any) -> Field:
        metadata = {"description": description, "example": example} | ({"allowed": allowed} if allowed else {})
        return field(metadata=metadata, **settings, **options)

    return build


_BUILDERS: Mapping[ValueKind, Callable[..., Field]] = {
    ValueKind.NAMES: _build_names,
    ValueKind.WORDS: _build_words,
    ValueKind.WORD: _build_word,
    ValueKind.DATES: _build_dates,
    ValueKind.MOMENT: _build_plain(MomentField, ALLOWED_SINCE),
    ValueKind.BOX: _build_plain(BoxField, ALLOWED_BOX),
    ValueKind.POINT: _build_plain(PointField, ALLOWED_NEAR),
    ValueKind.RADIUS: _build_plain(RadiusField, ALLOWED_RADIUS),
    ValueKind.TERMS: _build_plain(WordsField, f"words, {MAX_VALUE_LENGTH} characters at most"),
    ValueKind.COUNT: _build_plain(WholeField, "a whole number from 1", validate=_POSITIVE),
    ValueKind.SHARE: _build_plain(ConfidenceField, None),
    ValueKind.FLAG: _build_plain(FlagField, "true or false"),
}
