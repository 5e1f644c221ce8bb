"""Kinds of values in query strings."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, TypeVar

from marshmallow import ValidationError, fields, validate

from service.api.input.cursors import MAX_CURSOR_LENGTH
from service.api.input.dates import AS_OF_PATTERN, MOMENT_PATTERN, RANGE_PATTERN, parse_date_range, parse_moment
from service.domain.names.prefixes import fold_prefix
from service.domain.names.words import SearchTerm, parse_search_terms
from service.domain.queries import DateRange
from service.errors import ParameterError

MAX_VALUE_LENGTH = 200
MAX_MOMENT_LENGTH = 64
MAX_NUMBER = 999_999_999
Data = Mapping[str, Any] | None
Value = TypeVar("Value")
_NUMBER_PATTERN = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?"


class TextField(fields.Field[Value]):
    """What is written as text of some shape, of which the document tells as much as a schema can."""

    shape: ClassVar[Mapping[str, Any]]

    def __init__(self, *, metadata: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(metadata={"type": "string", **self.shape, **(metadata or {})}, **kwargs)


class NameField(fields.String):
    """A slug, name or alias."""

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> str:
        if not value.isprintable():
            raise ValidationError("a value has characters that cannot be printed")
        return str(value)


class DateRangeField(TextField[DateRange]):
    """A date or an interval of dates."""

    shape: ClassVar[Mapping[str, Any]] = {
        "minLength": 4,
        "maxLength": 21,
        "pattern": RANGE_PATTERN,
    }

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> DateRange:
        if len(value) > MAX_VALUE_LENGTH:
            raise ValidationError("a date is too long to be one")
        try:
            return parse_date_range(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AlternativesField(fields.List[Any]):
    """Values any of which may hold: the parameter given several times, or once with commas, or both."""

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> list[Any]:
        parts = [part.strip() for text in value for part in text.split(",")]
        if not all(parts):
            raise ValidationError("a value is empty; leave the parameter out to ask for everything")
        # All that is given counts, and before any of it is read.
        self._validate(parts)
        return [self.inner.deserialize(part, attr, data) for part in dict.fromkeys(parts)]


class WordField(fields.String):
    """One of a few words. Another one is a ParameterError at once, for only here is known which was meant."""

    def __init__(self, words: Iterable[str], *, metadata: dict[str, Any] | None = None, **kwargs: Any) -> None:
        self.words = {str(word): word for word in words}
        super().__init__(metadata={"enum": list(self.words), **(metadata or {})}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> Any:
        if value in self.words:
            return self.words[value]
        nearest = suggest_word(value, self.words)
        hint = f"; did you mean {nearest}?" if nearest else ""
        message = f"`{attr}` cannot be {value[:MAX_VALUE_LENGTH]!r}{hint}"
        raise ParameterError(attr or "", message, allowed=" or ".join(self.words), nearest=nearest)


class FlagField(fields.Boolean):
    """Yes or no, in the two words that JSON has for it."""

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> bool:
        if value not in {"true", "false"}:
            raise ValidationError("it is neither true nor false")
        return bool(value == "true")


class AsOfField(TextField[int | dt.datetime]):
    """The number of a revision, or a moment; a day is its end."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 1, "maxLength": MAX_MOMENT_LENGTH, "pattern": AS_OF_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> int | dt.datetime:
        if value.isascii() and value.isdigit() and len(value) <= 9:
            return int(value)
        return _read_moment(value, is_end=True)


class MomentField(TextField[dt.datetime]):
    """A moment; a day is its start."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 10, "maxLength": MAX_MOMENT_LENGTH, "pattern": MOMENT_PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> dt.datetime:
        return _read_moment(value, is_end=False)


class SinceField(TextField[str | dt.datetime]):
    """A cursor, which begins with a letter, or a moment; a day is its start."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 1, "maxLength": MAX_CURSOR_LENGTH}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> str | dt.datetime:
        if value[:1].isdecimal():
            return _read_moment(value, is_end=False)
        if not 1 <= len(value) <= MAX_CURSOR_LENGTH:
            raise ValidationError("it is empty or too long to be a cursor")
        return str(value)


class WordsField(TextField[tuple[SearchTerm, ...]]):
    """Words to look for."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 1, "maxLength": MAX_VALUE_LENGTH}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> tuple[SearchTerm, ...]:
        if len(value) > MAX_VALUE_LENGTH:
            raise ValidationError(f"it is longer than {MAX_VALUE_LENGTH} characters")
        terms = parse_search_terms(value)
        if not terms:
            raise ValidationError("it has neither letters nor digits")
        return terms


class PrefixField(TextField[str]):
    """The beginning of a name."""

    shape: ClassVar[Mapping[str, Any]] = {"minLength": 1, "maxLength": MAX_VALUE_LENGTH}

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> str:
        if len(value) > MAX_VALUE_LENGTH:
            raise ValidationError(f"it is longer than {MAX_VALUE_LENGTH} characters")
        folded = fold_prefix(value)
        if not folded:
            raise ValidationError("it has neither letters nor digits")
        return folded


class WholeField(fields.Integer):
    """A whole number in plain digits: `int` would read "1_0" and " 10" too."""

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise ValidationError("it is not a whole number")
        return int(value)


class ConfidenceField(fields.Float):
    """A number from 0 to 1 as JSON has it: `float` would read "nan", " 1" and "1_0" too."""

    def __init__(self, *, metadata: Mapping[str, Any], **kwargs: Any) -> None:
        is_within = validate.Range(0, 1, error="it is out of range")
        super().__init__(validate=is_within, metadata={"allowed": "a number from 0 to 1", **metadata}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Data, **kwargs: Any) -> float:
        if len(value) > MAX_VALUE_LENGTH or not re.fullmatch(_NUMBER_PATTERN, value):
            raise ValidationError("it is not a number")
        return float(value)


def suggest_word(text: str, words: Iterable[str]) -> str | None:
    """Return the word that was probably meant: all are in small letters, whatever others people write."""
    return next(iter(get_close_matches(text[:MAX_VALUE_LENGTH].lower(), list(words), n=1)), None)


def _read_moment(text: str, *, is_end: bool) -> dt.datetime:
    # The library reads fractions of a second of any length.
    if len(text) > MAX_MOMENT_LENGTH:
        raise ValidationError("a moment is too long to be one")
    try:
        return parse_moment(text, is_end=is_end)
    except ValueError as error:
        raise ValidationError(str(error)) from error
