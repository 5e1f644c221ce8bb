"""The feed of all changes, to keep a copy current, and the history of one event."""

import json
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from schemas.documents import dump_json
from schemas.responses.changes import ChangeHeadSchema, HistoryChangeSchema
from schemas.responses.pages import ChangePageSchema, HistoryPageSchema
from service.api.events.output.documents import link_event
from service.api.events.views import EVENT_ID
from service.api.http.database import open_request_session
from service.api.http.responses import (
    JSON_TYPE,
    build_following_path,
    build_key_page_request,
    build_path,
    respond_with_page,
)
from service.api.input.arguments import ChangeArguments, ChangeArgumentsSchema, PageArguments, PageArgumentsSchema
from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, LOOKUP_PROBLEMS, NEXT_LINK, build_link
from service.domain.changes import EventChange
from service.domain.queries import PageRequest
from service.storage.read.changes import START, find_changes, find_history
from service.storage.read.events import require_event

blueprint = build_blueprint("changes", "Changes of events.")
# Fields that differ between any two versions.
_IGNORED_FIELDS = frozenset({"revision", "updated_at"})


@declare(
    blueprint,
    "/changes",
    takes=ChangeArgumentsSchema,
    responses={JSON_TYPE: ChangePageSchema},
    headers=NEXT_LINK,
    links={
        "following": build_link("list_changes", since="$response.body#/cursor"),
        "event": build_link("show_event", id="$response.body#/items/0/id"),
    },
    problems=DATABASE_PROBLEMS,
)
def list_changes(arguments: ChangeArguments) -> Response:
    """Follow changes

    Every event that was added, changed, merged or removed, in order, from the beginning or since the `cursor` of an
    earlier page. Apply the changes in this order to keep a copy of all events. Follow `next` until it is null, then
    poll with `since` and the last `cursor`: each change is delivered exactly once.
    """
    scope = build_scope(request.path, MultiDict())
    since = START if arguments.since is None else parse_cursor(arguments.since, scope, "since")
    with open_request_session() as session:
        page = find_changes(session, PageRequest(arguments.limit, since))
    cursor = build_cursor(page.items[-1].place if page.items else since, scope)
    following = None if page.after is None else build_path([("limit", str(arguments.limit)), ("since", cursor)])
    return respond_with_page((_join_change(change) for change in page.items), following, cursor=cursor)


@declare(
    blueprint,
    "/events/<key:id>/history",
    takes=PageArgumentsSchema,
    responses={JSON_TYPE: HistoryPageSchema},
    headers=NEXT_LINK,
    problems=LOOKUP_PROBLEMS,
    parameters=[EVENT_ID],
)
def list_event_history(arguments: PageArguments, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Get the history of one event

    How the event's record changed as articles were loaded: every change, earliest first, with the fields that differ
    and the article that caused it; also for events that were merged into it, and for a removed event.
    """
    page_request = build_key_page_request(arguments)
    with open_request_session() as session:
        require_event(session, id)
        page = find_history(session, id, page_request)
    schema = HistoryChangeSchema()
    documents = (dump_json(schema.dump(change) | {"differences": _find_differences(change)}) for change in page.items)
    return respond_with_page(documents, build_following_path(page.after))


def _join_change(change: EventChange) -> str:
    """Join the change with the event's stored JSON."""
    event = "null" if change.document is None else link_event(change.document, change.event)
    return f'{dump_json(ChangeHeadSchema().dump(change))[:-1]},"event":{event}}}'


def _find_differences(change: EventChange) -> list[dict[str, Any]]:
    if change.before is None or change.document is None:
        return []
    before, after = json.loads(change.before), json.loads(change.document)
    return [
        {"field": field, "before": before.get(field), "after": value}
        for field, value in after.items()
        if field not in _IGNORED_FIELDS and before.get(field) != value
    ]
