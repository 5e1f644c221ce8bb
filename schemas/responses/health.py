"""Responses of health probes."""

from marshmallow import Schema, fields

STATES = ("unknown", "ready", "unreachable", "outdated", "behind", "foreign")


class HealthSchema(Schema):
    """Liveness."""

    status = fields.String(required=True, metadata={"description": "Always `ok`.", "example": "ok"})


class ReadReplicaSchema(Schema):
    """The replica that reads are answered from, as it was found last, some seconds ago."""

    state = fields.String(
        required=True,
        metadata={
            "description": "`ready`: reads go to it. Else they go to the primary: `unknown` (not looked at yet), "
            "`unreachable`, `outdated` (its schema is another), `behind` (by more than is allowed), `foreign` (it is "
            "no replica of this database).",
            "enum": list(STATES),
            "example": "ready",
        },
    )
    lag_seconds = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Its lag in seconds; null where unknown.", "example": 0.0},
    )
    revisions_behind = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Revisions that it lacks; null where unknown.", "example": 0},
    )


class ReadinessSchema(HealthSchema):
    """Readiness; otherwise the response is a problem with the reason."""

    schema = fields.String(
        required=True,
        metadata={"description": "Schema version of the database.", "example": "0021"},
    )
    replica_lag_seconds = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Replica lag in seconds; null for a primary.", "example": None},
    )
    read_replica = fields.Nested(
        ReadReplicaSchema,
        required=True,
        allow_none=True,
        metadata={"description": "The replica that answers reads beside the database; null without one."},
    )
