"""Walks through all pages of events, in orders in which an event may get another place on the way.

An event's date is in its id, so by date its place is its own for ever. When it was first told of, and when it last
changed, may be another after any article: it would be missed on a page that is still to come, or come again on one.
In these orders all pages are of the state that the first was of, which their cursors tell.
"""

import re
from dataclasses import dataclass, replace

from service.api.input.cursors import build_refusal
from service.domain.queries import EventOrder, EventQuery, PageRequest

_FIXED = frozenset({EventOrder.DATE, EventOrder.DATE_DOWN})
_PLACE = re.compile(r"([0-9]{1,9}) (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Walk:
    """What one page is asked by. `revision` is the one that it is of."""

    query: EventQuery
    page: PageRequest
    order: EventOrder
    revision: int

    def build_place(self, after: str | None) -> str | None:
        """What the cursor after an item must carry, by the item's sort key; null after the last page."""
        return after if after is None or self.order in _FIXED else f"{self.revision} {after}"


def follow_walk(query: EventQuery, page: PageRequest, order: EventOrder, revision: int) -> Walk:
    """Return the walk that a page belongs to. `revision` is that which is asked of, unless the walk began earlier."""
    if page.after is None or order in _FIXED:
        return Walk(query, page, order, revision)
    place = _PLACE.fullmatch(page.after)
    if place is None or int(place[1]) > revision:
        raise build_refusal("cursor")
    begun = int(place[1])
    # What holds now has an index of its own, so an earlier state is asked for only where there was a change.
    asked = query if begun == revision else replace(query, revision=begun)
    return Walk(asked, replace(page, after=place[2]), order, begun)
