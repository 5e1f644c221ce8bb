"""What changed in the store: the feed of all events, and the history of one."""

from marshmallow import Schema, fields

from schemas.articles import EXAMPLE_ID
from schemas.events import EventSchema
from service.domain.changes import Action, ChangeKind

_ANY = {"type": ["object", "array", "string", "number", "null"]}
_EVENT_ID = "k1-handover-2020-03-29"


class CauseSchema(Schema):
    """Why the store changed. Dumps a `Cause`."""

    action = fields.Enum(
        Action,
        by_value=fields.String,
        required=True,
        metadata={
            "description": "What was done: an article was loaded or removed, names were changed, or all articles "
            "were read again.",
            "example": "load",
        },
    )
    article = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Id of the article; null where it was not one.", "example": EXAMPLE_ID},
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
        metadata={"description": "When (UTC).", "example": "2026-01-31T09:30:00+00:00"},
    )
    kind = fields.Enum(
        ChangeKind,
        by_value=fields.String,
        required=True,
        metadata={
            "description": "What became of the event. One that is `merged` goes on as `into`.",
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
        metadata={"description": "Id of the event that a merged one goes on as; else null.", "example": None},
    )
    because = fields.Nested(
        CauseSchema, required=True, attribute="revision.cause", metadata={"description": "Because of what."}
    )


class ChangeSchema(_ChangeSchema):
    """One change of one event. Dumps an `EventChange`, but for the event."""

    event = fields.Nested(
        EventSchema,
        required=True,
        allow_none=True,
        dump_only=True,
        metadata={"description": "The event as it was then; null where it was merged or removed."},
    )


class ChangeHeadSchema(_ChangeSchema):
    """A change without the event, which is stored as JSON and needs no dumping."""


class DifferenceSchema(Schema):
    """A field of an event before and after a change."""

    field = fields.String(required=True, metadata={"description": "Name of the field.", "example": "date"})
    before = fields.Raw(required=True, metadata={"description": "What it was.", "example": None, **_ANY})
    after = fields.Raw(required=True, metadata={"description": "What it became.", "example": None, **_ANY})


class HistoryChangeSchema(_ChangeSchema):
    """One change of an event, or of one that was merged into it, with the fields that differ."""

    differences = fields.List(
        fields.Nested(DifferenceSchema),
        required=True,
        metadata={"description": "What differs from the version before; empty for the first and after the last."},
    )
