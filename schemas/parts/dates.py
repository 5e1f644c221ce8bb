"""Dates of events."""

from marshmallow import Schema, fields

from service.domain.events.dates import Precision


class EventDateSchema(Schema):
    """A date at the best reported precision."""

    edtf = fields.String(
        required=True,
        metadata={"description": "EDTF (ISO 8601-2) text; `X` marks unknown digits.", "example": "2020-03-29"},
    )
    first = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "First possible day; null where the year is unknown.", "example": "2020-03-29"},
    )
    last = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Last possible day; null where the year is unknown.", "example": "2020-03-29"},
    )
    precision = fields.Enum(
        Precision,
        by_value=fields.String,
        required=True,
        metadata={"description": "Precision of the date.", "example": "day"},
    )
