"""Lists: one page of items, and where the next page is."""

from marshmallow import Schema, fields

from schemas.articles import ArticleSchema
from schemas.changes import ChangeSchema, HistoryChangeSchema
from schemas.listed_events import ANY_EVENT
from schemas.listings import ActorSchema, BaseSchema, SourceSchema

_ITEMS = {"description": "The page's items, in the order of the list."}


def build_next(example: str) -> fields.String:
    """Build the way to the next page."""
    description = (
        "Path of the next page with the same filters; null on the last page. "
        'The `Link` header says the same, as `rel="next"`.'
    )
    return fields.String(required=True, allow_none=True, metadata={"description": description, "example": example})


def build_count() -> fields.Integer:
    """Build the number of all items, on every page of them."""
    return fields.Integer(
        metadata={"description": "How many events match in all; there where `count=exact` asks for it.", "example": 11}
    )


def build_unplaced(when: str) -> fields.Integer:
    """Build the number of events that are in no box and on no map."""
    description = f"How many events match all filters but `bbox` and have no coordinates; {when}."
    return fields.Integer(metadata={"description": description, "example": 2})


class EventPageSchema(Schema):
    """Events, the latest first and those that nobody dates last."""

    items = fields.List(fields.Raw(metadata=ANY_EVENT), required=True, metadata=_ITEMS)
    next = build_next("/v1/events?limit=1&cursor=yvqjpnnFMjAyMC0wOC0yM3x0YWppLWhhbmRvdmVyLTIwMjAtMDgtMjM")
    count = build_count()
    unplaced_count = build_unplaced("there where `bbox` is given, which finds none of them")


class BasePageSchema(Schema):
    """Bases in the order of their slugs."""

    items = fields.List(fields.Nested(BaseSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/bases?limit=1&cursor=aCkKuGajYWJlY2hl")
    unplaced_event_count = fields.Integer(
        required=True,
        metadata={
            "description": "How many events of all have no coordinates: those at bases without any, and at no base.",
            "example": 2,
        },
    )


class ActorPageSchema(Schema):
    """Actors in the order of their slugs."""

    items = fields.List(fields.Nested(ActorSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/actors?limit=1&cursor=fxZ0A-ShYWJkdWwta2FyaW0ta2hhbGFm")


class SourcePageSchema(Schema):
    """Sources in the order of their slugs."""

    items = fields.List(fields.Nested(SourceSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/sources?limit=1&cursor=BFu4NMNpYWJjLW5ld3M")


class ArticlePageSchema(Schema):
    """Articles in the order of their ids."""

    items = fields.List(fields.Nested(ArticleSchema), required=True, metadata=_ITEMS)
    next = build_next(
        "/v1/articles?limit=1&"
        "cursor=U7TEp7f_MGFiZDEyY2RlM2Q1ZjdiMzM4ZGEyMDg3Yjk3OTg4Y2ZjMjY5N2Y2YzNhNjNkM2Q4YzQ2MTIwYzExODFmMzhiOQ"
    )


class ChangePageSchema(Schema):
    """Changes in the order in which they were made."""

    items = fields.List(fields.Nested(ChangeSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/changes?limit=1&since=wcVNrjxlMS4w")
    cursor = fields.String(
        required=True,
        metadata={
            "description": "Where this page ends: `since` with it gives what follows, now or whenever there is more.",
            "example": "wcVNrjxlMS4w",
        },
    )


class HistoryPageSchema(Schema):
    """Changes of one event in the order in which they were made."""

    items = fields.List(fields.Nested(HistoryChangeSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/events/k1-handover-2020-03-29/history?limit=1&cursor=mlnwcAZcMi4y")
