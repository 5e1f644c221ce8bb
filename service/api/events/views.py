"""Events: the list that every question is asked of, and one event with all that it rests on."""

from flask import Response

from schemas.items import EventItemSchema
from schemas.pages import EventPageSchema
from service.api.events.arguments import EventArguments, EventArgumentsSchema
from service.api.events.as_of import REVISION_HEADER, find_revision, mark_revision
from service.api.events.documents import dump_events, dump_reports
from service.api.events.formats import FORM_SCHEMAS, WHOLE, EventFormat, choose_format, dump_features
from service.api.events.queries import resolve_query
from service.api.events.streams import stream_events
from service.api.events.unplaced import UNPLACED_HEADER, find_unplaced
from service.api.http.database import open_request_session
from service.api.http.responses import (
    JSON_TYPE,
    answer_features,
    answer_json,
    answer_page,
    build_next_path,
    build_page_request,
)
from service.api.input.arguments import ItemArguments, ItemArgumentsSchema
from service.api.input.pagination import follow_walk
from service.api.openapi.endpoints import build_blueprint, build_path_parameter, declare
from service.api.openapi.operations import ASKING, ENDED, NEXT_LINK, SEEKING, build_link
from service.domain.records import EventRecord
from service.storage.read.events import count_events, find_events, get_event

blueprint = build_blueprint("events", "What happened, is planned or is denied, and who says so.")
EVENT_ID = build_path_parameter("id", "Id of the event.", "k1-handover-2020-03-29")


@declare(
    blueprint,
    "/events",
    takes=EventArgumentsSchema,
    answers={JSON_TYPE: EventPageSchema, **FORM_SCHEMAS},
    links={
        "event": build_link("show_event", id="$response.body#/items/0/id"),
        "history": build_link("list_event_history", id="$response.body#/items/0/id"),
    },
    headers={**NEXT_LINK, **REVISION_HEADER, **UNPLACED_HEADER},
    problems=ASKING,
)
def list_events(arguments: EventArguments) -> Response:
    """Find events

    The latest come first, those that nobody dates last. Values of one filter are alternatives;
    different filters all hold. Follow `next` until it is null to get them all, or take them whole as CSV or NDJSON.
    """
    chosen = choose_format(arguments.format)
    if chosen in WHOLE:
        return stream_events(arguments, chosen)
    page_request = build_page_request(arguments)
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        query = resolve_query(session, arguments, revision)
        walk = follow_walk(query, page_request, arguments.sort, revision)
        page = find_events(session, walk.query, walk.page, walk.order)
        documents = dump_events(session, page.items, arguments)
        further = {} if arguments.count is None else {"count": count_events(session, walk.query)}
        further |= find_unplaced(session, walk.query, is_map=chosen is EventFormat.GEOJSON)
    following = build_next_path(walk.build_place(page.after))
    if chosen is EventFormat.GEOJSON:
        features = dump_features((event.document for event in page.items), documents)
        return mark_revision(answer_features(features, following, **further), walk.revision)
    return mark_revision(answer_page(documents, following, **further), walk.revision)


@declare(
    blueprint,
    "/events/<key:id>",
    takes=ItemArgumentsSchema,
    answers={JSON_TYPE: EventItemSchema},
    headers=REVISION_HEADER,
    problems=(*SEEKING, *ENDED),
    parameters=[EVENT_ID],
)
def show_event(arguments: ItemArguments, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Get one event

    With the reports that tell it, the words that carry each of them, who says what, and how it was told over time.
    An id that another event took over is answered with 301 to it, and that of an event which is gone with 410 and
    the reason; `as_of` still gives either as it was.
    """
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        record = get_event(session, id, None if arguments.as_of is None else revision)
    return mark_revision(answer_json(_join_item(record)), revision)


def _join_item(record: EventRecord) -> str:
    """Join the stored documents, which are JSON already."""
    return f"{record.document[:-1]},{record.evidence[1:-1]},{dump_reports(record.reports)}}}"
