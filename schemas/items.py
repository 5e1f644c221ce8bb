"""One event and one article, each with all that lists leave out."""

from marshmallow import Schema, fields

from schemas.articles import EXAMPLE_ID, ArticleSchema
from schemas.dates import EventDateSchema
from schemas.events import EventSchema
from schemas.reports import AttributedReportSchema, ReportSchema
from service.domain.reports import Status


class HistoryEntrySchema(Schema):
    """The first time that an event was told in one status."""

    status = fields.Enum(
        Status,
        by_value=fields.String,
        required=True,
        metadata={"description": "What it was told as.", "example": "occurred"},
    )
    type = fields.String(
        required=True, metadata={"description": "Slug of the event type, as told then.", "example": "handover"}
    )
    reported = fields.Date(
        required=True, allow_none=True, metadata={"description": "Day of that article.", "example": "2020-03-29"}
    )
    date = fields.Nested(
        EventDateSchema, required=True, allow_none=True, metadata={"description": "The date as told then."}
    )
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Slug of the publisher.", "example": "kirkuknow"}
    )
    report = fields.String(required=True, metadata={"description": "Id of the report.", "example": f"{EXAMPLE_ID}-1"})


class EvidenceSchema(Schema):
    """What an event rests on. Dumps an `EventRecord`."""

    reports = fields.List(
        fields.Nested(AttributedReportSchema),
        required=True,
        metadata={"description": "What each article says of it, with the words that say so."},
    )
    history = fields.List(
        fields.Nested(HistoryEntrySchema),
        required=True,
        metadata={"description": "How it was told over time, earliest first."},
    )


class EventItemSchema(EventSchema, EvidenceSchema):
    """One event with its reports, their quotes, and its history."""


class ArticleItemSchema(ArticleSchema):
    """One article with all that was found in it."""

    reports = fields.List(
        fields.Nested(ReportSchema), required=True, metadata={"description": "What it says, in its own order."}
    )
