"""The three kinds of names that are listed: where each is stored, and what is counted of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, func, select

from service.domain.records import ActorRecord, BaseRecord, SourceRecord
from service.storage.names.resolve import NamedRow, Rows, is_present
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.keys import Key
from service.storage.tables.models import EventRow
from service.storage.tables.names import (
    ActorPrefixRow,
    ActorRow,
    BasePrefixRow,
    BaseRow,
    SourcePrefixRow,
    SourceRow,
)
from service.storage.tables.records import build_actor, build_base, build_source

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class ListedKind(Generic[Record]):
    """One kind. `prefix` is the column of the table of prefixes that has the slugs, `latest` the key by which events
    are ordered of the last one. `statement` finds all that is listed, and `build` makes a record of each row.
    """

    rows: NamedRow
    prefix: Key
    event_count: ColumnElement[int]
    latest: ColumnElement[str]
    statement: Rows
    build: Callable[[Any], Record]


def _find_count(first: str, slug: Key) -> ColumnElement[int]:
    """The kept count of the events of a name, or of the articles of a source."""
    key = (EventCountRow.first == first, EventCountRow.second == "", EventCountRow.first_key == slug)
    kept = select(EventCountRow.count).where(*key, EventCountRow.second_key == "")
    return func.coalesce(kept.scalar_subquery(), 0)


def _find_latest(key: Any, *conditions: ColumnElement[bool]) -> ColumnElement[str]:
    return select(func.max(key)).where(*conditions).scalar_subquery()


_BASE_EVENTS, _ACTOR_EVENTS = _find_count("base", BaseRow.slug), _find_count("actor", ActorRow.slug)
_SOURCE_EVENTS, _SOURCE_ARTICLES = _find_count("source", SourceRow.slug), _find_count("article", SourceRow.slug)

# A name is listed where seeds give it or something present uses it.
LISTED_BASES = ListedKind(
    BaseRow,
    BasePrefixRow.base,
    _BASE_EVENTS,
    _find_latest(EventRow.sort_key, EventRow.base == BaseRow.slug, EventRow.until.is_(None)),
    select(BaseRow, _BASE_EVENTS).where(is_present(BaseRow)),
    lambda row: BaseRecord(build_base(row[0]), row[1]),
)
LISTED_ACTORS = ListedKind(
    ActorRow,
    ActorPrefixRow.actor,
    _ACTOR_EVENTS,
    _find_latest(
        ParticipationRow.sort_key, ParticipationRow.actor == ActorRow.slug, ParticipationRow.sort_key.is_not(None)
    ),
    select(ActorRow, _ACTOR_EVENTS).where(is_present(ActorRow)),
    lambda row: ActorRecord(build_actor(row[0]), row[1]),
)
LISTED_SOURCES = ListedKind(
    SourceRow,
    SourcePrefixRow.source,
    _SOURCE_EVENTS,
    _find_latest(
        EventSourceRow.sort_key, EventSourceRow.source == SourceRow.slug, EventSourceRow.sort_key.is_not(None)
    ),
    select(SourceRow, _SOURCE_ARTICLES, _SOURCE_EVENTS).where(is_present(SourceRow)),
    lambda row: SourceRecord(build_source(row[0]), row[1], row[2]),
)
