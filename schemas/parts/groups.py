"""Groups of events, with how many there are of each."""

from typing import Any

from marshmallow import Schema, fields

from schemas.parts.event_types import EventTypeField
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
    type = EventTypeField(metadata={"description": "Slug of the event type.", "example": "handover"})
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


def _build_facet(what: str) -> "fields.List[Any]":
    return fields.List(
        fields.Nested(SummaryItemSchema), metadata={"description": f"{what}, with the number of events of each."}
    )


class FacetsSchema(Schema):
    """How many events of a list have each key, all pages together."""

    base = _build_facet("Bases")
    actor = _build_facet("Actors")
    source = _build_facet("Sources")
    type = _build_facet("Types")
    status = _build_facet("Statuses")
    country = _build_facet("Countries")
    month = _build_facet("Months in the order of time")
    year = _build_facet("Years in the order of time")
