"""One read of events, for pages and for streams: all that match, a page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from service.api.events.arguments import EventArguments
from service.api.events.as_of import find_revision
from service.api.events.counting.facets import find_facets
from service.api.events.output.documents import dump_events
from service.api.events.output.unplaced import find_unplaced
from service.api.events.queries import resolve_query
from service.api.http.responses import build_page_request
from service.api.input.pagination import PaginationSnapshot, resolve_snapshot
from service.domain.queries import PageRequest
from service.domain.records import ListedEvent, Page
from service.storage.read.events import count_events, find_event_lines, find_events


@dataclass(frozen=True, slots=True)
class EventPage:
    """One page: its events as they are stored, their JSON with the requested members, and the key to continue after."""

    events: Sequence[ListedEvent]
    documents: Sequence[str]
    after: str | None


@dataclass(frozen=True, slots=True)
class EventPages:
    """The events that match a request, all of one snapshot."""

    session: Session
    arguments: EventArguments
    snapshot: PaginationSnapshot

    @property
    def revision(self) -> int:
        """The revision that all pages are of."""
        return self.snapshot.revision

    def read_page(self, page: PageRequest | None = None) -> EventPage:
        """Read a page; without one, that which is requested."""
        found = find_events(self.session, self.snapshot.query, page or self.snapshot.page, self.snapshot.order)
        return EventPage(found.items, dump_events(self.session, found.items, self.arguments), found.after)

    def read_all(self, limit: int, size: int, *, of_lines: bool = False) -> Iterator[Sequence[str]]:
        """Read the JSON or the lines of up to `limit` events from the requested page on, `size` at a time at most."""
        read: Callable[[PageRequest], Page[str]] = self._read_lines if of_lines else self._read_documents
        after = self.snapshot.page.after
        while True:
            page = read(PageRequest(min(size, limit), after))
            yield page.items
            after, limit = page.after, limit - len(page.items)
            if after is None or limit <= 0:
                return

    def _read_documents(self, request: PageRequest) -> Page[str]:
        page = self.read_page(request)
        return Page(page.documents, page.after)

    def _read_lines(self, request: PageRequest) -> Page[str]:
        return find_event_lines(self.session, self.snapshot.query, request, self.snapshot.order)

    def count(self) -> dict[str, int]:
        """Return `count` where it is requested, else no member."""
        return {} if self.arguments.count is None else {"count": count_events(self.session, self.snapshot.query)}

    def find_facets(self) -> dict[str, Any]:
        """Return `facets` where they are requested, else no member."""
        if not self.arguments.facets:
            return {}
        arguments = self.arguments
        return {"facets": find_facets(self.session, self.snapshot.query, arguments.facets, arguments.facet_limit)}

    def find_unplaced(self, *, is_map: bool = False) -> dict[str, int]:
        """Return `unplaced_count` with a bounding box or for a map, else no member."""
        return find_unplaced(self.session, self.snapshot.query, is_map=is_map)


def read_events(session: Session, arguments: EventArguments) -> EventPages:
    """Resolve a request to its snapshot; its pages are read when they are asked for."""
    page = build_page_request(arguments)
    revision = find_revision(session, arguments.as_of)
    query = resolve_query(session, arguments, revision)
    return EventPages(session, arguments, resolve_snapshot(query, page, arguments.sort, revision))
