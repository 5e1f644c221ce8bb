"""Bases, actors and sources in pages: with all members, or with selected ones."""

from typing import Any

from marshmallow import Schema, fields

from schemas.resources.names import ActorSchema, BaseSchema, SourceSchema


class ListedBaseSchema(BaseSchema):
    """A base and, where `near` is asked for, how far it is from there."""

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


class SelectedBaseSchema(ListedBaseSchema):
    """A base with the members that `fields` asks for."""


class SelectedActorSchema(ActorSchema):
    """An actor with the members that `fields` asks for."""


class SelectedSourceSchema(SourceSchema):
    """A source with the members that `fields` asks for."""


# Schemas that no field refers to by class, by their names in the OpenAPI document.
NAMED_SCHEMAS: dict[str, Schema] = {
    "ListedBase": ListedBaseSchema(),
    "SelectedBase": SelectedBaseSchema(partial=True),
    "SelectedActor": SelectedActorSchema(partial=True),
    "SelectedSource": SelectedSourceSchema(partial=True),
}


def _refer(*names: str) -> dict[str, Any]:
    return {"anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}


ANY_BASE = _refer("ListedBase", "SelectedBase")
ANY_ACTOR = _refer("Actor", "SelectedActor")
ANY_SOURCE = _refer("Source", "SelectedSource")
