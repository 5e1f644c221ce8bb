"""What every error looks like."""

from marshmallow import Schema, fields


class ProblemSchema(Schema):
    """A problem as RFC 9457 has it.

    `parameter`, `allowed` and `nearest` are there where a parameter was wrong, and left out elsewhere.
    """

    type = fields.String(
        required=True,
        metadata={
            "description": "Always `about:blank`: the status, and `parameter` where it is there, tell problems apart.",
            "example": "about:blank",
        },
    )
    title = fields.String(required=True, metadata={"description": "The name of the status.", "example": "Bad Request"})
    status = fields.Integer(required=True, metadata={"description": "The HTTP status.", "example": 400})
    detail = fields.String(
        required=True,
        metadata={
            "description": "What was wrong and what to do about it, for people.",
            "example": "`bse` is not a parameter here; did you mean `base`?",
        },
    )
    instance = fields.String(required=True, metadata={"description": "Path of the request.", "example": "/v1/events"})
    request_id = fields.String(
        required=True,
        metadata={"description": "As in the header `X-Request-Id`, and in the log.", "example": "c0ffee12"},
    )
    parameter = fields.String(metadata={"description": "Name of the wrong parameter.", "example": "bse"})
    allowed = fields.String(
        metadata={
            "description": "What is allowed in its place, for people.",
            "example": "actor, base, cursor, date, limit, source, type",
        }
    )
    nearest = fields.String(metadata={"description": "The name or value that was probably meant.", "example": "base"})
