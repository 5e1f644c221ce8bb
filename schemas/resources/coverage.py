"""Which articles have been read: by source and month."""

from marshmallow import Schema, fields

_MONTH = {"description": "The month.", "example": "2020-03"}
_ARTICLES = {"description": "Number of current articles.", "example": 2}


class MonthCoverageSchema(Schema):
    """A month with articles."""

    month = fields.String(required=True, metadata=_MONTH)
    article_count = fields.Integer(required=True, metadata=_ARTICLES)


class GapSchema(Schema):
    """Successive months without an article."""

    first = fields.String(required=True, metadata={"description": "The first of them.", "example": "2020-04"})
    last = fields.String(required=True, metadata={"description": "The last of them.", "example": "2020-07"})


class CoveredSourceSchema(Schema):
    """The source."""

    slug = fields.String(required=True, metadata={"description": "Its key.", "example": "press-tv"})
    name = fields.String(required=True, metadata={"description": "Its usual name.", "example": "Press TV"})


class SourceCoverageSchema(Schema):
    """The articles of one source."""

    source = fields.Nested(CoveredSourceSchema, required=True, metadata={"description": "The source."})
    article_count = fields.Integer(required=True, metadata=_ARTICLES)
    undated_count = fields.Integer(
        required=True, metadata={"description": "Those of which no day of publication is known.", "example": 0}
    )
    earliest = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Day of the earliest; null where no day is known.", "example": "2020-03-21"},
    )
    newest = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Day of the newest; null where no day is known.", "example": "2020-08-23"},
    )
    months = fields.List(
        fields.Nested(MonthCoverageSchema), required=True, metadata={"description": "Months with articles, in order."}
    )
    gaps = fields.List(
        fields.Nested(GapSchema),
        required=True,
        metadata={"description": "Months between the earliest and the newest article that have none, in order."},
    )
