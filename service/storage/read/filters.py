"""The filters on events: one small function for each field of a query, and the registries that name them all.

Values within one filter are alternatives, so each function makes one condition that any of them meets.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, not_, or_, select

from service.domain.queries import Box, Choice, DateRange, EventQuery, Participants, Undated
from service.domain.reports import Status
from service.domain.words import SearchTerm
from service.storage.tables.models import EventReportRow, EventRow, EventSourceRow, ParticipationRow, ReportRow
from service.storage.tables.search import search_reports

Condition = ColumnElement[bool]


def _filter_bases(slugs: Sequence[str]) -> Condition:
    return EventRow.base.in_(slugs)


def _filter_participants(participants: Participants) -> Condition:
    """Whether one of the actors has one of the roles: both must be true of the same participation."""
    conditions: list[Condition] = [ParticipationRow.event_id == EventRow.id]
    if participants.actors:
        conditions.append(ParticipationRow.actor.in_(participants.actors))
    if participants.roles:
        conditions.append(ParticipationRow.role.in_(participants.roles))
    return _exists(*conditions)


def _filter_sources(slugs: Sequence[str]) -> Condition:
    return _exists(EventSourceRow.event_id == EventRow.id, EventSourceRow.source.in_(slugs))


def _filter_types(slugs: Sequence[str]) -> Condition:
    return EventRow.type.in_(slugs)


def _filter_statuses(statuses: Sequence[Status]) -> Condition:
    return EventRow.status.in_(statuses)


def _filter_countries(codes: Sequence[str]) -> Condition:
    return EventRow.country.in_(codes)


def _filter_published(ranges: Sequence[DateRange]) -> Condition:
    days = EventReportRow.published
    return _exists(EventReportRow.event_id == EventRow.id, or_(*(_intersects(days, days, span) for span in ranges)))


def _exists(*conditions: Condition) -> Condition:
    """Whether some row of the event meets all of these, whatever else the statement around it joins."""
    return exists().where(*conditions).correlate(EventRow)


def _filter_updated(revision: int) -> Condition:
    return EventRow.since > revision


def _filter_box(box: Box) -> Condition:
    across = box.west > box.east
    east, west = EventRow.longitude <= box.east, EventRow.longitude >= box.west
    return and_(EventRow.latitude.between(box.south, box.north), or_(east, west) if across else and_(east, west))


def _filter_terms(terms: Sequence[SearchTerm]) -> Condition:
    """Whether one report of the event has words that begin with each."""
    told = select(EventReportRow.event_id).join(ReportRow, ReportRow.id == EventReportRow.report_id)
    return EventRow.id.in_(told.where(search_reports(terms)))


def _filter_min_sources(count: int) -> Condition:
    return EventRow.independent_source_count >= count


def _filter_min_confidence(confidence: float) -> Condition:
    return EventRow.confidence >= confidence


def _filter_disputed(is_disputed: bool) -> Condition:
    return EventRow.is_disputed.is_(is_disputed)


def _filter_dates(query: EventQuery) -> list[Condition]:
    """Whether some possible day of the event lies in a range; an undated event has none."""
    undated = EventRow.first_day.is_(None)
    if query.undated is Undated.ONLY:
        return [undated]
    if not query.dates:
        return []
    conditions = [_intersects(EventRow.first_day, EventRow.last_day, days) for days in query.dates]
    return [or_(*conditions, undated if query.undated is Undated.INCLUDE else false())]


def _intersects(first: Any, last: Any, days: DateRange) -> Condition:
    conditions: list[Condition] = [first.is_not(None)]
    if days.last is not None:
        conditions.append(first <= days.last)
    if days.first is not None:
        conditions.append(last >= days.first)
    return and_(*conditions)


def held_at(rows: type[EventRow] | type[ReportRow], revision: int | None) -> Condition:
    """Whether a version held at a revision; null asks for what holds now."""
    if revision is None:
        return rows.until.is_(None)
    return and_(rows.since <= revision, or_(rows.until.is_(None), rows.until > revision))


# What may be chosen, and what may be excluded.
CHOICES: dict[str, Callable[[Any], Condition]] = {
    "bases": _filter_bases,
    "participants": _filter_participants,
    "sources": _filter_sources,
    "types": _filter_types,
    "statuses": _filter_statuses,
    "countries": _filter_countries,
}
FILTERS: dict[str, Callable[[Any], Condition]] = {
    "published": _filter_published,
    "updated_after": _filter_updated,
    "box": _filter_box,
    "terms": _filter_terms,
    "min_sources": _filter_min_sources,
    "min_confidence": _filter_min_confidence,
    "is_disputed": _filter_disputed,
}


def build_conditions(query: EventQuery) -> list[Condition]:
    """One condition for every filter of the query that has a value, and one for the revision; all of them hold."""
    # An event without a base is not at any that is excluded.
    excluded = [not_(func.coalesce(condition, false())) for condition in _build_choice(query.excluded)]
    given = {name: getattr(query, name) for name in FILTERS}
    return [
        held_at(EventRow, query.revision),
        *_build_choice(query.chosen),
        *excluded,
        *_filter_dates(query),
        *(FILTERS[name](value) for name, value in given.items() if value not in (None, ())),
    ]


def _build_choice(choice: Choice) -> list[Condition]:
    return [build(value) for name, build in CHOICES.items() if (value := getattr(choice, name))]
