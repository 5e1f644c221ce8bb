"""Error responses."""

from marshmallow import Schema, fields


class ProblemSchema(Schema):
    """A problem (RFC 9457).

    `parameter`, `allowed` and `nearest` are present only for invalid parameters.
    """

    type = fields.String(
        required=True,
        metadata={
            "description": "Always `about:blank`: `status`, and `parameter` if present, distinguish problems.",
            "example": "about:blank",
        },
    )
    title = fields.String(required=True, metadata={"description": "The status phrase.", "example": "Bad Request"})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status.", "example": 400})
    detail = fields.String(
        required=True,
        metadata={
            "description": "What was wrong and what to do about it, in prose.",
            "example": "`bse` is not a parameter here; did you mean `base`?",
        },
    )
    instance = fields.String(required=True, metadata={"description": "Path of the request.", "example": "/v1/events"})
    request_id = fields.String(
        required=True,
        metadata={"description": "Request id, as in the `X-Request-Id` header and in the log.", "example": "c0ffee12"},
    )
    parameter = fields.String(metadata={"description": "Name of the invalid parameter.", "example": "bse"})
    allowed = fields.String(
        metadata={
            "description": "Allowed values, in prose.",
            "example": "actor, base, cursor, date, limit, source, type",
        }
    )
    nearest = fields.String(metadata={"description": "The closest valid name or value.", "example": "base"})
