"""Something that happened, is planned or is denied: what its reports say, merged."""

import datetime as dt
from dataclasses import dataclass

from service.domain.dates import EventDate
from service.domain.places import Base
from service.domain.reports import Participation, Report, Status


@dataclass(frozen=True, slots=True)
class FiledReport:
    """A report with the article it stands in.

    `key` is unique and the same for the same report of the same article, whatever the order of loading:
    the article's content hash and the report's place in it. `source` is the publisher's slug.
    """

    key: str
    report: Report
    article: str
    source: str | None
    published: dt.date | None


@dataclass(frozen=True, slots=True)
class FigureSummary:
    """What all reports of an event say of one kind of figure, lowest to highest."""

    kind: str
    unit: str | None
    low: int
    best: int
    high: int
    report_count: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """The first time that an event was told in one status. `date` is what was said of its date then."""

    status: Status
    type: str
    reported: dt.date | None
    date: EventDate | None
    source: str | None
    report: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `id` is readable and follows from the reports alone; `reports` are their keys, in order.

    `date_from` is the key of the report that gives the date; `disputed` names the fields on which
    sources differ. `history` is ordered from the earliest telling to the latest.
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
    first_reported: dt.date | None
    disputed: tuple[str, ...]
    history: tuple[HistoryEntry, ...]
    reports: tuple[str, ...]
