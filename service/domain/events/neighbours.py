"""Values of incremental merging: the reports of one block, their days and search windows, and what a store finds."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from service.domain.events.events import FiledReport

# The first and the last day of a period, both included.
Span = tuple[dt.date, dt.date]


class ReportKind(Enum):
    """Kinds of reports by which of an event's reports decide whether they belong to it."""

    # Says on which day it occurred: depends on others that do.
    PRECISE = "precise"
    # Says in which month, season or year: depends on the dates of precise ones, and on others of its kind.
    VAGUE = "vague"
    # Undated, planned or denied: depends on when it occurred, and on others of its kind.
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Place:
    """The days in which a report lies, and its search window: the days whose events decide to which it belongs."""

    extent: Span
    search_window: Span


@dataclass(frozen=True, slots=True)
class PlacedReport:
    """A report, the label that all reports of its event have, and its search window (null for all days)."""

    filed: FiledReport
    event: int
    search_window: Span | None


@dataclass(frozen=True, slots=True)
class Departed:
    """Removed reports: the labels of the events that had them, and the days in which they lay."""

    events: frozenset[int] = frozenset()
    spans: frozenset[Span] = frozenset()


class Neighbourhood(Protocol):
    """The placed reports of one block. Every result has all stored reports of each event."""

    def find_events(self, events: Collection[int]) -> Iterable[PlacedReport]:
        """The reports of some events."""

    def find_within(self, spans: Collection[Span]) -> Iterable[PlacedReport]:
        """Events of which a report lies in some of these days, and maybe more."""

    def find_affected(self, spans: Mapping[ReportKind, Collection[Span]]) -> Iterable[PlacedReport]:
        """Events with a report whose search window meets the days that are given for its kind, and maybe more."""


@dataclass(frozen=True, slots=True)
class Regrouping:
    """The changed groups of reports, and the labels of the events that they replace.

    `places` has each report that was placed anew; `examined` the labels of all events that were read.
    """

    groups: tuple[tuple[FiledReport, ...], ...]
    ended: frozenset[int]
    places: Mapping[str, Place]
    examined: frozenset[int]


# When an event was first reported, and the key of that report; an unknown day comes after all others.
FirstReported = tuple[dt.date, str]


@dataclass(frozen=True, slots=True)
class Namesake:
    """A stored event, whose id may need a number to differ from others. `kind` is its type and date (EDTF)."""

    label: int
    id: str
    kind: tuple[str, str | None]
    first_reported: FirstReported
