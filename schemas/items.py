"""One event and one article, each with all that lists leave out."""

from marshmallow import Schema, fields

from schemas.articles import EXAMPLE_ID, ArticleSchema
from schemas.events import EventSchema
from schemas.evidence import EvidenceSchema
from schemas.reports import AttributedReportSchema, ReportSchema


class WithheldReportSchema(Schema):
    """A report that a version of an event rested on, and that went when its article was removed."""

    id = fields.String(required=True, metadata={"description": "Key of the report.", "example": f"{EXAMPLE_ID}-1"})
    article = fields.String(required=True, metadata={"description": "Id of the article.", "example": EXAMPLE_ID})
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Slug of its publisher.", "example": "press-tv"}
    )


class EventItemSchema(EventSchema, EvidenceSchema):
    """One event with its reports, their quotes, its history, and who says what."""

    reports = fields.List(
        fields.Nested(AttributedReportSchema),
        required=True,
        metadata={"description": "What each article says of it, with the words that say so."},
    )
    withheld = fields.List(
        fields.Nested(WithheldReportSchema),
        required=True,
        metadata={
            "description": "Reports whose articles were removed since: only answers to `as_of` have any.",
            "example": [],
        },
    )


class ArticleItemSchema(ArticleSchema):
    """One article with all that was found in it."""

    reports = fields.List(
        fields.Nested(ReportSchema), required=True, metadata={"description": "What it says, in its own order."}
    )
