"""One event, as in lists."""

import re
from dataclasses import dataclass
from datetime import datetime

from marshmallow import Schema, fields, validate

from schemas.documents import dump_json
from schemas.parts.dates import EventDateSchema
from schemas.parts.event_types import EventTypeField
from schemas.parts.figures import FigureSummarySchema
from schemas.parts.links import LinksField, build_path_field
from schemas.parts.places import BaseReferenceSchema, ParticipationSchema, SourceReferenceSchema
from schemas.parts.stored import build_stored
from schemas.resources.event_lines import write_event_line
from service.domain.events.events import Event
from service.domain.events.reports import Status
from service.domain.names.places import PlacePrecision, Source, find_place_precision


@dataclass(frozen=True, slots=True)
class EventView:
    """The input of an event's JSON document.

    `sources` are the event's, with their names and in the event's order; `revision` is the revision of the store that
    made this version of the event; `updated_at` is its timestamp in UTC.
    """

    event: Event
    sources: tuple[Source, ...]
    revision: int
    updated_at: datetime

    @property
    def place_precision(self) -> PlacePrecision | None:
        """How exactly it is known where the event happened."""
        return find_place_precision(self.event.base, self.event.country)

    @property
    def report_count(self) -> int:
        """Number of reports of the event."""
        return len(self.event.reports)


class EventLinksSchema(Schema):
    """Links of an event."""

    self = build_path_field("The event with its evidence.", "/v1/events/k1-handover-2020-03-29")
    reports = build_path_field(
        "Its reports: the same URL, with a JSON Pointer.", "/v1/events/k1-handover-2020-03-29#/reports"
    )


class EventSchema(Schema):
    """An event that occurred, is planned or is denied, merged from all reports of it.

    Dumps an `EventView`.
    """

    id = fields.String(
        required=True,
        attribute="event.id",
        metadata={
            "description": "Stable, readable id; the same reports give the same id.",
            "example": "k1-handover-2020-03-29",
        },
    )
    type = EventTypeField(
        required=True,
        attribute="event.type",
        metadata={"description": "Slug of the event type.", "example": "handover"},
    )
    status = fields.Enum(
        Status,
        by_value=fields.String,
        required=True,
        attribute="event.status",
        metadata={"description": "Status of the event.", "example": "occurred"},
    )
    date = fields.Nested(
        EventDateSchema,
        required=True,
        allow_none=True,
        attribute="event.date",
        metadata={"description": "When it happened or is planned to; null where undated."},
    )
    base = fields.Nested(
        BaseReferenceSchema,
        required=True,
        allow_none=True,
        attribute="event.base",
        metadata={"description": "Base; null where the reports name a country alone."},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="event.country",
        metadata={"description": "ISO 3166-1 alpha-2 code of the place.", "example": "IQ"},
    )
    place_precision = fields.Enum(
        PlacePrecision,
        by_value=fields.String,
        required=True,
        allow_none=True,
        metadata={
            "description": "How exactly it is known where it happened: `base` (the coordinates of the base itself), "
            "`region` (that of a base without coordinates), `country`; null where not even a country is known.",
            "example": "base",
        },
    )
    actors = fields.List(
        fields.Nested(ParticipationSchema),
        required=True,
        attribute="event.participations",
        metadata={"description": "Actors with their roles."},
    )
    figures = fields.List(
        fields.Nested(FigureSummarySchema),
        required=True,
        attribute="event.figures",
        metadata={"description": "Reported figures, each with its lowest and highest value."},
    )
    sources = fields.List(
        fields.Nested(SourceReferenceSchema), required=True, metadata={"description": "Sources that report it."}
    )
    independent_source_count = fields.Integer(
        required=True,
        attribute="event.independent_source_count",
        metadata={
            "description": "Number of independent sources: those that publish nearly the same text count as one.",
            "example": 3,
        },
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "Number of reports of the event.", "example": 4}
    )
    confidence = fields.Float(
        required=True,
        allow_none=True,
        attribute="event.confidence",
        validate=validate.Range(0.0, 1.0),
        metadata={
            "description": "Confidence of the extraction, 0 to 1: the highest `confidence` of its reports. "
            "Null with `as_of` for a version stored without it, of which reports were removed.",
            "example": 0.97,
        },
    )
    first_reported = fields.Date(
        required=True,
        allow_none=True,
        attribute="event.first_reported",
        metadata={"description": "Publication day of the earliest article that reports it.", "example": "2020-03-21"},
    )
    disputed = fields.List(
        fields.String(metadata={"example": "date"}),
        required=True,
        attribute="event.disputed",
        metadata={
            "description": "Names of the fields on which independent sources contradict one another: `status` (denied "
            "by some), `date`, `figures`.",
            "example": [],
        },
    )
    revision = fields.Integer(
        required=True,
        metadata={
            "description": "Revision of the store that last changed the event; usable as `as_of`.",
            "example": 3,
        },
    )
    updated_at = fields.AwareDateTime(
        required=True,
        metadata={"description": "When it last changed (UTC).", "example": "2026-01-31T09:30:00+00:00"},
    )
    links = LinksField(EventLinksSchema)


def dump_event_and_line(view: EventView) -> tuple[str, str]:
    """Return the JSON document that is stored with the event, without links, from which lists are joined; and the line
    of CSV that is stored beside it, of the same members."""
    members = build_stored(EventSchema, view)
    return dump_json(members), write_event_line(members)


def redate_event(document: str, revision: int, updated_at: datetime) -> str:
    """The same document as another revision makes it."""
    made = f',"revision":{revision},"updated_at":"{updated_at.isoformat()}"'
    return _VERSION.sub(made, document, count=1)


# What of an event's JSON is its version's. Within a text the quotation marks would have a backslash before them.
_VERSION = re.compile(r',"revision":\d+,"updated_at":"[^"]*"')
