"""Streamed responses with all matching events: memory holds one page at a time."""

import sys
from collections.abc import Iterator, Sequence
from itertools import chain

from flask import Response, request, stream_with_context

from service.api.events.arguments import EventArguments
from service.api.events.output.kinds import StreamedFormat
from service.api.events.output.unplaced import set_unplaced_header
from service.api.events.reading import EventPages, read_events
from service.api.http.database import open_own_session
from service.api.http.headers import set_revision_header

BATCH = 1_000


def stream_events(arguments: EventArguments, chosen: StreamedFormat) -> Response:
    """Stream all matching events, or the first `limit` of them if it is given."""
    read = _read_pages(arguments, of_lines=chosen.of_lines)
    # The first page is read before the response starts, so that errors still get their own status.
    events, first = next(read)
    unplaced = events.find_unplaced()
    pages = chain([first], (page for _events, page in read))
    response = Response(stream_with_context(chosen.write(pages)), mimetype=chosen.media_type)
    response.headers["Content-Disposition"] = f"attachment; filename=events.{chosen.extension}"
    return set_unplaced_header(set_revision_header(response, events.revision), unplaced)


def _read_pages(arguments: EventArguments, *, of_lines: bool) -> Iterator[tuple[EventPages, Sequence[str]]]:
    """Read all matching events, in a session that stays open until the last page is read."""
    limit = arguments.limit if "limit" in request.args else sys.maxsize
    with open_own_session() as session:
        events = read_events(session, arguments)
        for page in events.read_all(limit, BATCH, of_lines=of_lines):
            yield events, page
