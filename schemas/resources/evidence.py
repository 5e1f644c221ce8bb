"""Evidence of an event: the history of its status, and the claims of each source."""

from marshmallow import Schema, fields

from schemas.parts.dates import EventDateSchema
from schemas.parts.event_types import EventTypeField
from schemas.parts.figures import FigureSchema
from schemas.parts.stored import dump_stored
from schemas.resources.articles import EXAMPLE_ID
from service.domain.events.events import Event
from service.domain.events.reports import Status

_SOURCES = {"description": "Slugs of the sources that make the claim.", "example": ["kirkuknow"]}
_REPORTS = {"description": "Ids of the reports that make the claim.", "example": [f"{EXAMPLE_ID}-1"]}


class HistoryEntrySchema(Schema):
    """The first report of an event in one status."""

    status = fields.Enum(
        Status,
        by_value=fields.String,
        required=True,
        metadata={"description": "Reported status.", "example": "occurred"},
    )
    type = EventTypeField(
        required=True, metadata={"description": "Slug of the reported event type.", "example": "handover"}
    )
    reported = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Publication day of the article.", "example": "2020-03-29"},
    )
    date = fields.Nested(
        EventDateSchema, required=True, allow_none=True, metadata={"description": "Reported date of the event."}
    )
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "Slug of the source.", "example": "kirkuknow"}
    )
    report = fields.String(required=True, metadata={"description": "Id of the report.", "example": f"{EXAMPLE_ID}-1"})


class _ClaimSchema(Schema):
    sources = fields.List(fields.String(), required=True, metadata=_SOURCES)
    reports = fields.List(fields.String(), required=True, metadata=_REPORTS)


class TypeClaimSchema(_ClaimSchema):
    """Sources that report one event type."""

    value = EventTypeField(required=True, metadata={"description": "Slug of the event type.", "example": "handover"})


class StatusClaimSchema(_ClaimSchema):
    """Sources that report one status."""

    value = fields.Enum(
        Status, by_value=fields.String, required=True, metadata={"description": "Status.", "example": "occurred"}
    )


class DateClaimSchema(_ClaimSchema):
    """Sources that report one date."""

    value = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "EDTF text; null for sources that give no date.", "example": "2020-03-29"},
    )


class FigureClaimSchema(_ClaimSchema):
    """Sources that report one figure."""

    value = fields.Nested(FigureSchema, required=True, metadata={"description": "The reported figure."})


class ClaimsSchema(Schema):
    """Claims of the reports, field by field; the most frequent first."""

    types = fields.List(
        fields.Nested(TypeClaimSchema), required=True, metadata={"description": "Claims about the type."}
    )
    statuses = fields.List(
        fields.Nested(StatusClaimSchema), required=True, metadata={"description": "Claims about the status."}
    )
    dates = fields.List(
        fields.Nested(DateClaimSchema), required=True, metadata={"description": "Claims about the date."}
    )
    figures = fields.List(
        fields.Nested(FigureClaimSchema), required=True, metadata={"description": "Claims about figures."}
    )


class EvidenceSchema(Schema):
    """The members of a single event beside its reports. Dumps an `Event`."""

    history = fields.List(
        fields.Nested(HistoryEntrySchema),
        required=True,
        metadata={"description": "History of the reported status, earliest first: planned, then occurred or denied."},
    )
    date_from = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Id of the report that the date is from; null where undated.",
            "example": f"{EXAMPLE_ID}-1",
        },
    )
    claims = fields.Nested(ClaimsSchema, required=True, metadata={"description": "Claims of each source."})


def dump_evidence(event: Event) -> str:
    """Return the JSON evidence that is stored with an event."""
    return dump_stored(EvidenceSchema, event)
