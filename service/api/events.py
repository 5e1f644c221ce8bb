"""Events: the list that every question is asked of, and one event with all that it rests on."""

import json
from collections.abc import Sequence
from difflib import get_close_matches

from flask import Response
from sqlalchemy.orm import Session

from schemas.items import EventItemSchema, EvidenceSchema
from schemas.pages import EventPageSchema
from service.api.answers import answer_document, answer_page, build_page_request
from service.api.arguments import EventArguments, EventArgumentsSchema, NoArgumentsSchema
from service.api.database import open_request_session
from service.api.endpoints import ASKING, NEXT_LINK, SEEKING, build_blueprint, build_path_parameter, declare
from service.domain.queries import EventQuery
from service.errors import ParameterError
from service.storage.names import resolve_actors, resolve_bases, resolve_sources
from service.storage.queries import find_events, find_type_slugs, get_event

blueprint = build_blueprint("events", "What happened, is planned or is denied, and who says so.")


@declare(blueprint, "/events", takes=EventArgumentsSchema, answers=EventPageSchema, headers=NEXT_LINK, problems=ASKING)
def list_events(arguments: EventArguments) -> Response:
    """Find events

    The latest come first, those that nobody dates last. Values of one filter are alternatives;
    different filters all hold. Follow `next` until it is null to get them all.
    """
    page_request = build_page_request(arguments)
    with open_request_session() as session:
        page = find_events(session, _resolve_query(session, arguments), page_request)
    return answer_page(page.items, page.after)


@declare(
    blueprint,
    "/events/<key:id>",
    takes=NoArgumentsSchema,
    answers=EventItemSchema,
    problems=SEEKING,
    parameters=[build_path_parameter("id", "Id of the event.", "k1-handover-2020-03-29")],
)
def show_event(arguments: object, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Get one event

    With the reports that tell it, the words that carry each of them, and how it was told over time.
    """
    with open_request_session() as session:
        record = get_event(session, id)
    return answer_document({**json.loads(record.document), **EvidenceSchema().dump(record)})


def _resolve_query(session: Session, arguments: EventArguments) -> EventQuery:
    return EventQuery(
        bases=resolve_bases(session, arguments.base),
        actors=resolve_actors(session, arguments.actor),
        sources=resolve_sources(session, arguments.source),
        types=_resolve_types(session, arguments.type),
        dates=tuple(arguments.date),
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
