"""How far the current events of one revision reach: at which places they are, and how long they may have lasted.

Where there is nothing need not be looked: few of all classes of spans are usual, and most boxes are empty.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ScalarSelect, Select, func, select
from sqlalchemy.orm import Session, aliased

from service.storage.names.json_values import read_json
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.models import EventRow
from service.storage.tables.spans import SPANS

# Of more places than these none are kept.
MAX_PLACES = 50_000
# The day of which of the latest events at a place is kept, beside that of the very latest.
RANK = 8
_DAY_LENGTH = 10
# Southernmost and northernmost, in degrees.
_SOUTH, _NORTH = -90.0, 90.0


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Coordinates that current events have, and the days in the sort keys of the latest of them and of the one at
    RANK; the latter is null where there are fewer."""

    latitude: float
    longitude: float
    last: str
    ranked: str | None


@dataclass(frozen=True, slots=True)
class EventExtent:
    """All places of current events from south to north, or null where there are too many; the classes of their spans,
    and how many have no place."""

    places: tuple[Place, ...] | None
    spans: tuple[int, ...]
    unplaced: int


def read_extent(session: Session) -> EventExtent:
    """Read it from indexes, whatever number of events there is."""
    rows = _read_places(session, _select_places().limit(MAX_PLACES + 1))
    places = tuple(sorted(rows)) if len(rows) <= MAX_PLACES else None
    spans = tuple(span for span in SPANS if session.scalar(_select_first(EventRow.span == span)) is not None)
    kept = (EventCountRow.first == "placed", EventCountRow.second == "", EventCountRow.first_key == "")
    unplaced = session.scalar(select(func.sum(EventCountRow.count)).where(*kept))
    return EventExtent(places, spans, unplaced or 0)


def _read_places(session: Session, statement: Select[*tuple[Any, ...]]) -> list[Place]:
    latitude, longitude, *days = statement.subquery().c
    # In JSON, SQLite rounds numbers to 15 digits.
    exact = (func.printf("%!.17g", degrees) for degrees in (latitude, longitude))
    sqlite = func.json_group_array(func.json_array(*exact, *days))
    rows = read_json(session, sqlite, func.json_agg(func.json_build_array(latitude, longitude, *days))) or []
    return [Place(float(north), float(east), *further) for north, east, *further in rows]


def _select_first(*conditions: Any) -> Select[int]:
    """The number of some event in the index of those that lasted."""
    lasting = EventRow.until.is_(None), EventRow.span.is_not(None)
    return select(EventRow.id).where(*lasting, *conditions).order_by(EventRow.span, EventRow.sort_key).limit(1)


def _select_places() -> Select[*tuple[Any, ...]]:
    places = list_places(_SOUTH, _NORTH)
    return select(places.c.latitude, places.c.longitude, _find_day(places, 1), _find_day(places, RANK))


def _find_day(places: CTE, rank: int) -> ScalarSelect[str]:
    """The day of the event of this rank at a place, counted from the latest."""
    event = aliased(EventRow)
    chosen = select(func.substr(event.sort_key, 1, _DAY_LENGTH)).where(*hold_at(places, event))
    ranked = chosen.order_by(event.sort_key.desc()).limit(1).offset(rank - 1)
    return ranked.correlate(places).scalar_subquery()


def hold_at(places: CTE, event: Any) -> tuple[Any, ...]:
    """Whether an event holds now, and is at a place."""
    return event.latitude == places.c.latitude, event.longitude == places.c.longitude, event.until.is_(None)


def list_places(south: float, north: float) -> CTE:
    """All places between two latitudes, each found from the one before it, without its events."""
    first, event, further = aliased(EventRow), aliased(EventRow), aliased(EventRow)
    start = _find_first(first, first.latitude >= south)
    places = select(event.latitude, event.longitude).where(event.id == start, event.latitude <= north)
    found = places.cte("places", recursive=True)
    # Two questions, for SQLite compares a pair of columns by the first of them alone.
    east = _find_first(further, further.latitude == found.c.latitude, further.longitude > found.c.longitude)
    north_of = _find_first(further, further.latitude > found.c.latitude)
    number = func.coalesce(east.correlate(found), north_of.correlate(found))
    following = select(event.latitude, event.longitude).select_from(found).join(event, event.id == number)
    return found.union_all(following.where(event.latitude <= north))


def _find_first(event: Any, *conditions: Any) -> ScalarSelect[int]:
    """The number of the southernmost event, and of those the westernmost."""
    chosen = select(event.id).where(event.until.is_(None), *conditions)
    return chosen.order_by(event.latitude, event.longitude).limit(1).scalar_subquery()
