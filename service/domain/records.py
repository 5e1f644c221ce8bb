"""What the store returns: stored values, with display names beside the slugs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from service.domain.articles.article import Rendition
from service.domain.events.reports import Report
from service.domain.names.places import Actor, Base, EventType, Source

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list. `after` is the sort key to continue after, null on the last page."""

    items: Sequence[Item]
    after: str | None


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """A stored article. `id` is its content hash; `file` the name it was read from.

    `report_count` is null where the reports were not counted.
    """

    id: str
    source: Source | None
    title: str | None
    url: str | None
    published: date | None
    language: str
    rendition: Rendition
    original: str | None
    file: str
    report_count: int | None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A stored report with the article that it stands in."""

    id: str
    report: Report
    article: ArticleRecord


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """A version of an event as lists give it: its number among all versions, its id, and its JSON."""

    number: int
    id: str
    document: str


@dataclass(frozen=True, slots=True)
class WithheldReport:
    """A report that a version of an event was built from, deleted with its article."""

    id: str
    article: str
    source: str | None


@dataclass(frozen=True, slots=True)
class EventReports:
    """The reports that a version of an event was built from, in order: their JSON, and those deleted since."""

    documents: Sequence[str]
    withheld: Sequence[WithheldReport]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """A version of an event: its id, and its JSON as `document` and `evidence`."""

    id: str
    document: str
    evidence: str
    reports: EventReports


@dataclass(frozen=True, slots=True)
class BaseRecord:
    """A base and how many events happened at it. `distance_km` is that from where near was asked for, else null."""

    base: Base
    event_count: int
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class ActorRecord:
    """An actor and how many events it takes part in."""

    actor: Actor
    event_count: int


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A source, its articles and the events that they report."""

    source: Source
    article_count: int
    event_count: int


@dataclass(frozen=True, slots=True)
class EventTypeRecord:
    """An event type and how many events are of it."""

    type: EventType
    event_count: int


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """How many current articles of a source there are, in all and by month, and the days of the earliest and newest.

    The months are in order; articles without a day are under an empty text.
    """

    slug: str
    name: str
    article_count: int
    earliest: date | None
    newest: date | None
    months: Mapping[str, int]
