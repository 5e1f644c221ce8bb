"""Pagination snapshots: all pages of a list come from one revision, so that concurrent writes skip or repeat no event.

An event's date is part of its id, so its position by date never changes. `first_reported` and `updated_at` may change
with any article. In these orders every cursor holds the revision of the first page, and all pages are read as of it.
Elsewhere it holds the revision of the page before, so that no database answers that has less of the list.
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
        return join_position(self.revision, after)


def join_position(revision: int, after: str | None) -> str | None:
    """Return a cursor's content: the revision of a page and the sort key of its last item; null after the last page."""
    return None if after is None else f"{revision} {after}"


def split_position(position: str) -> tuple[int | None, str]:
    """Return the revision and the sort key of a cursor; a null revision where it holds the key alone."""
    found = _POSITION.fullmatch(position)
    return (int(found[1]), found[2]) if found else (None, position)


def strip_revision(page: PageRequest) -> PageRequest:
    """Return a page request with the sort key of its cursor alone."""
    return page if page.after is None else replace(page, after=split_position(page.after)[1])


def resolve_snapshot(query: EventQuery, page: PageRequest, order: EventOrder, revision: int) -> PaginationSnapshot:
    """Return a page's snapshot. `revision` is the requested one, used unless the cursor holds another."""
    if page.after is None or order in STABLE_ORDERS:
        return PaginationSnapshot(query, strip_revision(page), order, revision)
    first, after = split_position(page.after)
    if first is None or first > revision:
        raise build_invalid_cursor("cursor")
    # The current state has its own index, so an earlier revision is queried only after a change.
    asked = query if first == revision else replace(query, revision=first)
    return PaginationSnapshot(asked, replace(page, after=after), order, first)
