"""Submitted articles, and the results of loading them."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate, validates_schema

from schemas.parts.links import LinksField
from schemas.resources.articles import EXAMPLE_ID, ArticleLinksSchema
from service.domain.articles.article import Rendition
from service.domain.articles.provenance import DAY_PATTERN, LANGUAGE_PATTERN, LINE_PATTERN, URL_PATTERN, parse_day
from service.domain.articles.submissions import Submission

OUTCOMES = ("loaded", "replaced", "unchanged")


_NO_TEXT: dict[str, Any] = {"invalid": "it is not a text"}


def _build_text(
    description: str,
    most: int,
    example: str,
    *,
    pattern: str = LINE_PATTERN,
    kind: str = "a text in one line",
) -> fields.String:
    allowed = f"{kind} of 1 to {most} characters, or null"
    error = f"it is not {allowed}"
    return fields.String(
        allow_none=True,
        error_messages=_NO_TEXT,
        # In this order, so that no pattern is matched against a text that is too long.
        validate=validate.And(validate.Length(1, most, error=error), _build_check(pattern, error)),
        metadata={
            "description": description,
            "example": example,
            "allowed": allowed,
            "pattern": pattern,
            "maxLength": most,
            "minLength": 1,
        },
    )


def _build_check(pattern: str, error: str) -> Callable[[str], None]:
    def check(value: str) -> None:
        # `fullmatch`, as `$` would allow a trailing line break.
        if re.fullmatch(pattern, value) is None:
            raise ValidationError(error)

    return check


class DayField(fields.Date):
    """A day as in 2020-03-29; no other ISO 8601 format."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dt.date:
        try:
            return parse_day(value)
        except (TypeError, ValueError) as error:
            raise self.make_error("invalid") from error


class SubmissionSchema(Schema):
    """An article to extract from: `text` or `html`, and its metadata. Members that are omitted or null are unknown."""

    class Meta:
        """Reject unknown members."""

        unknown = RAISE

    text = fields.String(
        allow_none=True,
        error_messages=_NO_TEXT,
        metadata={
            "description": "The article as plain text. Offsets of quotes count its characters.",
            "example": "The coalition handed K1 Air Base over to Iraqi forces on 29 March 2020.",
            "allowed": "a text, or null where `html` is given",
        },
    )
    html = fields.String(
        allow_none=True,
        error_messages=_NO_TEXT,
        metadata={
            "description": "The article as a web page, in place of `text`: navigation and advertising are left out, "
            "and the title and day of publication are taken from it unless they are given.",
            "allowed": "a web page, or null where `text` is given",
        },
    )
    source = _build_text("Publisher: name, slug or alias.", 200, "KirkukNow")
    published = DayField(
        allow_none=True,
        error_messages={"invalid": "it is not a day"},
        metadata={
            "description": "Day of publication, from 1900-01-01 to tomorrow (UTC).",
            "example": "2020-03-29",
            "pattern": DAY_PATTERN,
            "allowed": "a day such as 2020-03-29, or null",
        },
    )
    title = _build_text("Headline.", 2_000, "Coalition hands K1 over")
    url = _build_text(
        "URL of publication. Another text with the same URL replaces this one.",
        2_000,
        "https://news.example/k1",
        pattern=URL_PATTERN,
        kind="an absolute http or https URL",
    )
    file = _build_text(
        "Name within its source: another text with the same name replaces this one. Defaults to "
        "the URL, or else to a name made from the text.",
        2_000,
        "2020-03-29-k1.txt",
    )
    language = _build_text(
        "BCP 47 code of the text; `en` by default.",
        100,
        "en",
        pattern=LANGUAGE_PATTERN,
        kind="a language tag such as en or pt-BR",
    )
    rendition = fields.Enum(
        Rendition,
        by_value=fields.String,
        allow_none=True,
        error_messages={"unknown": "it is not one of these"},
        metadata={
            "description": "Whether this is the full text or a summary of it; `full` by default.",
            "example": "full",
            "allowed": "full, digest, or null",
        },
    )
    original = _build_text("The original that a digest summarises.", 2_000, "https://news.example/k1")

    @validates_schema
    def _require_one(self, values: dict[str, Any], **_options: Any) -> None:
        if (values.get("text") is None) == (values.get("html") is None):
            raise ValidationError("exactly one of `text` and `html` must be given", "text")

    @post_load
    def _build(self, values: dict[str, Any], **_options: Any) -> Submission:
        return Submission(**values)


def _build_count(description: str) -> fields.Integer:
    return fields.Integer(required=True, metadata={"description": description, "example": 0})


class EventTallySchema(Schema):
    """Numbers of changed events."""

    added = _build_count("New events.")
    changed = _build_count("Changed events.")
    merged = _build_count("Events merged into another one.")
    removed = _build_count("Events that no article reports any more.")


class LoadedArticleSchema(Schema):
    """A submitted article, and the result of loading it. Dumps a `Loaded` of the loader."""

    id = fields.String(
        required=True,
        metadata={"description": "SHA-256 of the text: the same article has the same id.", "example": EXAMPLE_ID},
    )
    outcome = fields.String(
        required=True,
        attribute="result.outcome.value",
        metadata={
            "description": "`loaded`: it is new; `replaced`: it replaced an earlier version; `unchanged`: it was "
            "already stored.",
            "enum": list(OUTCOMES),
            "example": "loaded",
        },
    )
    events = fields.Nested(
        EventTallySchema,
        required=True,
        attribute="result.events",
        metadata={"description": "Resulting changes of events."},
    )
    revision = fields.Integer(
        required=True,
        attribute="result.revision",
        metadata={
            "description": "Revision of the store that has the article, for `min_revision`; where nothing changed, the "
            "last one.",
            "example": 6,
        },
    )
    links = LinksField(ArticleLinksSchema)
