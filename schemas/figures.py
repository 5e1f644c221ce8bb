"""Numbers as one article gives them, and as an event sums them up."""

from marshmallow import Schema, fields

from service.domain.reports import Qualifier

_KIND = {"description": "What is counted.", "example": "personnel"}
_UNIT = {"description": "ISO 4217 code of money; null where things or people are counted.", "example": None}


class FigureSchema(Schema):
    """A number that one article gives."""

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    value = fields.Integer(required=True, metadata={"description": "The number.", "example": 300})
    qualifier = fields.Enum(
        Qualifier,
        by_value=fields.String,
        required=True,
        metadata={"description": "How the article hedges the number.", "example": "exact"},
    )


class FigureSummarySchema(Schema):
    """What all reports of an event say of one kind of figure."""

    kind = fields.String(required=True, metadata=_KIND)
    unit = fields.String(required=True, allow_none=True, metadata=_UNIT)
    low = fields.Integer(required=True, metadata={"description": "Lowest number that a report gives.", "example": 300})
    best = fields.Integer(
        required=True, metadata={"description": "Number to show where one is wanted.", "example": 300}
    )
    high = fields.Integer(
        required=True, metadata={"description": "Highest number that a report gives.", "example": 300}
    )
    report_count = fields.Integer(
        required=True, metadata={"description": "How many reports give such a number.", "example": 2}
    )
