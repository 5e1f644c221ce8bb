"""What changed: the feed of all events, to keep a copy current, and the history of one."""

import json
from typing import Any

from flask import Response, request
from werkzeug.datastructures import MultiDict

from schemas.changes import ChangeHeadSchema, HistoryChangeSchema
from schemas.documents import dump_json
from schemas.pages import ChangePageSchema, HistoryPageSchema
from service.api.events.views import EVENT_ID
from service.api.http.database import open_request_session
from service.api.http.responses import JSON_TYPE, answer_page, build_next_path, build_page_request, build_path
from service.api.input.arguments import ChangeArguments, ChangeArgumentsSchema, PageArguments, PageArgumentsSchema
from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import ASKING, NEXT_LINK, SEEKING, build_link
from service.domain.changes import EventChange
from service.domain.queries import PageRequest
from service.storage.read.changes import START, find_changes, find_history
from service.storage.read.events import require_event

blueprint = build_blueprint("changes", "How events came to be what they are.")
# What differs between any two versions, and tells nothing.
_INCIDENTAL = frozenset({"revision", "updated_at", "links"})


@declare(
    blueprint,
    "/changes",
    takes=ChangeArgumentsSchema,
    answers={JSON_TYPE: ChangePageSchema},
    headers=NEXT_LINK,
    links={
        "following": build_link("list_changes", since="$response.body#/cursor"),
        "event": build_link("show_event", id="$response.body#/items/0/id"),
    },
    problems=ASKING,
)
def list_changes(arguments: ChangeArguments) -> Response:
    """Follow changes

    Everything that was added, changed, merged or removed, in one order, from the beginning or since the `cursor` of
    a page before. Apply them in that order to keep a copy of all events. Follow `next` until it is null, and come
    back with `since` and the last `cursor`: nothing is missed, and nothing comes twice.
    """
    scope = build_scope(request.path, MultiDict())
    since = START if arguments.since is None else parse_cursor(arguments.since, scope, "since")
    with open_request_session() as session:
        page = find_changes(session, PageRequest(arguments.limit, since))
    cursor = build_cursor(page.items[-1].place if page.items else since, scope)
    following = None if page.after is None else build_path([("limit", str(arguments.limit)), ("since", cursor)])
    return answer_page((_join_change(change) for change in page.items), following, cursor=cursor)


@declare(
    blueprint,
    "/events/<key:id>/history",
    takes=PageArgumentsSchema,
    answers={JSON_TYPE: HistoryPageSchema},
    headers=NEXT_LINK,
    problems=SEEKING,
    parameters=[EVENT_ID],
)
def list_event_history(arguments: PageArguments, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Get the history of one event

    Every change of it, earliest first, with the fields that differ and the article because of which they do; also of
    events that were merged into it, and of one that is gone.
    """
    page_request = build_page_request(arguments)
    with open_request_session() as session:
        require_event(session, id)
        page = find_history(session, id, page_request)
    schema = HistoryChangeSchema()
    documents = (dump_json(schema.dump(change) | {"differences": _find_differences(change)}) for change in page.items)
    return answer_page(documents, build_next_path(page.after))


def _join_change(change: EventChange) -> str:
    """Join what changed with the event's own document, which is JSON already."""
    return f'{dump_json(ChangeHeadSchema().dump(change))[:-1]},"event":{change.document or "null"}}}'


def _find_differences(change: EventChange) -> list[dict[str, Any]]:
    if change.before is None or change.document is None:
        return []
    before, after = json.loads(change.before), json.loads(change.document)
    return [
        {"field": field, "before": before.get(field), "after": value}
        for field, value in after.items()
        if field not in _INCIDENTAL and before.get(field) != value
    ]
