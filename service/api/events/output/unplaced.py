"""The number of events without coordinates, which a bounding box, a circle or a map leaves out."""

from flask import Response
from sqlalchemy.orm import Session

from service.api.http.headers import UNPLACED_COUNT
from service.domain.queries import EventQuery
from service.storage.read.events import PLACE_FILTERS, count_unplaced_events

UNPLACED_HEADER = {
    UNPLACED_COUNT: {
        "description": "With `bbox` or `near`, for CSV and NDJSON: number of events that match all other filters but "
        "have no coordinates.",
        "schema": {"type": "integer"},
    }
}


def find_unplaced(session: Session, query: EventQuery, *, is_map: bool = False) -> dict[str, int]:
    """Return `unplaced_count` with a bounding box or a circle, or for a map, else no member."""
    if query.chosen.keys().isdisjoint(PLACE_FILTERS) and not is_map:
        return {}
    return {"unplaced_count": count_unplaced_events(session, query)}


def set_unplaced_header(response: Response, unplaced: dict[str, int]) -> Response:
    """Set the header for formats that have no member for it."""
    for number in unplaced.values():
        response.headers[UNPLACED_COUNT] = str(number)
    return response
