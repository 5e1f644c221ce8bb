"""From what callers write of events to what the store is asked."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from service.api.events.arguments import EventFilterArguments
from service.api.input.fields import suggest_word
from service.domain.queries import Choice, EventQuery, Participants
from service.errors import ParameterError
from service.storage.names.resolve import resolve_actors, resolve_bases, resolve_countries, resolve_sources
from service.storage.read.names import find_type_slugs
from service.storage.tables.revisions import find_number_before


def resolve_query(session: Session, arguments: EventFilterArguments, revision: int) -> EventQuery:
    """Return the query, with slugs for names. `revision` is that which is asked of."""
    past = arguments.as_of is not None
    return EventQuery(
        chosen=Choice(
            bases=resolve_bases(session, arguments.base, past=past),
            participants=Participants(resolve_actors(session, arguments.actor, past=past), tuple(arguments.role)),
            sources=resolve_sources(session, arguments.source, past=past),
            types=_resolve_types(session, "type", arguments.type),
            statuses=tuple(arguments.status),
            countries=resolve_countries(session, arguments.country),
        ),
        excluded=Choice(
            bases=resolve_bases(session, arguments.not_base, "base!", past=past),
            participants=Participants(resolve_actors(session, arguments.not_actor, "actor!", past=past)),
            sources=resolve_sources(session, arguments.not_source, "source!", past=past),
            types=_resolve_types(session, "type!", arguments.not_type),
            statuses=tuple(arguments.not_status),
            countries=resolve_countries(session, arguments.not_country, "country!"),
        ),
        dates=tuple(arguments.date),
        undated=arguments.undated,
        published=tuple(arguments.published),
        updated_after=find_number_before(session, arguments.updated_since) if arguments.updated_since else None,
        box=arguments.bbox,
        terms=arguments.q,
        min_sources=arguments.min_sources,
        min_confidence=arguments.min_confidence,
        is_disputed=arguments.disputed,
        revision=revision if past else None,
    )


def _resolve_types(session: Session, parameter: str, slugs: Sequence[str]) -> tuple[str, ...]:
    """Return the slugs, having made sure that each is a type of the codebook."""
    known = find_type_slugs(session) if slugs else ()
    for slug in slugs:
        if slug not in known:
            nearest = suggest_word(slug, known)
            hint = f"; did you mean {nearest}?" if nearest else ""
            raise ParameterError(
                parameter, f"no type is called {slug!r}{hint}", allowed=", ".join(known) or None, nearest=nearest
            )
    return tuple(slugs)
