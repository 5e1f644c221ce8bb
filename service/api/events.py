"""Events: the list that every question is asked of, and one event with all that it rests on."""

from collections.abc import Sequence
from difflib import get_close_matches

from flask import Response
from sqlalchemy.orm import Session

from schemas.documents import dump_json
from schemas.items import EventItemSchema, WithheldReportSchema
from schemas.pages import EventPageSchema
from service.api.answers import answer_json, answer_page, build_next_path, build_page_request
from service.api.arguments import EventArguments, EventArgumentsSchema, ItemArguments, ItemArgumentsSchema
from service.api.database import open_request_session
from service.api.endpoints import (
    ASKING,
    ENDED,
    NEXT_LINK,
    SEEKING,
    build_blueprint,
    build_path_parameter,
    declare,
)
from service.api.moments import REVISION_HEADER, find_revision, mark_revision
from service.domain.queries import EventQuery
from service.domain.records import EventRecord
from service.errors import ParameterError
from service.storage.event_queries import find_events, get_event
from service.storage.names import resolve_actors, resolve_bases, resolve_sources
from service.storage.queries import find_type_slugs

blueprint = build_blueprint("events", "What happened, is planned or is denied, and who says so.")
EVENT_ID = build_path_parameter("id", "Id of the event.", "k1-handover-2020-03-29")


@declare(
    blueprint,
    "/events",
    takes=EventArgumentsSchema,
    answers=EventPageSchema,
    headers={**NEXT_LINK, **REVISION_HEADER},
    problems=ASKING,
)
def list_events(arguments: EventArguments) -> Response:
    """Find events

    The latest come first, those that nobody dates last. Values of one filter are alternatives;
    different filters all hold. Follow `next` until it is null to get them all.
    """
    page_request = build_page_request(arguments)
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        page = find_events(session, _resolve_query(session, arguments, revision), page_request)
    return mark_revision(answer_page(page.items, build_next_path(page.after)), revision)


@declare(
    blueprint,
    "/events/<key:id>",
    takes=ItemArgumentsSchema,
    answers=EventItemSchema,
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
    withheld = dump_json(WithheldReportSchema(many=True).dump(record.withheld))
    reports = f'"reports":[{",".join(record.reports)}],"withheld":{withheld}'
    return f"{record.document[:-1]},{record.evidence[1:-1]},{reports}}}"


def _resolve_query(session: Session, arguments: EventArguments, revision: int) -> EventQuery:
    past = arguments.as_of is not None
    return EventQuery(
        bases=resolve_bases(session, arguments.base, past=past),
        actors=resolve_actors(session, arguments.actor, past=past),
        sources=resolve_sources(session, arguments.source, past=past),
        types=_resolve_types(session, arguments.type),
        dates=tuple(arguments.date),
        min_sources=arguments.min_sources,
        is_disputed=arguments.disputed,
        revision=revision if past else None,
    )


def _resolve_types(session: Session, slugs: Sequence[str]) -> tuple[str, ...]:
    """Return the slugs, having made sure that each is a type of the codebook."""
    known = find_type_slugs(session) if slugs else ()
    for slug in slugs:
        if slug not in known:
            nearest = next(iter(get_close_matches(slug, known, n=1)), None)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise ParameterError(
                "type", f"no type is called {slug!r}{hint}", allowed=", ".join(known) or None, nearest=nearest
            )
    return tuple(slugs)
