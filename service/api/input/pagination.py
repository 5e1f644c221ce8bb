"""Pagination snapshots: all pages of a list come from one revision, so that concurrent writes skip or repeat no event.

An event's date is part of its id, so its position by date never changes. `first_reported` and `updated_at` may change
with any article. In these orders every cursor holds the revision of the first page, and all pages are read as of it.
"""

import re
from dataclasses import dataclass, replace

from service.api.input.cursors import build_invalid_cursor
from service.domain.queries import EventOrder, EventQuery, PageRequest

STABLE_ORDERS = frozenset({EventOrder.DATE, EventOrder.DATE_DOWN})
_POSITION = re.compile(r"([0-9]{1,9}) (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class PaginationSnapshot:
    """The query, page and order of a request, at the revision of the first page."""

    query: EventQuery
    page: PageRequest
    order: EventOrder
    revision: int

    def build_position(self, after: str | None) -> str | None:
        """Return the cursor's content after an item, by the item's sort key; null after the last page."""
        return after if after is None or self.order in STABLE_ORDERS else f"{self.revision} {after}"


def resolve_snapshot(query: EventQuery, page: PageRequest, order: EventOrder, revision: int) -> PaginationSnapshot:
    """Return a page's snapshot. `revision` is the requested one, used unless the cursor holds another."""
    if page.after is None or order in STABLE_ORDERS:
        return PaginationSnapshot(query, page, order, revision)
    position = _POSITION.fullmatch(page.after)
    if position is None or int(position[1]) > revision:
        raise build_invalid_cursor("cursor")
    first = int(position[1])
    # The current state has its own index, so an earlier revision is queried only after a change.
    asked = query if first == revision else replace(query, revision=first)
    return PaginationSnapshot(asked, replace(page, after=position[2]), order, first)
