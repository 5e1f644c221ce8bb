"""Parameters of which several values may be given, any of which may hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import fields, validate

from service.api.input.fields import MAX_VALUE_LENGTH, AlternativesField, NameField, WordField

MAX_VALUES = 50
_FEW = validate.Length(max=MAX_VALUES, error=f"more than {MAX_VALUES} values are given")
_SHORT = validate.Length(1, MAX_VALUE_LENGTH, error=f"a value is longer than {MAX_VALUE_LENGTH} characters")


def build_alternatives(inner: fields.Field[Any], metadata: Mapping[str, Any], **options: Any) -> AlternativesField:
    """A parameter that takes up to `MAX_VALUES` values."""
    return AlternativesField(inner, validate=_FEW, metadata=metadata, **options)


def build_names(description: str, example: str, allowed: str, **options: Any) -> AlternativesField:
    """A parameter that takes some names."""
    metadata = {"description": description, "example": [example], "allowed": allowed}
    return build_alternatives(NameField(validate=_SHORT), metadata, **options)


def build_words(words: Sequence[Any], description: str, example: str, **options: Any) -> AlternativesField:
    """A parameter that takes some of a few words."""
    metadata = {"description": description, "example": [example], "allowed": " or ".join(words)}
    return build_alternatives(WordField(words), metadata, **options)
