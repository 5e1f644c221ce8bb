"""References to bases, actors and sources in events and reports, with what a map or a table needs."""

from marshmallow import Schema, fields

from service.domain.events.reports import Role

_COUNTRY = {"description": "ISO 3166-1 alpha-2 code; null where unknown.", "example": "IQ"}


class BaseReferenceSchema(Schema):
    """The base of an event."""

    slug = fields.String(required=True, metadata={"description": "Key of the base.", "example": "k1"})
    name = fields.String(required=True, metadata={"description": "Usual name.", "example": "K1 Air Base"})
    country = fields.String(required=True, allow_none=True, metadata=_COUNTRY)
    region = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "First-level region; null where unknown.", "example": "Kirkuk"},
    )
    latitude = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "WGS 84 decimal degrees; null where unknown.", "example": 35.5125},
    )
    longitude = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "WGS 84 decimal degrees; null where unknown.", "example": 44.2842},
    )


class ParticipationSchema(Schema):
    """One actor with its role."""

    slug = fields.String(
        required=True,
        attribute="actor.slug",
        metadata={"description": "Key of the actor.", "example": "us-led-coalition"},
    )
    name = fields.String(
        required=True, attribute="actor.name", metadata={"description": "Usual name.", "example": "US-led coalition"}
    )
    role = fields.Enum(
        Role,
        by_value=fields.String,
        required=True,
        metadata={"description": "Role of the actor.", "example": "leaving"},
    )


class SourceReferenceSchema(Schema):
    """The publisher of an article."""

    slug = fields.String(required=True, metadata={"description": "Key of the source.", "example": "press-tv"})
    name = fields.String(required=True, metadata={"description": "Usual name.", "example": "Press TV"})
