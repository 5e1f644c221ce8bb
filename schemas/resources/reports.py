"""Reports: one event as one article describes it, with the supporting quotes."""

from marshmallow import Schema, fields, validate

from schemas.parts.dates import EventDateSchema
from schemas.parts.event_types import EventTypeField
from schemas.parts.figures import FigureSchema
from schemas.parts.places import BaseReferenceSchema, ParticipationSchema
from schemas.parts.stored import dump_stored
from schemas.resources.articles import EXAMPLE_ID, ArticleReferenceSchema
from service.domain.events.reports import Status
from service.domain.records import ReportRecord

EXAMPLE_QUOTE = (
    "The K1 military base was handed to the ISF today, Sunday, March 29, as the US-led coalition withdrew from it."
)


class QuoteSchema(Schema):
    """A quote that supports a report."""

    text = fields.String(
        required=True,
        metadata={"description": "Exactly `article[start:end]`.", "example": EXAMPLE_QUOTE},
    )
    start = fields.Integer(required=True, metadata={"description": "Start, from 0, in code points.", "example": 241})
    end = fields.Integer(required=True, metadata={"description": "End, exclusive, in code points.", "example": 350})
    supports = fields.List(
        fields.String(metadata={"example": "date"}),
        required=True,
        metadata={"description": "Names of the report's fields that the quote supports.", "example": ["type", "date"]},
    )


class ReportSchema(Schema):
    """One event as one article describes it. Dumps a `ReportRecord`."""

    id = fields.String(required=True, metadata={"description": "Key of the report.", "example": f"{EXAMPLE_ID}-1"})
    type = EventTypeField(
        required=True,
        attribute="report.type",
        metadata={"description": "Slug of the event type.", "example": "handover"},
    )
    status = fields.Enum(
        Status,
        by_value=fields.String,
        required=True,
        attribute="report.status",
        metadata={"description": "Reported status of the event.", "example": "occurred"},
    )
    base = fields.Nested(
        BaseReferenceSchema,
        required=True,
        allow_none=True,
        attribute="report.base",
        metadata={"description": "Base; null where the article names no base."},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="report.country",
        metadata={"description": "ISO 3166-1 alpha-2 code of the place.", "example": "IQ"},
    )
    date = fields.Nested(
        EventDateSchema,
        required=True,
        allow_none=True,
        attribute="report.date",
        metadata={"description": "Reported date; null where undated."},
    )
    actors = fields.List(
        fields.Nested(ParticipationSchema),
        required=True,
        attribute="report.participations",
        metadata={"description": "Actors with their roles."},
    )
    figures = fields.List(
        fields.Nested(FigureSchema),
        required=True,
        attribute="report.figures",
        metadata={"description": "Reported figures."},
    )
    attributed_to = fields.String(
        required=True,
        allow_none=True,
        attribute="report.attributed_to",
        metadata={
            "description": "Whom the article quotes; null where nobody is quoted.",
            "example": "US-led coalition (statement)",
        },
    )
    confidence = fields.Float(
        required=True,
        attribute="report.confidence",
        validate=validate.Range(0.0, 1.0),
        metadata={"description": "Calibrated probability that the article reports the event, 0 to 1.", "example": 0.95},
    )
    quotes = fields.List(
        fields.Nested(QuoteSchema),
        required=True,
        attribute="report.quotes",
        metadata={"description": "Supporting quotes."},
    )


class AttributedReportSchema(ReportSchema):
    """A report with its article. Dumps a `ReportRecord`."""

    article = fields.Nested(ArticleReferenceSchema, required=True, metadata={"description": "Article of the report."})


def dump_report(record: ReportRecord) -> str:
    """Return the JSON document that is stored with a report, as in single events."""
    return dump_stored(AttributedReportSchema, record)
