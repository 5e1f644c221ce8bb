"""Single events and articles, with the members that lists omit."""

from marshmallow import Schema, fields

from schemas.resources.articles import EXAMPLE_ID, ArticleSchema
from schemas.resources.events import EventSchema
from schemas.resources.evidence import EvidenceSchema
from schemas.resources.reports import AttributedReportSchema, ReportSchema


class WithheldReportSchema(Schema):
    """A report of an earlier version of an event whose article has been removed."""

    id = fields.String(required=True, metadata={"description": "Key of the report.", "example": f"{EXAMPLE_ID}-1"})
    article = fields.String(required=True, metadata={"description": "Id of the article.", "example": EXAMPLE_ID})
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Slug of its source.", "example": "press-tv"}
    )


class EventItemSchema(EventSchema, EvidenceSchema):
    """One event with its reports, their quotes, its history, and its claims."""

    reports = fields.List(
        fields.Nested(AttributedReportSchema),
        required=True,
        metadata={"description": "Reports of the event, with their quotes."},
    )
    withheld = fields.List(
        fields.Nested(WithheldReportSchema),
        required=True,
        metadata={
            "description": "Reports whose articles have been removed; only with `as_of`.",
            "example": [],
        },
    )


class ArticleItemSchema(ArticleSchema):
    """One article with its text, where that may be shown, and its reports."""

    text = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "The text as it was read: characters `start` to `end` of it are a quote. Null where the "
            "service does not give it: unless its operator decides otherwise, it gives digests alone.",
        },
    )
    reports = fields.List(
        fields.Nested(ReportSchema), required=True, metadata={"description": "Its reports, in the order of the text."}
    )
