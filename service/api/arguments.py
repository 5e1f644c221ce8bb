"""The one parser of query strings. What an endpoint takes is a schema here; views get a checked value.

A parameter that is unknown, given twice where one is meant, or ill-formed is a ParameterError, never ignored.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, NoReturn, cast

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate
from webargs.flaskparser import FlaskParser

from service.api.cursors import MAX_CURSOR_LENGTH
from service.api.dates import ALLOWED as ALLOWED_DATES
from service.api.dates import ALLOWED_AS_OF, parse_date_range, parse_moment
from service.domain.queries import DateRange
from service.errors import ParameterError

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_VALUES = 50
MAX_VALUE_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArguments:
    """What every list takes."""

    limit: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArguments:
    """What one event takes."""

    as_of: int | dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeArguments:
    """What the feed of changes takes."""

    limit: int
    since: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventArguments(PageArguments):
    """What the list of events takes: names as the caller wrote them, dates as ranges of days."""

    base: Sequence[str] = ()
    actor: Sequence[str] = ()
    source: Sequence[str] = ()
    type: Sequence[str] = ()
    date: Sequence[DateRange] = ()
    min_sources: int | None = None
    disputed: bool | None = None
    as_of: int | dt.datetime | None = None


class NameField(fields.String):
    """A slug, name or alias."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not value.isprintable():
            raise ValidationError("a value has characters that cannot be printed")
        return str(value)


class DateRangeField(fields.Field[DateRange]):
    """A date or an interval of dates."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> DateRange:
        if len(value) > MAX_VALUE_LENGTH:
            raise ValidationError("a date is too long to be one")
        try:
            return parse_date_range(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AlternativesField(fields.List[Any]):
    """Values any of which may hold: the parameter given several times, or once with commas, or both."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        parts = [part.strip() for text in value for part in text.split(",")]
        if not all(parts):
            raise ValidationError("a value is empty; leave the parameter out to ask for everything")
        return [self.inner.deserialize(part) for part in dict.fromkeys(parts)]


