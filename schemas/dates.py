"""When something happened."""

from marshmallow import Schema, fields

from service.domain.dates import Precision


class EventDateSchema(Schema):
    """A date as precise as anybody gives it."""

    edtf = fields.String(
        required=True,
        metadata={"description": "EDTF (ISO 8601-2) text; `X` stands for what nobody gives.", "example": "2020-03-29"},
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
        metadata={"description": "How much of the date is known.", "example": "day"},
    )
