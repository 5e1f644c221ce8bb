"""From the places that people ask for, boxes, circles and regions, to what is there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from service.domain.circles import Circle
from service.domain.names.slugs import parse_name_key
from service.domain.queries import Box, Nearby
from service.errors import ParameterError
from service.storage.tables.models import EventRow
from service.storage.tables.names import BaseRow

# As many as seeds name, several times over: each question by region compares all of them.
_parse_region_key = lru_cache(10_000)(parse_name_key)


def is_in_box(rows: type[BaseRow] | type[EventRow], box: Box) -> ColumnElement[bool]:
    """Whether a row has coordinates in the box."""
    across = box.west > box.east
    east, west = rows.longitude <= box.east, rows.longitude >= box.west
    return and_(rows.latitude.between(box.south, box.north), or_(east, west) if across else and_(east, west))


def find_distances(session: Session, circle: Circle) -> Mapping[str, float]:
    """The bases in a circle, each with its distance in kilometres: those in a box around it, and of these the near."""
    columns: tuple[Any, ...] = (BaseRow.slug, BaseRow.latitude, BaseRow.longitude)
    rows = session.execute(select(*columns).where(is_in_box(BaseRow, circle.bound())))
    measured = {slug: circle.measure(latitude, longitude) for slug, latitude, longitude in rows}
    return {slug: distance for slug, distance in measured.items() if distance <= circle.radius_km}


def resolve_nearby(session: Session, circle: Circle, _parameter: str, *, past: bool) -> Nearby:
    """What is in a circle. Where bases were thought to be before now, only what was stored of events then tells."""
    if not past:
        return Nearby(tuple(sorted(find_distances(session, circle))))
    columns: tuple[Any, ...] = (EventRow.latitude, EventRow.longitude)
    rows = session.execute(select(*columns).where(is_in_box(EventRow, circle.bound())).distinct())
    places = sorted((latitude, longitude) for latitude, longitude in rows)
    return Nearby(places=tuple(place for place in places if circle.measure(*place) <= circle.radius_km))


def read_regions(session: Session, *, past: bool = False) -> Mapping[str, tuple[str, ...]]:
    """The names of the regions that bases are in, or ever were, as events say; by what spellings have in common."""
    names = set(session.scalars(select(BaseRow.region).distinct()))
    if past:
        names |= set(session.scalars(select(EventRow.region).distinct()))
    found: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for name in sorted(filter(None, names)):
        found[_parse_region_key(name)] += (name,)
    return found


def resolve_regions(
    session: Session, names: Sequence[str], parameter: str = "region", *, past: bool = False
) -> tuple[str, ...]:
    """The regions that names in any spelling mean. An unknown one is a ParameterError naming the nearest."""
    if not names:
        return ()
    known = read_regions(session, past=past)
    for name in names:
        if parse_name_key(name) not in known:
            raise _build_unknown_region(known, name, parameter)
    return tuple(dict.fromkeys(region for name in names for region in known[parse_name_key(name)]))


def _build_unknown_region(known: Mapping[str, Sequence[str]], name: str, parameter: str) -> ParameterError:
    near = get_close_matches(parse_name_key(name), sorted(known), n=1)
    nearest = known[near[0]][0] if near else None
    hint = f"; did you mean {nearest}?" if nearest else ""
    allowed = "the name of a region that a base is in"
    return ParameterError(parameter, f"no region is called {name!r}{hint}", allowed=allowed, nearest=nearest)
