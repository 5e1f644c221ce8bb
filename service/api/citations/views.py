"""Citations of one event, and of a list of events."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy.orm import Session

from service.api.citations.styles import STYLES, Citation
from service.api.events.arguments import EventFilterArguments, EventFilterSchema
from service.api.events.as_of import find_revision
from service.api.events.output.titles import list_source_names, write_title
from service.api.events.queries import resolve_query
from service.api.events.views import EVENT_ID
from service.api.http.database import open_request_session
from service.api.http.headers import choose_form, set_revision_header
from service.api.input.arguments import ItemArguments, ItemArgumentsSchema
from service.api.input.fields import WordField
from service.api.links import build_links, build_public_url
from service.api.openapi.endpoints import build_blueprint, declare
from service.api.openapi.operations import DATABASE_PROBLEMS, LOOKUP_PROBLEMS, MOVED_PROBLEMS
from service.storage.read.events import count_events, get_event
from service.storage.tables.revisions import find_moment

blueprint = build_blueprint("citations", "Citations of events, by which the cited answer can be had again.")
# What a cited list is not told apart by.
_NOT_CITED = frozenset({"format", "as_of", "min_revision"})
_RESPONSES = {style.media_type: style.schema for style in STYLES}


def _build_format() -> WordField:
    names = [style.name for style in STYLES]
    return WordField(
        names,
        metadata={
            "description": "The style, instead of what `Accept` asks for: a line of `text`, `bibtex`, or `csl` "
            "(CSL-JSON) for citation managers.",
            "example": "bibtex",
            "allowed": " or ".join(names),
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCitationArguments(ItemArguments):
    """Arguments of the citation of one event."""

    format: str | None = None


class EventCitationArgumentsSchema(ItemArgumentsSchema):
    """Arguments of the citation of one event."""

    target: ClassVar[type[Any]] = EventCitationArguments

    format = _build_format()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCitationArguments(EventFilterArguments):
    """Arguments of the citation of a list."""

    format: str | None = None


class ListCitationArgumentsSchema(EventFilterSchema):
    """Arguments of the citation of a list, with its filters."""

    target: ClassVar[type[Any]] = ListCitationArguments

    format = _build_format()


@declare(
    blueprint,
    "/events/<key:id>/citation",
    takes=EventCitationArgumentsSchema,
    responses=_RESPONSES,
    problems=(*LOOKUP_PROBLEMS, *MOVED_PROBLEMS),
    parameters=[EVENT_ID],
)
def show_event_citation(arguments: EventCitationArguments, id: str) -> Response:  # noqa: A002 - named in the path as in the document
    """Cite one event

    As a line of text, BibTeX or CSL-JSON, with the revision of the store and a URL that gives the same answer again.
    """
    with open_request_session() as session:
        revision = find_revision(session, arguments.as_of)
        record = get_event(session, id, None if arguments.as_of is None else revision)
        event = json.loads(record.document)
        citation = Citation(
            key=f"basewatch-{record.id}-r{revision}",
            title=write_title(event),
            revision=revision,
            issued=find_moment(session, revision),
            url=_build_url(build_links("events", record.id)["self"], [], revision),
            note=f"Reported by {list_source_names(event)}" if event["sources"] else "",
        )
    return _respond(citation, arguments.format)


@declare(
    blueprint,
    "/events/citation",
    takes=ListCitationArgumentsSchema,
    responses=_RESPONSES,
    problems=DATABASE_PROBLEMS,
)
def show_list_citation(arguments: ListCitationArguments) -> Response:
    """Cite a list of events

    As for one event: all that match the filters at the revision, with their number.
    """
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in _NOT_CITED]
    with open_request_session() as session:
        citation = _cite_list(session, arguments, kept)
    return _respond(citation, arguments.format)


def _cite_list(session: Session, arguments: ListCitationArguments, kept: Sequence[tuple[str, str]]) -> Citation:
    revision = find_revision(session, arguments.as_of)
    count = count_events(session, resolve_query(session, arguments, revision))
    asked = "; ".join(f"{name}={value}" for name, value in kept)
    return Citation(
        key=f"basewatch-events-r{revision}",
        title=f"Events with {asked}" if asked else "All events",
        revision=revision,
        issued=find_moment(session, revision),
        url=_build_url("/v1/events", kept, revision),
        note=f"{count} events" if count != 1 else "1 event",
    )


def _build_url(path: str, kept: Sequence[tuple[str, str]], revision: int) -> str:
    return build_public_url(f"{path}?{urlencode([*kept, ('as_of', str(revision))])}")


def _respond(citation: Citation, asked: str | None) -> Response:
    chosen = choose_form(asked, {style.name: style.media_type for style in STYLES})
    style = next(style for style in STYLES if style.name == chosen)
    return set_revision_header(Response(style.write(citation), mimetype=style.media_type), citation.revision)
