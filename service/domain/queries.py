"""What can be asked of the store, as values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.reports import Role, Status
from service.domain.words import SearchTerm


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
class Participants:
    """Actors by slug in any of some roles; no actors mean anybody, no roles any."""

    actors: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.actors or self.roles)


@dataclass(frozen=True, slots=True)
class Choice:
    """Values of which one must be an event's own."""

    bases: tuple[str, ...] = ()
    participants: Participants = Participants()
    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Filters on events. Values within one filter are alternatives; different filters all hold.

    `chosen` are slugs and codes that exist, and `excluded` those that must not be an event's. `dates` match by
    intersection, so an event known only to the month matches every day in it; an undated event matches none, unless
    `undated` says otherwise. `published` are days on which an article tells it; each of the `terms` begins words of
    one of its reports. `updated_after` is a revision; `revision` asks for what held then, null for what holds now.
    """

    chosen: Choice = Choice()
    excluded: Choice = Choice()
    dates: tuple[DateRange, ...] = ()
    undated: Undated | None = None
    published: tuple[DateRange, ...] = ()
    updated_after: int | None = None
    box: Box | None = None
    terms: tuple[SearchTerm, ...] = ()
    min_sources: int | None = None
    min_confidence: float | None = None
    is_disputed: bool | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`limit` items after the place `after` (the last item's sort key, null for the first page)."""

    limit: int
    after: str | None = None
