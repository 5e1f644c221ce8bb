"""Events in a box are looked for place by place: there are many at few places, and a page has but the first of each."""

from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from service.domain.queries import Box, EventQuery
from service.storage.names.extents import hold_at, list_places
from service.storage.read.pages.keys import continue_after, order_by_key
from service.storage.tables.models import EventRow


def find_box(query: EventQuery) -> Box | None:
    """The box of a query for current events that has no other filter."""
    box: Box | None = query.chosen.get("bbox")
    if box is None:
        return None
    others = [value for value in query.drop("bbox").chosen.values() if value not in (None, ())]
    if others or any(query.excluded.values()) or query.revision is not None:
        return None
    return box


def select_in_box(box: Box, limit: int, after: Any, *, is_down: bool) -> Select[*tuple[Any, ...]]:
    """The numbers and sort keys of the first `limit` events of each place in a box."""
    places = list_places(box.south, box.north)
    event, earlier = aliased(EventRow), aliased(EventRow)
    last = (
        select(earlier.sort_key)
        .where(*hold_at(places, earlier), *continue_after(earlier.sort_key, after, is_down=is_down))
        .order_by(order_by_key(earlier.sort_key, is_down=is_down))
        .limit(1)
        .offset(limit - 1)
        .correlate(places)
        .scalar_subquery()
    )
    reached = event.sort_key >= func.coalesce(last, "") if is_down else event.sort_key <= func.coalesce(last, "}")
    # Of a bare column SQLite would conclude that the events' index is to be searched by a range.
    longitude = places.c.longitude + 0
    east, west = longitude <= box.east, longitude >= box.west
    inside = east | west if box.west > box.east else and_(east, west)
    return (
        select(event.id, event.sort_key)
        .select_from(places)
        .join(event, and_(*hold_at(places, event)))
        .where(inside, reached, *continue_after(event.sort_key, after, is_down=is_down))
    )
