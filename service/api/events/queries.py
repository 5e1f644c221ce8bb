"""From what callers write of events to what the store is asked."""

from sqlalchemy.orm import Session

from service.api.events.arguments import EventFilterArguments
from service.domain.queries import EventQuery
from service.storage.read.filters import resolve_filters


def resolve_query(session: Session, arguments: EventFilterArguments, revision: int) -> EventQuery:
    """Return the query, with slugs for names. `revision` is that which is asked of."""
    past = arguments.as_of is not None
    return EventQuery(
        chosen=resolve_filters(session, arguments.chosen, excluded=False, past=past),
        excluded=resolve_filters(session, arguments.excluded, excluded=True, past=past),
        revision=revision if past else None,
    )
