"""From what callers write of names to what the store is asked."""

from sqlalchemy.orm import Session

from service.api.names.arguments import NameArguments
from service.domain.queries import NameOrder, NameQuery
from service.errors import ParameterError
from service.storage.names.places import find_distances, resolve_regions
from service.storage.names.resolve import NamedRow, resolve_countries, resolve_kinds


def resolve_name_query(session: Session, rows: NamedRow, arguments: NameArguments) -> NameQuery:
    """Return the query, with codes for countries, and the distances of what is near."""
    if arguments.sort is NameOrder.DISTANCE and arguments.near is None:
        raise ParameterError("sort", "`sort=distance` needs `near`", allowed="another order without `near`")
    return NameQuery(
        prefix=arguments.q,
        countries=resolve_countries(session, arguments.country),
        kinds=resolve_kinds(session, rows, arguments.kind),
        regions=resolve_regions(session, arguments.region),
        box=arguments.bbox,
        distances=None if arguments.near is None else find_distances(session, arguments.near),
        has_events=arguments.has_events,
        order=arguments.sort,
    )
