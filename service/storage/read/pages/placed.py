"""Pages of events where it is known how far these reach: of a box, the ranges of the places that it has."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from service.domain.queries import Box, EventOrder, EventQuery, PageRequest
from service.storage.names.extents import RANK, EventExtent, Place
from service.storage.read.pages.boxes import find_box
from service.storage.read.pages.ranges import Bound, FilterNames, PagePlan, Range, Sign, plan_page
from service.storage.tables.models import EventRow

_MET: FilterNames = frozenset({"bbox"})
# As many ranges as a statement may have: of few numbers, as each is a statement of its own.
_NUMBERS = (1, 2, 4, 8, 16, 32, 64)
# A latitude that no place has.
_NOWHERE = 1_000.0
_LATITUDE = attrgetter("latitude")


def plan_known_page(query: EventQuery, page: PageRequest, order: EventOrder, extent: EventExtent) -> PagePlan:
    """Where the events of a page, and one more, are looked for: not where there are none."""
    plan = plan_page(query, page, order, extent.spans)
    box = find_box(query) if plan.name == "sort_key" else None
    ranges = None if box is None or extent.places is None else _list_placed(plan, find_inside(box, extent.places))
    return plan if ranges is None else replace(plan, query=query.drop("bbox"), ranges=ranges)


def _list_placed(plan: PagePlan, inside: list[Place]) -> tuple[Range, ...] | None:
    """One for each place in a box that may have events of a page; null where there are too many."""
    least = ""
    if plan.is_down and plan.after is None:
        least = find_least_day(inside, plan.size)
        inside = [place for place in inside if place.last >= least]
    number = next((number for number in _NUMBERS if number >= len(inside)), None)
    if number is None:
        return None
    latest = [(place.latitude, place.longitude) for place in inside]
    latest += [(_NOWHERE, 0.0)] * (number - len(latest))
    return tuple(Range(EventRow, _bind(*at, least), _MET) for at in latest)


def _bind(latitude: float, longitude: float, least: str) -> tuple[Bound, ...]:
    at = Bound("latitude", Sign.IS, latitude), Bound("longitude", Sign.IS, longitude)
    return (*at, Bound("sort_key", Sign.FROM, least))


def find_inside(box: Box, places: Sequence[Place]) -> list[Place]:
    """The places in a box, which is what the database's filter says of them; they are given from south to north."""
    start, end = bisect_left(places, box.south, key=_LATITUDE), bisect_right(places, box.north, key=_LATITUDE)
    west, east = box.west, box.east
    if west > east:
        return [place for place in places[start:end] if place.longitude >= west or place.longitude <= east]
    return [place for place in places[start:end] if west <= place.longitude <= east]


def find_least_day(places: Sequence[Place], size: int) -> str:
    """A day from which on the places have `size` events or more, as late as is known; the first of all where none is.

    As many places as events have one each since the day of the last of their latest ones, and RANK times fewer as
    many since that of their ranked ones.
    """
    return max(_find_days(places, size), default="")


def _find_days(places: Sequence[Place], size: int) -> Iterator[str]:
    for days, each in (([place.last for place in places], 1), ([place.ranked for place in places], RANK)):
        known = sorted((day for day in days if day is not None), reverse=True)
        needed = -(-size // each)
        if len(known) >= needed:
            yield known[needed - 1]
