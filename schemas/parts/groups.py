"""Groups of events, with how many there are of each."""

from marshmallow import Schema, fields

from service.domain.events.reports import Status


class NameSchema(Schema):
    """A base, actor or source of a group."""

    slug = fields.String(required=True, metadata={"description": "Its key.", "example": "k1"})
    name = fields.String(required=True, metadata={"description": "Its usual name.", "example": "K1 Air Base"})


_NONE = "null for events that have none"
_PERIOD = "null for events whose date is missing or not precise enough"


class SummaryItemSchema(Schema):
    """Number of events in one group, with the keys that `by` asks for."""

    base = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Base; {_NONE}."})
    actor = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Actor; {_NONE}."})
    source = fields.Nested(NameSchema, allow_none=True, metadata={"description": f"Source; {_NONE}."})
    type = fields.String(metadata={"description": "Slug of the event type.", "example": "handover"})
    status = fields.Enum(
        Status, by_value=fields.String, metadata={"description": "Status of the event.", "example": "occurred"}
    )
    country = fields.String(
        allow_none=True, metadata={"description": f"Code of the country; {_NONE}.", "example": "IQ"}
    )
    day = fields.String(allow_none=True, metadata={"description": f"Day; {_PERIOD}.", "example": "2020-03-29"})
    month = fields.String(allow_none=True, metadata={"description": f"Month; {_PERIOD}.", "example": "2020-03"})
    year = fields.String(allow_none=True, metadata={"description": f"Year; {_PERIOD}.", "example": "2020"})
    count = fields.Integer(required=True, metadata={"description": "Number of events.", "example": 3})
