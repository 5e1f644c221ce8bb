"""Changes of events: the feed of all events, and the history of one."""

from marshmallow import Schema, fields

from schemas.resources.articles import EXAMPLE_ID
from schemas.resources.events import EventSchema
from service.domain.changes import Action, ChangeKind

_EVENT_ID = "k1-handover-2020-03-29"


class CauseSchema(Schema):
    """The cause of a revision. Dumps a `Cause`."""

    action = fields.Enum(
        Action,
        by_value=fields.String,
        required=True,
        metadata={
            "description": "The action: an article was loaded or removed, names were changed, or all articles "
            "were extracted again.",
            "example": "load",
        },
    )
    article = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Id of the article; null for other actions.", "example": EXAMPLE_ID},
    )


class _ChangeSchema(Schema):
    revision = fields.Integer(
        required=True,
        attribute="revision.number",
        metadata={"description": "Revision of the store, for `as_of`.", "example": 3},
    )
    at = fields.AwareDateTime(
        required=True,
        attribute="revision.committed_at",
        metadata={"description": "Timestamp of the revision (UTC).", "example": "2026-01-31T09:30:00+00:00"},
    )
    kind = fields.Enum(
        ChangeKind,
        by_value=fields.String,
        required=True,
        metadata={
            "description": "Kind of change. A `merged` event continues as `into`.",
            "example": "added",
        },
    )
    id = fields.String(
        required=True, attribute="event", metadata={"description": "Id of the event.", "example": _EVENT_ID}
    )
    into = fields.String(
        required=True,
        allow_none=True,
        attribute="successor",
        metadata={"description": "Id of the event that it was merged into; else null.", "example": None},
    )
    because = fields.Nested(
        CauseSchema, required=True, attribute="revision.cause", metadata={"description": "Cause of the change."}
    )


class ChangeSchema(_ChangeSchema):
    """One change of one event. Dumps an `EventChange`, without the event."""

    event = fields.Nested(
        EventSchema,
        required=True,
        allow_none=True,
        dump_only=True,
        metadata={"description": "The event after the change; null if it was merged or removed."},
    )


class ChangeHeadSchema(_ChangeSchema):
    """A change without its event, which is stored as JSON."""


class DifferenceSchema(Schema):
    """A field of an event before and after a change."""

    field = fields.String(required=True, metadata={"description": "Name of the field.", "example": "date"})
    before = fields.Raw(required=True, metadata={"description": "Value before the change.", "example": None})
    after = fields.Raw(required=True, metadata={"description": "Value after the change.", "example": None})


class HistoryChangeSchema(_ChangeSchema):
    """One change of an event, or of an event merged into it, with the fields that differ."""

    differences = fields.List(
        fields.Nested(DifferenceSchema),
        required=True,
        metadata={
            "description": "Differences from the previous version; empty for the first version and for a removal."
        },
    )
