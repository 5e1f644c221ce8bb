"""The feed of all changes, to keep a copy current, and the history of one event."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, request
from sqlalchemy.orm import Session
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
from service.api.input.alternatives import build_names
from service.api.input.arguments import (
    PageArguments,
    PageArgumentsSchema,
    StoredArguments,
    StoredArgumentsSchema,
    build_limit,
)
from service.api.input.cursors import build_cursor, build_scope, parse_cursor
from service.api.input.dates import ALLOWED_SINCE
from service.api.input.fields import SinceField
from service.api.input.revisions import MIN_REVISION
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, LOOKUP_PROBLEMS, NEXT_LINK, build_link
from service.domain.changes import EventChange
from service.domain.queries import ChangeQuery, PageRequest
from service.storage.names.resolve import resolve_actors, resolve_bases
from service.storage.read.changes import START, find_changes, find_history, find_place_before, resolve_events
from service.storage.read.events import require_event

blueprint = build_blueprint("changes", "Changes of events.")
# Fields that differ between any two versions.
_IGNORED_FIELDS = frozenset({"revision", "updated_at"})
_SEVERAL = "Several, as with filters on events, mean any of them; of names of the past, too, changes are told."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeArguments(StoredArguments):
    """What the feed of changes takes: filters as callers wrote them, and where to go on."""

    limit: int
    since: str | dt.datetime | None = None
    base: Sequence[str] = ()
    actor: Sequence[str] = ()
    event: Sequence[str] = ()


class ChangeArgumentsSchema(StoredArgumentsSchema):
    """What the feed of changes takes. Different filters all hold."""

    target: ClassVar[type[Any]] = ChangeArguments

    limit = build_limit()
    since = SinceField(
        metadata={
            "description": "Where to go on, as `cursor` of a page gives it, under whatever filters; or a moment or a "
            "day (its start, in UTC), for changes of revisions from then on. From the beginning where it is left out.",
            "allowed": f"the `cursor` of a page of changes, {ALLOWED_SINCE}",
        },
    )
    base = build_names(
        "Changes of events that were at this base before the change or are after it, by slug, name or alias. "
        f"{_SEVERAL}",
        "k1",
        "the slug, name or an alias of a known base",
    )
    actor = build_names(
        "Changes of events that this actor took part in before the change or does after it, by slug, name or alias. "
        f"{_SEVERAL}",
        "us-led-coalition",
        "the slug, name or an alias of a known actor",
    )
    event = build_names(
        "Changes of the event with this id, which may have ended, and of those that were merged into it. Several mean "
        "any of them.",
        "k1-handover-2020-03-29",
        "the id of an event, also of one that was merged or removed",
    )


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
    earlier page. Apply the changes in this order to keep a copy of all events, or of those of some bases or actors: a
    change that takes an event away from them is told too. Follow `next` until it is null, then poll with `since`, the
    last `cursor` and the same filters: each change is delivered exactly once.
    """
    scope = build_scope(request.path, MultiDict())
    with open_request_session() as session:
        since = _find_start(session, arguments.since, scope)
        page = find_changes(session, PageRequest(arguments.limit, since), _resolve_query(session, arguments))
    cursor = build_cursor(page.items[-1].place if page.items else since, scope)
    following = None if page.after is None else _build_following(arguments.limit, cursor)
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


def _find_start(session: Session, since: str | dt.datetime | None, scope: str) -> str:
    """Return the place that a page begins after."""
    if since is None:
        return START
    return parse_cursor(since, scope, "since") if isinstance(since, str) else find_place_before(session, since)


def _resolve_query(session: Session, arguments: ChangeArguments) -> ChangeQuery:
    """Return the query, with slugs for names; what nothing present uses any more has changes too."""
    return ChangeQuery(
        base=resolve_bases(session, arguments.base, past=True),
        actor=resolve_actors(session, arguments.actor, past=True),
        event=resolve_events(session, arguments.event),
    )


def _build_following(limit: int, cursor: str) -> str:
    """Return the path of the next page, with the same filters."""
    given = request.args.items(multi=True)
    filters = [(name, value) for name, value in given if name not in {"limit", "since", MIN_REVISION}]
    return build_path([*filters, ("limit", str(limit)), ("since", cursor)])


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
