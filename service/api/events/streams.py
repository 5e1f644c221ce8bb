"""Streamed responses with all matching events: memory holds one page at a time."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from flask import Response, request, stream_with_context

from service.api.events.arguments import EventArguments
from service.api.events.as_of import find_revision, set_revision_header
from service.api.events.documents import dump_events
from service.api.events.formats import StreamedFormat
from service.api.events.queries import resolve_query
from service.api.events.unplaced import find_unplaced, set_unplaced_header
from service.api.http.database import open_own_session
from service.api.http.responses import build_page_request
from service.api.input.pagination import resolve_snapshot
from service.domain.queries import PageRequest
from service.errors import ParameterError
from service.storage.read.events import find_events

BATCH = 1_000


def stream_events(arguments: EventArguments, chosen: StreamedFormat) -> Response:
    """Stream all matching events, or the first `limit` of them if it is given."""
    _require_supported_options(arguments, chosen)
    read = _read_pages(arguments)
    # The first page is read before the response starts, so that errors still get their own status.
    first = next(read)
    pages = chain([first.documents], (batch.documents for batch in read))
    response = Response(stream_with_context(chosen.write(pages)), mimetype=chosen.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=events.{chosen.name}"
    return set_unplaced_header(set_revision_header(response, first.revision), first.unplaced)


@dataclass(frozen=True, slots=True)
class _Batch:
    """The documents of a page, the revision of all pages, and the number of events without coordinates."""

    documents: Sequence[str]
    revision: int
    unplaced: dict[str, int]


def _read_pages(arguments: EventArguments) -> Iterator[_Batch]:
    """Read all matching events, a page at a time."""
    page_request = build_page_request(arguments)
    left = arguments.limit if "limit" in request.args else sys.maxsize
    with open_own_session() as session:
        revision = find_revision(session, arguments.as_of)
        snapshot = resolve_snapshot(resolve_query(session, arguments, revision), page_request, arguments.sort, revision)
        after = snapshot.page.after
        unplaced = find_unplaced(session, snapshot.query)
        while True:
            page = find_events(session, snapshot.query, PageRequest(min(BATCH, left), after), snapshot.order)
            yield _Batch(dump_events(session, page.items, arguments), snapshot.revision, unplaced)
            after, left = page.after, left - len(page.items)
            if after is None or left <= 0:
                return


def _require_supported_options(arguments: EventArguments, chosen: StreamedFormat) -> None:
    """Raise ParameterError for parameters that this format does not support."""
    if arguments.count:
        raise ParameterError("count", "`count` needs a paged format", allowed=f"nothing with {chosen.name}")
    if not chosen.fixed_columns:
        return
    for name, value in (("fields", arguments.members), ("include", arguments.include)):
        if value:
            raise ParameterError(
                name, f"`{name}` needs a JSON format; CSV has fixed columns", allowed="nothing with CSV"
            )
