"""The one parser of query strings. What an endpoint takes is a schema; views get a checked value.

A parameter that is unknown, given twice where one is meant, or ill-formed is a ParameterError, never ignored.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NoReturn, cast

from flask import Request
from marshmallow import RAISE, Schema, ValidationError, fields, missing, post_load, validate
from webargs.flaskparser import FlaskParser

from service.api.input.cursors import MAX_CURSOR_LENGTH
from service.api.input.dates import ALLOWED_AS_OF
from service.api.input.fields import MAX_NUMBER, MAX_VALUE_LENGTH, AsOfField, WholeField, suggest_word
from service.errors import ParameterError

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
# As many combinations of parameters are kept, of all endpoints together; the least recently used go first.
MAX_NARROWED = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArguments:
    """What all that is read from the store takes."""

    min_revision: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageArguments(StoredArguments):
    """What every list takes."""

    limit: int
    cursor: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemArguments(StoredArguments):
    """What one event takes."""

    as_of: int | dt.datetime | None = None


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


def build_limit() -> WholeField:
    """Build the size of a page."""
    return WholeField(
        load_default=DEFAULT_LIMIT,
        validate=validate.Range(1, MAX_LIMIT, error="it is out of range"),
        metadata={
            "description": "Most items on the page.",
            "example": DEFAULT_LIMIT,
            "allowed": f"a whole number from 1 to {MAX_LIMIT}; {DEFAULT_LIMIT} where it is left out",
        },
    )


def build_as_of() -> AsOfField:
    """Build the state of the store that is asked of."""
    return AsOfField(
        metadata={
            "description": "The answer that was given then: at a revision (`revision` of an event or a change, "
            "`Basewatch-Revision` of an answer) or at a moment that has passed.",
            "example": "5",
            "allowed": ALLOWED_AS_OF,
        },
    )


class StoredArgumentsSchema(ArgumentsSchema):
    """What all that is read from the store takes."""

    target: ClassVar[type[Any]] = StoredArguments

    min_revision = WholeField(
        validate=validate.Range(0, MAX_NUMBER, error="it is out of range"),
        metadata={
            "description": "The revision that the answer must be of at least, as `Basewatch-Revision` of an answer "
            "gives it: after a change of your own, or after an answer that you have seen.",
            "example": 1,
            "allowed": "the number of a revision that there is",
        },
    )


class ItemArgumentsSchema(StoredArgumentsSchema):
    """What one event takes."""

    target = ItemArguments

    as_of = build_as_of()


class PageArgumentsSchema(StoredArgumentsSchema):
    """What every list takes."""

    target: ClassVar[type[Any]] = PageArguments

    limit = build_limit()
    cursor = fields.String(
        validate=validate.Length(1, MAX_CURSOR_LENGTH, error="it is empty or too long to be a cursor"),
        metadata={
            "description": "Where to go on, as `next` of the page before gives it: opaque, and good only for the same "
            "list under the same filters.",
            "allowed": "the cursor of a `next` URL of the same list and filters",
        },
    )


class QueryParser(FlaskParser):
    """Reads query strings by a schema and names what is wrong with them."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {"query": RAISE}  # noqa: RUF012 - as the library declares it

    def _get_schema(self, argmap: Any, req: Request) -> Schema:
        """The schema of what is given alone: all others would be looked for one by one."""
        return narrow_schema(super()._get_schema(argmap, req), frozenset(req.args))

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Give the query string, having made sure that only lists come more than once."""
        parameters = list_parameters(schema)
        for name, values in req.args.lists():
            field = parameters.get(name)
            if len(values) > 1 and field is not None and not isinstance(field, fields.List):
                raise build_parameter_error(schema, name, "it is given more than once")
        return super().load_querystring(req, schema)

    def handle_error(self, error: ValidationError, req: Request, schema: Schema, **kwargs: Any) -> NoReturn:
        """Name the first parameter that is wrong, an unknown one before others."""
        messages = cast("dict[str, dict[str, list[str]]]", error.messages)["query"]
        # In the order of the query, for the library's own is another one in each process.
        raise build_first_error(schema, messages, req.args, ParameterError) from error


@lru_cache(maxsize=MAX_NARROWED)
def narrow_schema(schema: Schema, given: frozenset[str]) -> Schema:
    """A schema with the parameters that are given, and those that are something where they are not given.

    One that is given and unknown is told by what is known, so there all are needed.
    """
    names = {field.data_key or name: name for name, field in schema.fields.items()}
    if not given <= names.keys() or schema.only is not None:
        return schema
    standing = {name for name, field in schema.fields.items() if field.load_default is not missing}
    return type(schema)(only=standing | {names[name] for name in given})


def list_parameters(schema: Schema) -> dict[str, fields.Field[Any]]:
    """Return the fields by the names that callers write."""
    return {field.data_key or name: field for name, field in schema.fields.items()}


def build_first_error(
    schema: Schema, messages: Mapping[str, Any], order: Iterable[str], error: type[ParameterError]
) -> ParameterError:
    """Say what is wrong with the first of what is: an unknown name before others, and what is in no order last."""
    known, places = list_parameters(schema), {name: place for place, name in enumerate(order)}
    name = min(messages, key=lambda wrong: (wrong in known, places.get(wrong, len(places))))
    return build_parameter_error(schema, name, _find_message(messages[name]), error)


def build_parameter_error(
    schema: Schema, name: str, reason: str, error: type[ParameterError] = ParameterError
) -> ParameterError:
    """Say what is wrong with a parameter, or with a member of a body, and what would be right."""
    parameters = list_parameters(schema)
    if name not in parameters:
        return _build_unknown(sorted(parameters), name, error)
    allowed = parameters[name].metadata["allowed"]
    return error(name, f"`{name}` cannot be used: {reason}; it may be {allowed}", allowed=allowed)


def _find_message(messages: Any) -> str:
    """Return the first message; those of values in a list stand under the values' places."""
    while isinstance(messages, dict):
        messages = next(iter(messages.values()))
    return str(messages[0])


def _build_unknown(known: list[str], name: str, error: type[ParameterError]) -> ParameterError:
    shown = name[:MAX_VALUE_LENGTH]
    nearest = suggest_word(shown, known)
    hint = f"; did you mean `{nearest}`?" if nearest else ""
    allowed = ", ".join(known) if known else f"no {error.kind}"
    return error(shown, f"`{shown}` is not a {error.kind} here{hint}", allowed=allowed, nearest=nearest)
