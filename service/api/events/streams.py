"""All events that match, in one answer that is made while it is sent: memory holds a page of them at a time."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import Response, request, stream_with_context

from service.api.events.arguments import EventArguments
from service.api.events.as_of import find_revision, mark_revision
from service.api.events.documents import dump_events
from service.api.events.formats import MEDIA_TYPES, EventFormat, dump_lines, dump_rows
from service.api.events.queries import resolve_query
from service.api.events.unplaced import find_unplaced, mark_unplaced
from service.api.http.database import open_own_session
from service.api.http.responses import build_page_request
from service.api.input.pagination import follow_walk
from service.domain.queries import PageRequest
from service.errors import ParameterError
from service.storage.read.events import find_events

BATCH = 1_000


def stream_events(arguments: EventArguments, chosen: EventFormat) -> Response:
    """Answer with all events that match, or with as many as `limit` names where it is given."""
    _refuse_members(arguments, chosen)
    read = _read_pages(arguments)
    # The first page is read before anything is sent, and with it what is wrong with the question or the database.
    first = next(read)
    pages = chain([first.documents], (batch.documents for batch in read))
    text = dump_rows(pages) if chosen is EventFormat.CSV else dump_lines(pages)
    response = Response(stream_with_context(text), mimetype=MEDIA_TYPES[chosen])
    response.headers["Content-Disposition"] = f"attachment; filename=events.{chosen}"
    return mark_unplaced(mark_revision(response, first.revision), first.unplaced)


@dataclass(frozen=True, slots=True)
class _Batch:
    """The documents of a page, with the revision that all are of, and how many events are in no box."""

    documents: Sequence[str]
    revision: int
    unplaced: dict[str, int]


def _read_pages(arguments: EventArguments) -> Iterator[_Batch]:
    """All that match, a page at a time."""
    page_request = build_page_request(arguments)
    left = arguments.limit if "limit" in request.args else sys.maxsize
    with open_own_session() as session:
        revision = find_revision(session, arguments.as_of)
        walk = follow_walk(resolve_query(session, arguments, revision), page_request, arguments.sort, revision)
        after = walk.page.after
        unplaced = find_unplaced(session, walk.query)
        while True:
            page = find_events(session, walk.query, PageRequest(min(BATCH, left), after), walk.order)
            yield _Batch(dump_events(session, page.items, arguments), walk.revision, unplaced)
            after, left = page.after, left - len(page.items)
            if after is None or left <= 0:
                return


def _refuse_members(arguments: EventArguments, chosen: EventFormat) -> None:
    """Refuse what this form has no place for, rather than to leave it out without a word."""
    if arguments.count:
        raise ParameterError("count", "`count` needs a paged format", allowed=f"nothing with {chosen}")
    if chosen is EventFormat.NDJSON:
        return
    for name, value in (("fields", arguments.members), ("include", arguments.include)):
        if value:
            raise ParameterError(
                name, f"`{name}` needs a JSON format; CSV has fixed columns", allowed="nothing with CSV"
            )
