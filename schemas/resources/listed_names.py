"""Bases, actors and sources in pages: with all members, or with selected ones."""

from typing import Any

from marshmallow import Schema, fields

from schemas.resources.names import ActorSchema, BaseSchema, SourceSchema


class ListedBaseSchema(BaseSchema):
    """A base with all members, and with `near` how far it is from there, or with those that `fields` asks for."""

    distance_km = fields.Method(
        "_round_distance",
        metadata={
            "description": "Distance from `near`, along the globe, to a tenth of a kilometre; only with `near`.",
            "example": 5.9,
            "type": "number",
        },
    )

    def _round_distance(self, record: Any) -> float:
        return round(float(record.distance_km), 1)


class ListedActorSchema(ActorSchema):
    """An actor with all members, or with those that `fields` asks for."""


class ListedSourceSchema(SourceSchema):
    """A source with all members, or with those that `fields` asks for."""


# No member is there always, for `fields` may leave any out; generators of clients need one schema for all forms.
LISTED_BASE = ListedBaseSchema(partial=True)
LISTED_ACTOR = ListedActorSchema(partial=True)
LISTED_SOURCE = ListedSourceSchema(partial=True)
# Schemas that no field refers to by class, by their names in the OpenAPI document.
NAMED_SCHEMAS: dict[str, Schema] = {
    "ListedBase": LISTED_BASE,
    "ListedActor": LISTED_ACTOR,
    "ListedSource": LISTED_SOURCE,
}
