"""What can be asked of the store, as values."""

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees of WGS 84. One whose west is greater than its east crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Filters on events, which all hold, and the revision that is asked of, null for what holds now.

    `chosen` has the values of filters by their names, and `excluded` those that must not be an event's. What each
    filter takes says its row in `service.storage.read.filters`; names are slugs and codes that exist.
    """

    chosen: Mapping[str, Any] = field(default_factory=dict)
    excluded: Mapping[str, Any] = field(default_factory=dict)
    revision: int | None = None

    def drop(self, name: str) -> "EventQuery":
        """The same without one of its filters."""
        return replace(self, chosen={key: value for key, value in self.chosen.items() if key != name})


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
