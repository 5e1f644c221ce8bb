"""The filters on events: one small function for each field of EventQuery, and the registry that names them all.

Values within one filter are alternatives, so each function makes one condition that any of them meets.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_

from service.domain.queries import DateRange, EventQuery
from service.storage.models import EventRow, EventSourceRow, ParticipationRow, ReportRow

Condition = ColumnElement[bool]


def _filter_bases(slugs: Sequence[str]) -> Condition:
    return EventRow.base.in_(slugs)


def _filter_actors(slugs: Sequence[str]) -> Condition:
    return exists().where(ParticipationRow.event_id == EventRow.id, ParticipationRow.actor.in_(slugs))


def _filter_sources(slugs: Sequence[str]) -> Condition:
    return exists().where(EventSourceRow.event_id == EventRow.id, EventSourceRow.source.in_(slugs))


def _filter_types(slugs: Sequence[str]) -> Condition:
    return EventRow.type.in_(slugs)


def _filter_dates(ranges: Sequence[DateRange]) -> Condition:
    return or_(*(_intersects(days) for days in ranges))


def _intersects(days: DateRange) -> Condition:
    """Whether some possible day of the event lies in the range. An undated event has no possible day."""
    conditions: list[Condition] = [EventRow.first_day.is_not(None)]
    if days.last is not None:
        conditions.append(EventRow.first_day <= days.last)
    if days.first is not None:
        conditions.append(EventRow.last_day >= days.first)
    return and_(*conditions)


def _filter_min_sources(count: int) -> Condition:
    return EventRow.independent_source_count >= count


def _filter_disputed(is_disputed: bool) -> Condition:
    return EventRow.is_disputed.is_(is_disputed)


def held_at(rows: type[EventRow] | type[ReportRow], revision: int | None) -> Condition:
    """Whether a version held at a revision; null asks for what holds now."""
    if revision is None:
        return rows.until.is_(None)
    return and_(rows.since <= revision, or_(rows.until.is_(None), rows.until > revision))


FILTERS: dict[str, Callable[[Any], Condition]] = {
    "bases": _filter_bases,
    "actors": _filter_actors,
    "sources": _filter_sources,
    "types": _filter_types,
    "dates": _filter_dates,
    "min_sources": _filter_min_sources,
    "is_disputed": _filter_disputed,
}


def build_conditions(query: EventQuery) -> list[Condition]:
    """One condition for every filter of the query that has a value, and one for the revision; all of them hold."""
    given = {name: getattr(query, name) for name in FILTERS}
    return [
        held_at(EventRow, query.revision),
        *(FILTERS[name](value) for name, value in given.items() if value not in (None, ())),
    ]
