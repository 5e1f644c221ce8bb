"""Pages of lists, with the link to the next page."""

from marshmallow import Schema, fields

from schemas.parts.groups import FacetsSchema
from schemas.resources.articles import ArticleSchema
from schemas.resources.coverage import MonthCoverageSchema, SourceCoverageSchema
from schemas.resources.listed_names import LISTED_ACTOR, LISTED_BASE, LISTED_SOURCE
from schemas.responses.changes import ChangeSchema, HistoryChangeSchema
from schemas.responses.listed_events import LISTED_EVENT

_ITEMS = {"description": "Items of the page, in the order of the list."}


def build_next(example: str) -> fields.String:
    """Build the link to the next page."""
    description = (
        "Path of the next page with the same filters; null on the last page. "
        'Also in the `Link` header, as `rel="next"`.'
    )
    return fields.String(required=True, allow_none=True, metadata={"description": description, "example": example})


def build_count() -> fields.Integer:
    """Build the total number of items."""
    return fields.Integer(
        metadata={"description": "Total number of matching events; only with `count=exact`.", "example": 11}
    )


def build_unplaced(when: str, items: str = "events") -> fields.Integer:
    """Build the number of items without coordinates."""
    description = f"Number of {items} that match all filters except `bbox` and `near` but have no coordinates; {when}."
    return fields.Integer(metadata={"description": description, "example": 2})


class EventPageSchema(Schema):
    """Events, latest first, undated last."""

    items = fields.List(fields.Nested(LISTED_EVENT), required=True, metadata=_ITEMS)
    next = build_next("/v1/events?limit=1&cursor=MjAyMC0wOC0yM3x0YWppLWhhbmRvdmVyLTIwMjAtMDgtMjMuTmZTVDNHNVc")
    count = build_count()
    unplaced_count = build_unplaced("only with `bbox` or `near`, which exclude them")
    facets = fields.Nested(
        FacetsSchema, metadata={"description": "How many matching events have each key; only with `facets`."}
    )


class BasePageSchema(Schema):
    """Bases, ordered by slug unless `sort` or `q` say otherwise."""

    items = fields.List(fields.Nested(LISTED_BASE), required=True, metadata=_ITEMS)
    next = build_next("/v1/bases?limit=1&cursor=YWJlY2hlLktxOU1RVGNa")
    unplaced_count = build_unplaced("only with `bbox` or `near`, which exclude them", "bases")
    unplaced_event_count = fields.Integer(
        required=True,
        metadata={
            "description": "Number of all events without coordinates: at bases without coordinates, or at no base.",
            "example": 2,
        },
    )


class ActorPageSchema(Schema):
    """Actors, ordered by slug unless `sort` or `q` say otherwise."""

    items = fields.List(fields.Nested(LISTED_ACTOR), required=True, metadata=_ITEMS)
    next = build_next("/v1/actors?limit=1&cursor=YWJkdWwta2FyaW0ta2hhbGFmLkY2RkFUb0c2")


class SourcePageSchema(Schema):
    """Sources, ordered by slug unless `sort` or `q` say otherwise."""

    items = fields.List(fields.Nested(LISTED_SOURCE), required=True, metadata=_ITEMS)
    next = build_next("/v1/sources?limit=1&cursor=YWJjLW5ld3MuN0dkaHR3RXA")


class ArticlePageSchema(Schema):
    """Articles, ordered by id."""

    items = fields.List(fields.Nested(ArticleSchema), required=True, metadata=_ITEMS)
    next = build_next(
        "/v1/articles?limit=1&"
        "cursor=MGFiZDEyY2RlM2Q1ZjdiMzM4ZGEyMDg3Yjk3OTg4Y2ZjMjY5N2Y2YzNhNjNkM2Q4YzQ2MTIwYzExODFmMzhiOS5BWGhheG93TQ"
    )


class CoveragePageSchema(Schema):
    """Sources with articles, ordered by slug."""

    items = fields.List(fields.Nested(SourceCoverageSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/coverage?limit=1&cursor=NSBraXJrdWtub3cuNmVhczhaaWw")
    months = fields.List(
        fields.Nested(MonthCoverageSchema),
        required=True,
        metadata={"description": "Months with articles of any source, in order."},
    )


class ChangePageSchema(Schema):
    """Changes, earliest first."""

    items = fields.List(fields.Nested(ChangeSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/changes?limit=1&since=MS4wLlFwMUh0aElC")
    cursor = fields.String(
        required=True,
        metadata={
            "description": "End of this page: pass it as `since` to get later changes, now or at any later time.",
            "example": "MS4wLlFwMUh0aElC",
        },
    )


class HistoryPageSchema(Schema):
    """Changes of one event, earliest first."""

    items = fields.List(fields.Nested(HistoryChangeSchema), required=True, metadata=_ITEMS)
    next = build_next("/v1/events/k1-handover-2020-03-29/history?limit=1&cursor=Mi4yLnBPaTBLVzFF")
