"""What an event rests on: how it was told over time, and who says what."""

from marshmallow import Schema, fields

from schemas.articles import EXAMPLE_ID
from schemas.dates import EventDateSchema
from schemas.documents import dump_with
from schemas.figures import FigureSchema
from service.domain.events import Event
from service.domain.reports import Status

_SOURCES = {"description": "Slugs of the publishers that say so.", "example": ["kirkuknow"]}
_REPORTS = {"description": "Ids of the reports that say so.", "example": [f"{EXAMPLE_ID}-1"]}


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


class _ClaimSchema(Schema):
    sources = fields.List(fields.String(), required=True, metadata=_SOURCES)
    reports = fields.List(fields.String(), required=True, metadata=_REPORTS)


class TypeClaimSchema(_ClaimSchema):
    """Who tells an event as of one type."""

    value = fields.String(required=True, metadata={"description": "Slug of the event type.", "example": "handover"})


class StatusClaimSchema(_ClaimSchema):
    """Who tells an event in one status."""

    value = fields.Enum(
        Status, by_value=fields.String, required=True, metadata={"description": "Status.", "example": "occurred"}
    )


class DateClaimSchema(_ClaimSchema):
    """Who gives an event one date."""

    value = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "EDTF text; null for those who give no date.", "example": "2020-03-29"},
    )


class FigureClaimSchema(_ClaimSchema):
    """Who gives an event one number."""

    value = fields.Nested(FigureSchema, required=True, metadata={"description": "The number."})


class ClaimsSchema(Schema):
    """What the reports say, field by field; what most of them say comes first."""

    types = fields.List(fields.Nested(TypeClaimSchema), required=True, metadata={"description": "Of the type."})
    statuses = fields.List(fields.Nested(StatusClaimSchema), required=True, metadata={"description": "Of the status."})
    dates = fields.List(fields.Nested(DateClaimSchema), required=True, metadata={"description": "Of the date."})
    figures = fields.List(fields.Nested(FigureClaimSchema), required=True, metadata={"description": "Of numbers."})


class EvidenceSchema(Schema):
    """What an item adds to an event but its reports. Dumps an `Event`."""

    history = fields.List(
        fields.Nested(HistoryEntrySchema),
        required=True,
        metadata={"description": "How it was told over time, earliest first: planned, then occurred or denied."},
    )
    date_from = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Id of the report that gives the date; null where none does.",
            "example": f"{EXAMPLE_ID}-1",
        },
    )
    claims = fields.Nested(ClaimsSchema, required=True, metadata={"description": "Who says what."})


def dump_evidence(event: Event) -> str:
    """Return the JSON that is stored beside an event's document."""
    return dump_with(EvidenceSchema, event)