class FlagField(fields.Boolean):
    """Yes or no, in the two words that JSON has for it."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value not in {"true", "false"}:
            raise ValidationError("it is neither true nor false")
        return bool(value == "true")


class AsOfField(fields.Field[int | dt.datetime]):
    """The number of a revision, or a moment."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> int | dt.datetime:
        if value.isascii() and value.isdigit() and len(value) <= 9:
            return int(value)
        try:
            return parse_moment(value)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class LimitField(fields.Integer):
    """A number of items, in plain digits: `int` would read "1_0" and " 10" too."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not (value.isascii() and value.isdigit() and len(value) <= 9):
            raise ValidationError("it is not a whole number")
        return int(value)


class ArgumentsSchema(Schema):
    """What all that take arguments have in common."""

    target: ClassVar[type[Any]]

    class Meta:
        """Refuse what is not declared."""

        unknown = RAISE

    @post_load
    def _build(self, values: dict[str, Any], **kwargs: Any) -> Any:
        return self.target(**values)


class NoArgumentsSchema(Schema):
    """For endpoints that take none, which must say so when they are given one."""

    class Meta:
        """Refuse what is not declared."""

        unknown = RAISE


def _build_limit() -> LimitField:
    return LimitField(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT, error="it is out of range"),
        metadata={
            "description": "Most items on the page.",
            "example": DEFAULT_LIMIT,
            "allowed": f"a whole number from 1 to {MAX_LIMIT}; {DEFAULT_LIMIT} where it is left out",
        },
    )


def _build_as_of() -> AsOfField:
    return AsOfField(
        metadata={
            "description": "The answer that was given then: at a revision (`revision` of an event or a change, "
            "`Basewatch-Revision` of an answer) or at a moment that has passed.",
            "allowed": ALLOWED_AS_OF,
        },
    )


class ItemArgumentsSchema(ArgumentsSchema):
    """What one event takes."""

    target = ItemArguments

    as_of = _build_as_of()


class ChangeArgumentsSchema(ArgumentsSchema):
    """What the feed of changes takes."""

    target = ChangeArguments

    limit = _build_limit()
    since = fields.String(
        validate=validate.Length(1, MAX_CURSOR_LENGTH, error="it is empty or too long to be a cursor"),
        metadata={
            "description": "Where to go on, as `cursor` of a page gives it; from the beginning where it is left out.",
            "allowed": "the `cursor` of a page of changes",
        },
    )


class PageArgumentsSchema(ArgumentsSchema):
    """What every list takes."""

    target: ClassVar[type[Any]] = PageArguments

    limit = _build_limit()
    cursor = fields.String(
        validate=validate.Length(1, MAX_CURSOR_LENGTH, error="it is empty or too long to be a cursor"),
        metadata={
            "description": "Where to go on, as `next` of the page before gives it: opaque, and good only for the "
            "same list under the same filters.",
            "allowed": "the cursor of a `next` URL of the same list and filters",
        },
    )


_FEW = validate.Length(max=MAX_VALUES, error=f"more than {MAX_VALUES} values are given")
_SHORT = validate.Length(max=MAX_VALUE_LENGTH, error=f"a value is longer than {MAX_VALUE_LENGTH} characters")
_OR = (
    "Several, as `{0}=…&{0}=…` or with commas, mean any of them. An unknown name is an error that suggests the nearest."
)


def _build_names(parameter: str, description: str, example: str) -> AlternativesField:
    return AlternativesField(
        NameField(validate=_SHORT),
        validate=_FEW,
        metadata={
            "description": f"{description} {_OR.format(parameter)}",
            "example": [example],
            "allowed": f"the slug, name or an alias of a known {parameter}",
        },
    )


class EventArgumentsSchema(PageArgumentsSchema):
    """What the list of events takes. Different filters all hold."""

    target = EventArguments

    base = _build_names("base", "Events at this base, by slug, name or alias.", "k1")
    actor = _build_names("actor", "Events that this actor takes part in, by slug, name or alias.", "us-led-coalition")
    source = _build_names("source", "Events that this source tells of, by slug, name or alias.", "press-tv")
    type = _build_names("type", "Events of this type, by slug.", "handover")
    date = AlternativesField(
        DateRangeField(),
        validate=_FEW,
        metadata={
            "description": f"Events that may have happened then: {ALLOWED_DATES}. An event known only to the month "
            "matches every day in it; an event that nobody dates matches none. Several, as `date=…&date=…` or with "
            "commas, mean any of them.",
            "example": ["2020-03"],
            "allowed": ALLOWED_DATES,
        },
    )
    min_sources = LimitField(
        validate=validate.Range(1, error="it is out of range"),
        metadata={
            "description": "Events that at least so many independent sources tell; copies of one text count once.",
            "example": 2,
            "allowed": "a whole number from 1",
        },
    )
    disputed = FlagField(
        metadata={
            "description": "`true`: events on which independent sources exclude one another; `false`: the others.",
            "example": False,
            "allowed": "true or false",
        },
    )
    as_of = _build_as_of()


class QueryParser(FlaskParser):
    """Reads query strings by a schema and names what is wrong with them."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": RAISE}  # noqa: RUF012 - as the library declares it

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Give the query string, having made sure that only lists come more than once."""
        for name, values in req.args.lists():
            field = schema.fields.get(name)
            if len(values) > 1 and field is not None and not isinstance(field, fields.List):
                raise build_parameter_error(schema, name, "it is given more than once")
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any) -> NoReturn:
        """Name the first parameter that is wrong, an unknown one before others."""
        messages = cast("dict[str, dict[str, list[str]]]", error.messages)["query"]
        name = min(messages, key=lambda candidate: candidate in schema.fields)
        raise build_parameter_error(schema, name, messages[name][0]) from error


def build_parameter_error(schema: Schema, name: str, reason: str) -> ParameterError:
    """Say what is wrong with a parameter, and what would be right."""
    if name not in schema.fields:
        return _build_unknown(sorted(schema.fields), name)
    allowed = schema.fields[name].metadata["allowed"]
    return ParameterError(name, f"`{name}` cannot be used: {reason}; it may be {allowed}", allowed=allowed)


def _build_unknown(known: list[str], name: str) -> ParameterError:
    shown = name[:MAX_VALUE_LENGTH]
    nearest = next(iter(get_close_matches(shown.lower(), known, n=1)), None)
    hint = f"; did you mean `{nearest}`?" if nearest else ""
    allowed = ", ".join(known) if known else "no parameter"
    return ParameterError(shown, f"`{shown}` is not a parameter here{hint}", allowed=allowed, nearest=nearest)
