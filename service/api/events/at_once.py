"""Pages of events that need no session: one statement has the page and the revision that it is of."""

from service.api.caching.etags import ReadyResponse
from service.api.events.arguments import EventArguments
from service.api.events.output.documents import link_event, select_members
from service.api.events.output.formats import JsonPages, choose_format
from service.api.http.database import find_latest
from service.api.http.headers import set_revision_header
from service.api.http.responses import build_next_path, build_page_request, respond_with_page
from service.api.input.pagination import STABLE_ORDERS, resolve_snapshot, strip_revision
from service.domain.queries import EventQuery
from service.storage.read.filters import resolve_known
from service.storage.read.pages.ranges import plan_page

# Filters that are answered from the ranges of indexes, whatever their values.
_RANGED = frozenset({"base", "actor", "role", "source", "type", "status", "country", "date", "undated"})


def respond_at_once(arguments: EventArguments) -> ReadyResponse | None:
    """The response to a request for a page; null where it takes a session to know it."""
    latest = find_latest()
    index = latest.names.index if latest else None
    if latest is None or index is None or _needs_session(arguments):
        return None
    page = build_page_request(arguments)
    chosen = resolve_known(arguments.chosen, index)
    plan = None if chosen is None else plan_page(EventQuery(chosen), strip_revision(page), arguments.sort)
    found = None if plan is None else latest.reader.find_page(plan)
    # Names may mean something else at another revision.
    if chosen is None or found is None or found.state != index.state:
        return None
    snapshot = resolve_snapshot(EventQuery(chosen), page, arguments.sort, found.state.number)
    documents = [select_members(link_event(document, key), arguments.members) for key, document in found.events]
    response = respond_with_page(documents, build_next_path(snapshot.build_position(found.after)))
    return ReadyResponse(set_revision_header(response, found.state.number), found.state)


def _needs_session(arguments: EventArguments) -> bool:
    """Whether more is asked for than a page of JSON of the latest state by its indexes."""
    more = arguments.as_of is not None or arguments.include or arguments.count or arguments.excluded
    if more or arguments.facets or not arguments.chosen.keys() <= _RANGED:
        return True
    # The further pages of what writes move are of the revision of the first.
    is_moving = arguments.cursor is not None and arguments.sort not in STABLE_ORDERS
    return is_moving or not isinstance(choose_format(arguments.format), JsonPages)
