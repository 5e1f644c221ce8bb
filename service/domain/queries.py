"""What can be asked of the store, as values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class DateRange:
    """A closed range of days; an open end is null."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class EventQuery:
    """Filters on events. Values within one filter are alternatives; different filters all hold.

    `bases`, `actors`, `sources` are slugs that exist. `dates` match by intersection, so an event known
    only to the month matches every day in it; an undated event matches none. `is_disputed` null means either.
    `revision` asks for what held then, null for what holds now.
    """

    bases: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    dates: tuple[DateRange, ...] = ()
    min_sources: int | None = None
    is_disputed: bool | None = None
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class PageRequest:
    """`limit` items after the place `after` (the last item's sort key, null for the first page)."""

    limit: int
    after: str | None = None
