"""Pages of events that need no session: one statement has the page and the revision that it is of."""

from schemas.documents import select_members
from service.api.caching.etags import ReadyResponse
from service.api.events.arguments import EventArguments
from service.api.events.output.documents import link_event
from service.api.events.output.formats import choose_format
from service.api.events.output.json_pages import JsonPages
from service.api.http.database import find_latest
from service.api.http.headers import set_revision_header
from service.api.http.responses import build_next_path, build_page_request, respond_with_page
from service.api.input.pagination import STABLE_ORDERS, resolve_snapshot, strip_revision
from service.domain.queries import EventQuery
from service.storage.read.pages.placed import plan_known_page
from service.storage.read.resolving import resolve_known

# Filters that are answered from the ranges of indexes, whatever their values; a box only where it is alone.
_RANGED = frozenset({"base", "actor", "role", "source", "type", "status", "country", "date", "undated", "bbox"})


def respond_at_once(arguments: EventArguments) -> ReadyResponse | None:
    """The response to a request for a page; null where it takes a session to know it."""
    latest = find_latest()
    index = latest.names.index if latest else None
    if latest is None or index is None or _needs_session(arguments):
        return None
    page = build_page_request(arguments)
    chosen = resolve_known(arguments.chosen, index)
    if chosen is None:
        return None
    query = EventQuery(chosen)
    found = latest.reader.find_page(plan_known_page(query, strip_revision(page), arguments.sort, index.extent))
    # Names may mean something else at another revision, and events be elsewhere.
    if found is None or found.state != index.state:
        return None
    snapshot = resolve_snapshot(query, page, arguments.sort, found.state.number)
    documents = [select_members(link_event(document, key), arguments.members) for key, document in found.events]
    further = {"unplaced_count": index.extent.unplaced} if "bbox" in chosen else {}
    response = respond_with_page(documents, build_next_path(snapshot.build_position(found.after)), **further)
    return ReadyResponse(set_revision_header(response, found.state.number), found.state)


def _needs_session(arguments: EventArguments) -> bool:
    """Whether more is asked for than a page of JSON of the latest state by its indexes."""
    more = arguments.as_of is not None or arguments.include or arguments.count or arguments.excluded
    if more or arguments.facets or not arguments.chosen.keys() <= _RANGED:
        return True
    # The further pages of what writes move are of the revision of the first.
    is_moving = arguments.cursor is not None and arguments.sort not in STABLE_ORDERS
    return is_moving or not isinstance(choose_format(arguments.format), JsonPages)
