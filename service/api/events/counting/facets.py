"""Facets of a list: how many of its events have each base, actor, type, month and so on."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from service.api.events.counting.groups import MAX_GROUPS, PERIODS, build_items, find_group_names, order_groups
from service.domain.queries import Dimension, EventQuery, GroupOrder
from service.errors import ParameterError
from service.storage.read.summaries import summarise_events

DEFAULT_FACET_LIMIT = 20
MAX_FACET_LIMIT = 1_000


class Facet(StrEnum):
    """What a list of events has facets of: all that is counted but days, of which there are too many."""

    BASE = "base"
    ACTOR = "actor"
    SOURCE = "source"
    TYPE = "type"
    STATUS = "status"
    COUNTRY = "country"
    MONTH = "month"
    YEAR = "year"


def find_facets(session: Session, query: EventQuery, facets: Sequence[Facet], limit: int) -> dict[str, Any]:
    """The items of each facet: those with the most events first, or periods in the order of time, all of them."""
    return {facet.value: _find_items(session, query, Dimension(facet.value), limit) for facet in facets}


def _find_items(session: Session, query: EventQuery, dimension: Dimension, limit: int) -> list[dict[str, Any]]:
    order, most = GroupOrder.COUNT, limit
    if dimension in PERIODS:
        order, most = GroupOrder.KEY, MAX_GROUPS + 1
    groups = summarise_events(session, query, (dimension,), most, order)
    if len(groups) > MAX_GROUPS:
        raise ParameterError(
            "facets", f"more than {MAX_GROUPS} of `{dimension}`; narrow the filters", allowed="fewer periods"
        )
    ordered = order_groups(groups, order)
    return build_items(ordered, (dimension,), find_group_names(session, ordered, (dimension,)))
