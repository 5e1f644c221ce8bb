"""Events and bases as GeoJSON (RFC 7946), for maps."""

from marshmallow import Schema, fields, validate

from schemas.resources.listed_names import LISTED_BASE
from schemas.responses.listed_events import LISTED_EVENT
from schemas.responses.pages import build_count, build_next, build_unplaced


def build_feature_type(word: str) -> fields.String:
    """Build the type of a GeoJSON object."""
    return fields.String(required=True, metadata={"description": f"Always `{word}`.", "example": word, "enum": [word]})


class PointSchema(Schema):
    """A GeoJSON point."""

    type = build_feature_type("Point")
    coordinates = fields.List(
        fields.Float(),
        required=True,
        validate=validate.Length(equal=2),
        metadata={"description": "Longitude and latitude, WGS 84 decimal degrees.", "example": [44.2842, 35.5125]},
    )


class FeatureSchema(Schema):
    """An event as a GeoJSON feature."""

    type = build_feature_type("Feature")
    id = fields.String(required=True, metadata={"description": "Id of the event.", "example": "k1-handover-2020-03-29"})
    geometry = fields.Nested(
        PointSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Coordinates of its base; null where unknown."},
    )
    properties = fields.Nested(LISTED_EVENT, required=True, metadata={"description": "The event, as in a JSON page."})


class FeatureCollectionSchema(Schema):
    """A page of events as a GeoJSON feature collection."""

    type = build_feature_type("FeatureCollection")
    features = fields.List(
        fields.Nested(FeatureSchema), required=True, metadata={"description": "The events, in the order of the list."}
    )
    next = build_next(
        "/v1/events?format=geojson&limit=1&cursor=MjAyMC0wOC0yM3x0YWppLWhhbmRvdmVyLTIwMjAtMDgtMjMueG1rbXVhcEk"
    )
    count = build_count()
    unplaced_count = build_unplaced("without `bbox` and `near` they are included, with a null geometry")


class BaseFeatureSchema(Schema):
    """A base as a GeoJSON feature."""

    type = build_feature_type("Feature")
    id = fields.String(required=True, metadata={"description": "Key of the base.", "example": "k1"})
    geometry = fields.Nested(
        PointSchema, required=True, allow_none=True, metadata={"description": "Its coordinates; null where unknown."}
    )
    properties = fields.Nested(LISTED_BASE, required=True, metadata={"description": "The base, as in a JSON page."})


class BaseFeatureCollectionSchema(Schema):
    """A page of bases as a GeoJSON feature collection."""

    type = build_feature_type("FeatureCollection")
    features = fields.List(
        fields.Nested(BaseFeatureSchema),
        required=True,
        metadata={"description": "The bases, in the order of the list."},
    )
    next = build_next("/v1/bases?format=geojson&limit=1&cursor=YWJlY2hlLkg4aHh6eDFx")
    unplaced_count = build_unplaced("without `bbox` and `near` they are included, with a null geometry", "bases")
