"""Bases, actors and sources as resources."""

from marshmallow import Schema, fields

from schemas.parts.links import LinksField, build_path_field

_COUNT = {"description": "Number of events that the same filter on events finds.", "example": 1}
_ALIASES = "Other names; filters accept them."
_COUNTRY = "ISO 3166-1 alpha-2 code; null where unknown."


class BaseLinksSchema(Schema):
    """Links of a base."""

    self = build_path_field("This base.", "/v1/bases/k1")
    events = build_path_field("Events at it.", "/v1/events?base=k1")


class BaseSchema(Schema):
    """A military facility. Dumps a `BaseRecord`."""

    slug = fields.String(
        required=True,
        attribute="base.slug",
        metadata={"description": "Key, for filters and URLs.", "example": "k1"},
    )
    name = fields.String(
        required=True, attribute="base.name", metadata={"description": "Usual name.", "example": "K1 Air Base"}
    )
    aliases = fields.List(
        fields.String(),
        required=True,
        attribute="base.aliases",
        metadata={"description": _ALIASES, "example": ["K-1"]},
    )
    kind = fields.String(
        required=True,
        allow_none=True,
        attribute="base.kind",
        metadata={"description": "Kind of facility; null where unknown.", "example": "air_base"},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="base.country",
        metadata={"description": _COUNTRY, "example": "IQ"},
    )
    region = fields.String(
        required=True,
        allow_none=True,
        attribute="base.region",
        metadata={"description": "First-level region; null where unknown.", "example": "Kirkuk"},
    )
    latitude = fields.Float(
        required=True,
        allow_none=True,
        attribute="base.latitude",
        metadata={"description": "WGS 84 decimal degrees; null where unknown.", "example": 35.5125},
    )
    longitude = fields.Float(
        required=True,
        allow_none=True,
        attribute="base.longitude",
        metadata={"description": "WGS 84 decimal degrees; null where unknown.", "example": 44.2842},
    )
    wikidata = fields.String(
        required=True,
        allow_none=True,
        attribute="base.wikidata",
        metadata={"description": "Wikidata item; null where there is none.", "example": None},
    )
    reference = fields.String(
        required=True,
        allow_none=True,
        attribute="base.reference",
        metadata={
            "description": "Public reference for the coordinates and the Wikidata item.",
            "example": "Wikipedia: K-1 Air Base (35°30′45″N 44°17′03″E)",
        },
    )
    event_count = fields.Integer(required=True, metadata=_COUNT)
    links = LinksField(BaseLinksSchema)


class ActorLinksSchema(Schema):
    """Links of an actor."""

    self = build_path_field("This actor.", "/v1/actors/us-led-coalition")
    events = build_path_field("Events with this actor.", "/v1/events?actor=us-led-coalition")


class ActorSchema(Schema):
    """A force, state, organisation or person. Dumps an `ActorRecord`."""

    slug = fields.String(
        required=True,
        attribute="actor.slug",
        metadata={"description": "Key, for filters and URLs.", "example": "us-led-coalition"},
    )
    name = fields.String(
        required=True, attribute="actor.name", metadata={"description": "Usual name.", "example": "US-led coalition"}
    )
    aliases = fields.List(
        fields.String(),
        required=True,
        attribute="actor.aliases",
        metadata={"description": _ALIASES, "example": ["CJTF-OIR"]},
    )
    kind = fields.String(
        required=True,
        allow_none=True,
        attribute="actor.kind",
        metadata={"description": "Kind of actor; null where unknown.", "example": "coalition"},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="actor.country",
        metadata={"description": _COUNTRY, "example": None},
    )
    event_count = fields.Integer(required=True, metadata=_COUNT)
    links = LinksField(ActorLinksSchema)


class SourceLinksSchema(Schema):
    """Links of a source."""

    self = build_path_field("This source.", "/v1/sources/press-tv")
    events = build_path_field("Events that it reports.", "/v1/events?source=press-tv")


class SourceSchema(Schema):
    """A publisher. Dumps a `SourceRecord`."""

    slug = fields.String(
        required=True,
        attribute="source.slug",
        metadata={"description": "Key, for filters and URLs.", "example": "press-tv"},
    )
    name = fields.String(
        required=True, attribute="source.name", metadata={"description": "Usual name.", "example": "Press TV"}
    )
    aliases = fields.List(
        fields.String(),
        required=True,
        attribute="source.aliases",
        metadata={"description": _ALIASES, "example": ["PressTV"]},
    )
    country = fields.String(
        required=True,
        allow_none=True,
        attribute="source.country",
        metadata={"description": _COUNTRY, "example": "IR"},
    )
    url = fields.String(
        required=True,
        allow_none=True,
        attribute="source.url",
        metadata={"description": "Website.", "example": "https://www.presstv.ir"},
    )
    owner = fields.String(
        required=True,
        allow_none=True,
        attribute="source.owner",
        metadata={
            "description": "Who owns it; null where `reference` does not say, or there is none.",
            "example": "Islamic Republic of Iran Broadcasting",
        },
    )
    state = fields.String(
        required=True,
        allow_none=True,
        attribute="source.state",
        metadata={
            "description": "ISO 3166-1 alpha-2 code of the state that owns or controls it, or is its main funder, "
            "as `reference` says. Public broadcasters count, whether or not the state has a say in what they report. "
            "Null for all others, and where unknown.",
            "example": "IR",
        },
    )
    reference = fields.String(
        required=True,
        allow_none=True,
        attribute="source.reference",
        metadata={"description": "Public reference for owner and state.", "example": "Wikipedia: Press TV"},
    )
    article_count = fields.Integer(
        required=True, metadata={"description": "Number of its loaded articles.", "example": 2}
    )
    event_count = fields.Integer(required=True, metadata=_COUNT)
    links = LinksField(SourceLinksSchema)
