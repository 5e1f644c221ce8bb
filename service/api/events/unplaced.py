"""What lists say of events that are on no map, which a box or a map would leave out without a word."""

from flask import Response
from sqlalchemy.orm import Session

from service.api.http.headers import UNPLACED_COUNT
from service.domain.queries import EventQuery
from service.storage.read.events import count_unplaced_events

UNPLACED_HEADER = {
    UNPLACED_COUNT: {
        "description": "With `bbox`, of CSV and NDJSON: how many events match all other filters and have no "
        "coordinates, so that they are in no box.",
        "schema": {"type": "integer"},
    }
}


def find_unplaced(session: Session, query: EventQuery, *, is_map: bool = False) -> dict[str, int]:
    """Return `unplaced_count` for a page where a box is asked for, or where the page is a map; else no member."""
    if "bbox" not in query.chosen and not is_map:
        return {}
    return {"unplaced_count": count_unplaced_events(session, query)}


def mark_unplaced(response: Response, unplaced: dict[str, int]) -> Response:
    """Say in a header what an answer that is no object has no member for."""
    for number in unplaced.values():
        response.headers[UNPLACED_COUNT] = str(number)
    return response
