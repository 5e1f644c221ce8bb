"""What probes are answered."""

from marshmallow import Schema, fields


class HealthSchema(Schema):
    """That all is well; where it is not, a problem says what is missing."""

    status = fields.String(required=True, metadata={"description": "Always `ok`.", "example": "ok"})
