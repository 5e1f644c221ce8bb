"""One event as lists give it."""

from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from schemas.dates import EventDateSchema
from schemas.documents import dump_with
from schemas.figures import FigureSummarySchema
from schemas.links import LinksField, PathField
from schemas.places import BaseReferenceSchema, ParticipationSchema, SourceReferenceSchema
from service.domain.events import Event
from service.domain.places import Source
from service.domain.reports import Status


@dataclass(frozen=True, slots=True)
class EventView:
    """What an event's document is made from.

    `sources` are the event's, with their names and in the event's order; `revision` is that of the store which
    makes this version of the event; `updated_at` is its moment, aware and in UTC.
    """

    event: Event
    sources: tuple[Source, ...]
    revision: int
    updated_at: datetime

    @property
    def report_count(self) -> int:
        """How many reports tell the event."""
        return len(self.event.reports)


class EventLinksSchema(Schema):
    """Where to go on from an event."""

    self = PathField(
        "/v1/events/{}",
        attribute="event.id",
        required=True,
        metadata={"description": "The event with all it rests on.", "example": "/v1/events/k1-handover-2020-03-29"},
    )
    reports = PathField(
        "/v1/events/{}#/reports",
        attribute="event.id",
        required=True,
        metadata={
            "description": "Its reports: the same URL, with a JSON Pointer to them.",
            "example": "/v1/events/k1-handover-2020-03-29#/reports",
        },
    )


class EventSchema(Schema):
    """Something that happened, is planned or is denied, merged from all that is reported of it.

    Dumps an `EventView`.
    """

    id = fields.String(
        required=True,
        attribute="event.id",
        metadata={
            "description": "Readable key; the same reports give the same key.",
            "example": "k1-handover-2020-03-29",
        },
    )
    type = fields.String(
        required=True,
        attribute="event.type",
        metadata={"description": "Slug of the event type.", "example": "handover"},
    )
    status = fields.Enum(
        Status,
        by_value=fields.String,
        required=True,
        attribute="event.status",
        metadata={"description": "How far along the event is.", "example": "occurred"},
    )
    date = fields.Nested(
        EventDateSchema,
        required=True,
        allow_none=True,
        attribute="event.date",
        metadata={"description": "When it happened or shall happen; null where nobody says."},
    )
    base = fields.Nested(
        BaseReferenceSchema,
        required=True,
        allow_none=True,
        attribute="event.base",
        metadata={"description": "Where; null where the reports name a country alone."},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="event.country",
        metadata={"description": "ISO 3166-1 alpha-2 code of the place.", "example": "IQ"},
    )
    actors = fields.List(
        fields.Nested(ParticipationSchema),
        required=True,
        attribute="event.participations",
        metadata={"description": "Who takes part, each in a role."},
    )
    figures = fields.List(
        fields.Nested(FigureSummarySchema),
        required=True,
        attribute="event.figures",
        metadata={"description": "Numbers that reports give, lowest to highest."},
    )
    sources = fields.List(fields.Nested(SourceReferenceSchema), required=True, metadata={"description": "Who says so."})
    independent_source_count = fields.Integer(
        required=True,
        attribute="event.independent_source_count",
        metadata={
            "description": "How many of them are independent: sources that print nearly the same text count as one.",
            "example": 3,
        },
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "How many reports tell the event.", "example": 4}
    )
    confidence = fields.Float(
        required=True,
        allow_none=True,
        attribute="event.confidence",
        validate=validate.Range(0.0, 1.0),
        metadata={
            "description": "How sure the extraction is that it is told, 0 to 1: the highest `confidence` of its "
            "reports. Null where `as_of` asks for a state that was stored without it, of which reports were removed.",
            "example": 0.97,
        },
    )
    first_reported = fields.Date(
        required=True,
        allow_none=True,
        attribute="event.first_reported",
        metadata={"description": "Day of the earliest dated article that tells it.", "example": "2020-03-21"},
    )
    disputed = fields.List(
        fields.String(metadata={"example": "date"}),
        required=True,
        attribute="event.disputed",
        metadata={
            "description": "Names of the fields on which independent sources exclude one another: `status` (denied by "
            "some), `date`, `figures`.",
            "example": [],
        },
    )
    revision = fields.Integer(
        required=True,
        metadata={
            "description": "Revision of the store that last changed the event; `as_of` takes it.",
            "example": 3,
        },
    )
    updated_at = fields.AwareDateTime(
        required=True,
        metadata={"description": "When it last changed (UTC).", "example": "2026-01-31T09:30:00+00:00"},
    )
    links = LinksField(EventLinksSchema)


def dump_event(view: EventView) -> str:
    """Return the JSON document that is stored with the event, so that lists are joined and never dumped again."""
    return dump_with(EventSchema, view)
