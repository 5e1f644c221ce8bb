"""Events: the filtered list, and one event with its evidence."""

from flask import Response

from schemas.responses.items import EventItemSchema
from service.api.events.arguments import EventArguments, EventArgumentsSchema, require_facets_supported
from service.api.events.as_of import find_revision
from service.api.events.at_once import respond_at_once
from service.api.events.output.documents import join_event
from service.api.events.output.formats import FORMATS, choose_format
from service.api.events.output.kinds import EventFormat, PagedFormat, StreamedFormat
from service.api.events.output.streams import stream_events
from service.api.events.output.unplaced import UNPLACED_HEADER
from service.api.events.reading import read_events
from service.api.http.database import open_request_session
from service.api.http.headers import set_revision_header
from service.api.http.responses import (
    JSON_TYPE,
    build_next_path,
    respond_with_json,
)
from service.api.input.arguments import ItemArguments, ItemArgumentsSchema
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, LOOKUP_PROBLEMS, MOVED_PROBLEMS, NEXT_LINK, build_link
from service.errors import ParameterError
from service.storage.read.events import get_event

blueprint = build_blueprint("events", "Events that occurred, are planned or are denied, with their sources.")
EVENT_ID = build_path_parameter("id", "Id of the event.", "k1-handover-2020-03-29")


@declare(
    blueprint,
    "/events",
    takes=EventArgumentsSchema,
    responses={item.media_type: item.schema for item in FORMATS},
    links={
        "event": build_link("show_event", id="$response.body#/items/0/id"),
        "history": build_link("list_event_history", id="$response.body#/items/0/id"),
    },
    headers={**NEXT_LINK, **UNPLACED_HEADER},
    problems=DATABASE_PROBLEMS,
    at_once=respond_at_once,
)
def list_events(arguments: EventArguments) -> Response:
    """Find events

    Latest first, undated last. Values of one filter are combined with OR, different filters with AND. Follow `next`
    until it is null to get them all, or download all of them as CSV or NDJSON.
    """
    chosen = choose_format(arguments.format)
    _require_supported_options(arguments, chosen)
    require_facets_supported(arguments, chosen.name)
    if isinstance(chosen, StreamedFormat):
        return stream_events(arguments, chosen)
    return _respond_with_page(arguments, chosen)


def _require_supported_options(arguments: EventArguments, chosen: EventFormat) -> None:
    """Raise ParameterError for parameters that this format does not support."""
    if arguments.count and not chosen.has_count:
        raise ParameterError("count", "`count` needs a page of JSON", allowed=f"nothing with {chosen.name}")
    if not chosen.fixed_columns:
        return
    for name, value in (("fields", arguments.members), ("include", arguments.include)):
        if value:
            raise ParameterError(
                name,
                f"`{name}` needs a JSON format; {chosen.label} has fixed columns",
                allowed=f"nothing with {chosen.label}",
            )


def _respond_with_page(arguments: EventArguments, chosen: PagedFormat) -> Response:
    with open_request_session() as session:
        pages = read_events(session, arguments)
        page = pages.read_page()
        further = pages.count() | pages.find_unplaced(is_map=chosen.is_map) | pages.find_facets()
    following = build_next_path(pages.snapshot.build_position(page.after))
    response = chosen.respond((event.document for event in page.events), page.documents, following, **further)
    return set_revision_header(response, pages.revision)


@declare(
    blueprint,
    "/events/<key:id>",
    takes=ItemArgumentsSchema,
    responses={JSON_TYPE: EventItemSchema},
    problems=(*LOOKUP_PROBLEMS, *MOVED_PROBLEMS),
    parameters=[EVENT_ID],
)
def show_event(arguments: ItemArguments, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Get one event

    With its reports and their quotes, the claims of each source, and the history of its status. The id of a merged
    event redirects (301) to the event it was merged into, and that of a removed event gives 410 with the reason;
    `as_of` still returns either as it was.
    """
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        record = get_event(session, id, None if arguments.as_of is None else revision)
    return set_revision_header(respond_with_json(join_event(record)), revision)
