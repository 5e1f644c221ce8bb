"""Messages of JSON-RPC 2.0, in which the Model Context Protocol is spoken."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

VERSION = "2.0"
_ID = {"type": ["string", "integer", "null"]}


def _require_id(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValidationError("it is neither text nor a whole number")


class RpcRequestSchema(Schema):
    """A request, or without `id` a notification."""

    jsonrpc = fields.String(
        required=True,
        validate=validate.OneOf([VERSION], error=f"it is not {VERSION}"),
        metadata={"description": f"Always `{VERSION}`.", "example": VERSION, "allowed": f'"{VERSION}"'},
    )
    id = fields.Raw(
        validate=_require_id,
        metadata={
            "description": "What the response has too; a notification has none.",
            "type": ["string", "integer"],
            "example": 1,
            "allowed": "a text or a whole number",
        },
    )
    method = fields.String(
        required=True,
        validate=validate.Length(1, 100, error="it is empty or too long"),
        metadata={
            "description": "`initialize`, `ping`, `tools/list`, `tools/call`, or a notification.",
            "example": "tools/list",
            "allowed": "the name of a method",
        },
    )
    params = fields.Dict(
        keys=fields.String(),
        metadata={
            "description": "Parameters of the method.",
            "example": {},
            "allowed": "an object",
        },
    )


class RpcErrorSchema(Schema):
    """Why there is no result."""

    code = fields.Integer(required=True, metadata={"description": "A code of JSON-RPC.", "example": -32601})
    message = fields.String(
        required=True,
        metadata={
            "description": "What was wrong and what to do about it.",
            "example": "there is no method `tools/run`",
        },
    )


class RpcResponseSchema(Schema):
    """A response, with a result or an error."""

    jsonrpc = fields.String(required=True, metadata={"description": f"Always `{VERSION}`.", "example": VERSION})
    id = fields.Raw(required=True, metadata={"description": "That of the request.", "example": 1, **_ID})
    result = fields.Dict(metadata={"description": "The result of the method.", "example": {}})
    error = fields.Nested(RpcErrorSchema, metadata={"description": "In place of a result."})
