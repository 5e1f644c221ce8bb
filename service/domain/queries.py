"""What can be asked of the store, as values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class DateRange:
    """A closed range of days; an open end is null."""

    first: date | None
    last: date | None


class Undated(StrEnum):
    """What becomes of events that nobody dates."""

    INCLUDE = "include"
    ONLY = "only"


class EventOrder(StrEnum):
    """By what events are ordered, a hyphen for the latest first. What has no date comes where the earliest does."""

    DATE = "date"
    DATE_DOWN = "-date"
    REPORTED = "first_reported"
    REPORTED_DOWN = "-first_reported"
    UPDATED = "updated"
    UPDATED_DOWN = "-updated"


class Dimension(StrEnum):
    """What events can be counted by."""

    BASE = "base"
    ACTOR = "actor"
    SOURCE = "source"
    TYPE = "type"
    STATUS = "status"
    COUNTRY = "country"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class GroupOrder(StrEnum):
    """By what groups of events are ordered: by their keys, or by how many events are in them, most first."""

    KEY = "key"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees of WGS 84. One whose west is greater than its east crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Nearby:
    """What lies in a circle: these bases now or, asked of a state before now, these latitudes and longitudes."""

    bases: tuple[str, ...] = ()
    places: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Filters on events, which all hold, and the revision that is asked of, null for what holds now.

    `chosen` has the values of filters by their names, and `excluded` those that must not be an event's. What each
    filter takes says its row in `service.storage.read.filters`; names are slugs and codes that exist.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, Any] = field(default_factory=dict)
    revision: int | None = None

    def drop(self, *names: str) -> "EventQuery":
        """The same without some of its filters."""
        return replace(self, chosen={key: value for key, value in self.chosen.items() if key not in names})


class NameOrder(StrEnum):
    """By what names are ordered: what has most events first, or the latest, or is nearest to a place."""

    NAME = "name"
    EVENTS_DOWN = "-events"
    LATEST_DOWN = "-latest"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class NameQuery:
    """What is asked of bases, actors or sources; all of it holds, and what is empty or null asks for nothing.

    `prefix` is folded, as `service.domain.names.prefixes` does it; countries are codes and regions names that exist.
    `distances` are those of the bases that are near, by their slugs, in kilometres. A null order is that of suggestions
    where there is a prefix, and else that of the slugs.
    """

    prefix: str | None = None
    countries: Sequence[str] = ()
    kinds: Sequence[str] = ()
    regions: Sequence[str] = ()
    box: Box | None = None
    distances: Mapping[str, float] | None = None
    has_events: bool | None = None
    order: NameOrder | None = None

    @property
    def needs_place(self) -> bool:
        """Whether only bases with coordinates can match."""
        return self.box is not None or self.distances is not None

    def drop_place(self) -> "NameQuery":
        """The same wherever a base is."""
        return replace(self, box=None, distances=None)


@dataclass(frozen=True, slots=True)
class ChangeQuery:
    """Filters on changes, which all hold; of the values of one any may. Names are slugs, events ids, and all exist."""

    base: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    event: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`limit` items after the place `after` (the last item's sort key, null for the first page)."""

    limit: int
    after: str | None = None
