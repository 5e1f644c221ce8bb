"""The reports of one block and where they lie in time: what is asked of a store when some come or go."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from service.domain.events import FiledReport

# The first and the last day of some, both of them included.
Span = tuple[dt.date, dt.date]


class Viewer(Enum):
    """Kinds of reports by what they can tell apart in an event."""

    # Says on which day it occurred: sees others that do.
    PRECISE = "precise"
    # Says in which month, season or year: sees what was said of days, and others of its kind.
    VAGUE = "vague"
    # Undated, planned or denied: sees when it occurred, and others of its kind.
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a report lies, and the days whose events decide to which it belongs."""

    extent: Span
    sight: Span


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report with a label that all reports of its event have, and the days that decided it (null for all days)."""

    filed: FiledReport
    event: int
    sight: Span | None


@dataclass(frozen=True, slots=True)
class Departed:
    """What is no more: events that had reports which are gone, by label, and the days in which these reports lay."""

    events: frozenset[int] = frozenset()
    spans: frozenset[Span] = frozenset()


class Neighbourhood(Protocol):
    """The placed reports of one block. All answers are whole events, or what is there of them."""

    def find_events(self, events: Collection[int]) -> Iterable[PlacedReport]:
        """Those of some events."""

    def find_within(self, spans: Collection[Span]) -> Iterable[PlacedReport]:
        """Events of which a report lies in some of these days, and maybe more."""

    def find_seeing(self, spans: Mapping[Viewer, Collection[Span]]) -> Iterable[PlacedReport]:
        """Events of which a report of a kind sees some of the days that are given for it, and maybe more."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Groups of reports that are others than before, and the labels of the events that they replace.

    `places` has each report that was placed anew; `looked_at` the labels of all events that were looked at.
    """

    groups: tuple[tuple[FiledReport, ...], ...]
    ended: frozenset[int]
    places: Mapping[str, Place]
    looked_at: frozenset[int]


# When an event was first told, and the key of the report that did; an unknown day comes after all others.
TellingTime = tuple[dt.date, str]


@dataclass(frozen=True, slots=True)
class Namesake:
    """A stored event, whose id may have to be told apart from others. `kind` is its type and date (EDTF)."""

    label: int
    id: str
    kind: tuple[str, str | None]
    told: TellingTime
