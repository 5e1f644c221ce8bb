"""Responses of health probes."""

from marshmallow import Schema, fields


class HealthSchema(Schema):
    """Liveness."""

    status = fields.String(required=True, metadata={"description": "Always `ok`.", "example": "ok"})


class ReadinessSchema(HealthSchema):
    """Readiness; otherwise the response is a problem with the reason."""

    schema = fields.String(
        required=True,
        metadata={"description": "Schema version of the database.", "example": "0012"},
    )
    replica_lag_seconds = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Replica lag in seconds; null for a primary.", "example": None},
    )
