"""Counts of events, for charts."""

from marshmallow import Schema, fields

from schemas.parts.groups import NameSchema, SummaryItemSchema
from schemas.responses.features import PointSchema, build_feature_type
from schemas.responses.pages import build_unplaced


class SummarySchema(Schema):
    """Counts of events, ordered by their keys or by how many there are."""

    items = fields.List(
        fields.Nested(SummaryItemSchema),
        required=True,
        metadata={"description": "Groups, in the order that is asked for."},
    )
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Always null: there is one page.", "example": None}
    )
    unplaced_count = build_unplaced("only with `bbox` or `near`, which exclude them")


class SummaryPropertiesSchema(NameSchema):
    """A base with its number of events."""

    country = fields.String(
        required=True, allow_none=True, metadata={"description": "Code of its country.", "example": "IQ"}
    )
    count = fields.Integer(required=True, metadata={"description": "Number of events.", "example": 3})


class SummaryFeatureSchema(Schema):
    """A base as a GeoJSON feature."""

    type = build_feature_type("Feature")
    id = fields.String(required=True, metadata={"description": "Slug of the base.", "example": "k1"})
    geometry = fields.Nested(PointSchema, required=True, metadata={"description": "Its coordinates."})
    properties = fields.Nested(
        SummaryPropertiesSchema, required=True, metadata={"description": "The base with its number of events."}
    )


class SummaryCollectionSchema(Schema):
    """Counts of events by base as a GeoJSON feature collection, of the bases that have coordinates."""

    type = build_feature_type("FeatureCollection")
    features = fields.List(
        fields.Nested(SummaryFeatureSchema), required=True, metadata={"description": "Bases, in the order of groups."}
    )
    next = fields.String(
        required=True, allow_none=True, metadata={"description": "Always null: there is one page.", "example": None}
    )
    unplaced_count = build_unplaced("they are on no map")
