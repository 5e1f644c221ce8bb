"""Lists: one page of items, and where the next page is."""

from marshmallow import Schema, fields

from schemas.articles import ArticleSchema
from schemas.events import EventSchema
from schemas.listings import ActorSchema, BaseSchema, SourceSchema

_ITEMS = {"description": "The page's items, in the order of the list."}


class PageSchema(Schema):
    """What all lists have alike."""

    next = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "Path of the next page with the same filters; null on the last page. "
            'The `Link` header says the same, as `rel="next"`.',
            "example": "/v1/events?base=k1&limit=50&cursor=q83vEjRWeJA",
        },
    )


class EventPageSchema(PageSchema):
    """Events, the latest first and those that nobody dates last."""

    items = fields.List(fields.Nested(EventSchema), required=True, metadata=_ITEMS)


class BasePageSchema(PageSchema):
    """Bases in the order of their slugs."""

    items = fields.List(fields.Nested(BaseSchema), required=True, metadata=_ITEMS)


class ActorPageSchema(PageSchema):
    """Actors in the order of their slugs."""

    items = fields.List(fields.Nested(ActorSchema), required=True, metadata=_ITEMS)


class SourcePageSchema(PageSchema):
    """Sources in the order of their slugs."""

    items = fields.List(fields.Nested(SourceSchema), required=True, metadata=_ITEMS)


class ArticlePageSchema(PageSchema):
    """Articles in the order of their ids."""

    items = fields.List(fields.Nested(ArticleSchema), required=True, metadata=_ITEMS)
