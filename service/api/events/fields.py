"""The parameters that filters on events are given by. A filter itself is a row of `service.storage.read.filters`."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from service.api.input.dates import ALLOWED as ALLOWED_DATES
from service.api.input.dates import ALLOWED_SINCE
from service.api.input.fields import (
    MAX_NUMBER,
    MAX_VALUE_LENGTH,
    AlternativesField,
    BoxField,
    ConfidenceField,
    DateRangeField,
    FlagField,
    MomentField,
    NameField,
    WholeField,
    WordField,
    WordsField,
)
from service.errors import ParameterError
from service.storage.read.filters import EventFilter, ValueKind

MAX_VALUES = 50
# How a parameter that excludes is named: `not_base`, and also as people write it, `base!=k1`, which is no identifier.
NOT = "not_"
_NOT_MARKED = "marked_"
MARK = "!"

Field = fields.Field[Any]
_FEW = validate.Length(max=MAX_VALUES, error=f"more than {MAX_VALUES} values are given")
_SHORT = validate.Length(1, MAX_VALUE_LENGTH, error=f"a value is longer than {MAX_VALUE_LENGTH} characters")
_POSITIVE = validate.Range(1, MAX_NUMBER, error="it is out of range")
_OR = (
    "Several, as `{0}=…&{0}=…` or with commas, mean any of them. An unknown name is an error that suggests the nearest."
)
_EITHER = "Several, as with other filters, mean any of them."


def build_filter_fields(filters: Sequence[EventFilter]) -> dict[str, Field]:
    """The fields of a schema: each filter's own and, of those that can be negated, both that exclude."""
    chosen = {row.name: _BUILDERS[row.kind](row, _describe(row), row.example) for row in filters}
    negatable = [row for row in filters if row.negatable is not None]
    excluded = {NOT + row.name: _build_excluded(row, NOT + row.name) for row in negatable}
    marked = {_NOT_MARKED + row.name: _build_excluded(row, row.name + MARK) for row in negatable}
    return chosen | excluded | marked


def gather_filters(values: Mapping[str, Any], filters: Sequence[EventFilter]) -> dict[str, Any]:
    """The arguments with the values of filters gathered as `chosen` and `excluded`, by the filters' names, and as
    `negations` the parameters that those were excluded by. Raises ParameterError for one that is excluded by two.
    """
    names = [row.name for row in filters]
    chosen = {name: values[name] for name in names if name in values}
    excluded = {name: values[NOT + name] for name in names if NOT + name in values}
    marked = {name: values[_NOT_MARKED + name] for name in names if _NOT_MARKED + name in values}
    for name in excluded.keys() & marked.keys():
        message = f"`{NOT}{name}` and `{name}{MARK}` are two names of one parameter; give all values by one of them"
        raise ParameterError(NOT + name, message, allowed=f"nothing beside `{name}{MARK}`")
    negations = {name: NOT + name for name in excluded} | {name: name + MARK for name in marked}
    ours = {prefix + name for name in names for prefix in ("", NOT, _NOT_MARKED)}
    others = {name: value for name, value in values.items() if name not in ours}
    return others | {"chosen": chosen, "excluded": excluded | marked, "negations": negations}


def build_alternatives(inner: Field, metadata: Mapping[str, Any], **options: Any) -> AlternativesField:
    """A parameter that takes up to `MAX_VALUES` values."""
    return AlternativesField(inner, validate=_FEW, metadata=metadata, **options)


def build_words(words: Sequence[Any], description: str, example: str, **options: Any) -> AlternativesField:
    """A parameter that takes some of a few words."""
    metadata = {"description": description, "example": [example], "allowed": " or ".join(words)}
    return build_alternatives(WordField(words), metadata, **options)


def build_names(description: str, example: str, allowed: str, **options: Any) -> AlternativesField:
    """A parameter that takes some names, or ids."""
    metadata = {"description": description, "example": [example], "allowed": allowed}
    return build_alternatives(NameField(validate=_SHORT), metadata, **options)


def _describe(row: EventFilter) -> str:
    further = {ValueKind.NAMES: f" {_OR.format(row.name)}", ValueKind.DATES: f" {_EITHER}"}
    return row.help + further.get(row.kind, "")


def _build_excluded(row: EventFilter, parameter: str) -> Field:
    description = f"As `{row.name}`, but events of which none of these is true. Also written `{row.name}{MARK}=…`."
    return _BUILDERS[row.kind](row, description, row.negatable, data_key=parameter)


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
    ValueKind.BOX: _build_plain(BoxField, "west,south,east,north in degrees, with commas between them"),
    ValueKind.TERMS: _build_plain(WordsField, f"words, {MAX_VALUE_LENGTH} characters at most"),
    ValueKind.COUNT: _build_plain(WholeField, "a whole number from 1", validate=_POSITIVE),
    ValueKind.SHARE: _build_plain(ConfidenceField, None),
    ValueKind.FLAG: _build_plain(FlagField, "true or false"),
}
