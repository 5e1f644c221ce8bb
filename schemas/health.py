"""What probes are answered."""

from marshmallow import Schema, fields


class HealthSchema(Schema):
    """That all is well; where it is not, a problem says what is missing."""

    status = fields.String(required=True, metadata={"description": "Always `ok`.", "example": "ok"})


class ReadinessSchema(HealthSchema):
    """That questions can be answered, and by what."""

    schema = fields.String(
        required=True,
        metadata={"description": "Schema of the database, as migrations number it.", "example": "0008"},
    )
    replica_lag_seconds = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "How far behind a replica is; null where the database is none.", "example": None},
    )
