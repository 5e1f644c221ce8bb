"""Counts of events, for charts."""

from marshmallow import Schema, fields

from schemas.pages import build_unplaced
from service.domain.reports import Status


class NameSchema(Schema):
    """A base, actor or source by which events are counted."""

    slug = fields.String(required=True, metadata={"description": "Its key.", "example": "k1"})
    name = fields.String(required=True, metadata={"description": "Its usual name.", "example": "K1 Air Base"})


_NONE = "null for events that have none"
_PERIOD = "null for events that are not known to lie in one"


class SummaryItemSchema(Schema):
    """How many events are in one group. Of the keys it has those that were asked for by `by`."""

    base = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Base; {_NONE}."})
    actor = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Actor; {_NONE}."})
    source = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Source; {_NONE}."})
    type = fields.String(metadata={"description": "Slug of the event type.", "example": "handover"})
    status = fields.Enum(
        Status, by_value=fields.String, metadata={"description": "How far along.", "example": "occurred"}
    )
    country = fields.String(
        allow_none=True, metadata={"description": f"Code of the country; {_NONE}.", "example": "IQ"}
    )
    day = fields.String(allow_none=True, metadata={"description": f"Day; {_PERIOD}.", "example": "2020-03-29"})
    month = fields.String(allow_none=True, metadata={"description": f"Month; {_PERIOD}.", "example": "2020-03"})
    year = fields.String(allow_none=True, metadata={"description": f"Year; {_PERIOD}.", "example": "2020"})
    count = fields.Integer(required=True, metadata={"description": "How many events.", "example": 3})


class SummarySchema(Schema):
    """Counts of events, ordered by their keys."""

    items = fields.List(
        fields.Nested(SummaryItemSchema), required=True, metadata={"description": "The groups, those of null last."}
    )
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Always null: there is one page.", "example": None}
    )
    unplaced_count = build_unplaced("there where `bbox` is given, which counts none of them")
