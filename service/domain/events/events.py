"""Events: merged reports of something that happened, is planned or is denied."""

import datetime as dt
from dataclasses import dataclass
from typing import Generic, TypeVar

from service.domain.events.dates import EventDate
from service.domain.events.reports import Figure, Participation, Qualifier, Report, Status
from service.domain.names.places import Base

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A report with the article it stands in.

    `key` is unique and the same for the same report of the same article, whatever the order of loading:
    the article's content hash and the report's place in it. `source` is the publisher's slug. `signature`
    is similar for near-identical texts (see `service.merging.signatures`); empty means that it is not known.
    """

    key: str
    report: Report
    article: str
    source: str | None
    published: dt.date | None
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class FigureSummary:
    """What all reports of an event say of one kind of figure, lowest to highest, each number with its hedge.

    `low` and `high` are numbers that reports give, not widened by their hedges: "nearly 800" says that there
    were fewer, and not how many. That `low_qualifier` says. `qualifier` is that of `best`.
    """

    kind: str
    unit: str | None
    low: int
    best: int
    high: int
    report_count: int
    qualifier: Qualifier = Qualifier.EXACT
    low_qualifier: Qualifier = Qualifier.EXACT
    high_qualifier: Qualifier = Qualifier.EXACT


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The first time that an event was reported in one status. `date` is what was said of its date then."""

    status: Status
    type: str
    reported: dt.date | None
    date: EventDate | None
    source: str | None
    report: str


@dataclass(frozen=True, slots=True)
class Claim(Generic[Value]):
    """What some reports say: their keys in order, and the slugs of those who publish them."""

    value: Value
    sources: tuple[str, ...]
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What the reports of one event say, field by field; what most of them say comes first.

    A date is EDTF text, null where a report gives none.
    """

    types: tuple[Claim[str], ...] = ()
    statuses: tuple[Claim[Status], ...] = ()
    dates: tuple[Claim[str | None], ...] = ()
    figures: tuple[Claim[Figure], ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `id` is readable and follows from the reports alone; `reports` are their keys, in order.

    `date_from` is the key of the report that gives the date; `disputed` names the fields on which independent
    sources exclude one another. Of the sources, those that print one text count as one in
    `independent_source_count`. `confidence` is the highest of the reports', 0.0 to 1.0. `history` is ordered from the
    earliest report to the latest.
    """

    id: str
    type: str
    status: Status
    date: EventDate | None
    date_from: str | None
    base: Base | None
    country: str | None
    participations: tuple[Participation, ...]
    figures: tuple[FigureSummary, ...]
    sources: tuple[str, ...]
    independent_source_count: int
    confidence: float
    first_reported: dt.date | None
    disputed: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    claims: Claims
    reports: tuple[str, ...]
