"""From what callers write of events to what the store is asked."""

from sqlalchemy.orm import Session

from service.api.events.arguments import EventFilterArguments
from service.api.http.database import find_name_index
from service.domain.queries import EventQuery
from service.storage.read.resolving import resolve_filters


def resolve_query(session: Session, arguments: EventFilterArguments, revision: int) -> EventQuery:
    """Return the query, with slugs for names. `revision` is that which is asked of."""
    past, index = arguments.as_of is not None, find_name_index(session)
    return EventQuery(
        chosen=resolve_filters(session, arguments.chosen, past=past, index=index),
        excluded=resolve_filters(session, arguments.excluded, past=past, parameters=arguments.negations, index=index),
        revision=revision if past else None,
    )
