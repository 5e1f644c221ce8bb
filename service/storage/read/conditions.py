"""The conditions that filters on events put on a statement. Each is met by any of the values that it is made of."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, tuple_

from service.domain.events.reports import Role
from service.domain.names.words import SearchTerm
from service.domain.queries import Box, DateRange, Nearby, Undated
from service.storage.names.places import is_in_box
from service.storage.tables.event_links import EventReportRow, EventSourceRow, ParticipationRow
from service.storage.tables.models import EventRow, ReportRow
from service.storage.tables.search import search_reports

Condition = ColumnElement[bool]
# Sort keys begin with the first day, and those of undated events, which come before this one, with zeros.
FIRST_DATED = "0001"


def held_at(rows: type[EventRow] | type[ReportRow], revision: int | None) -> Condition:
    """Whether a version held at a revision; null asks for what holds now."""
    if revision is None:
        return rows.until.is_(None)
    return and_(rows.since <= revision, or_(rows.until.is_(None), rows.until > revision))


def takes_part(actors: Sequence[str], roles: Sequence[Role] | None) -> Condition:
    """Whether one of the actors has one of the roles: both must be true of the same participation."""
    conditions: list[Condition] = [ParticipationRow.event_id == EventRow.id]
    if actors:
        conditions.append(ParticipationRow.actor.in_(actors))
    if roles:
        conditions.append(ParticipationRow.role.in_(roles))
    return _exists(*conditions)


def has_source(slugs: Sequence[str]) -> Condition:
    """Whether one of the sources tells the event."""
    return _exists(EventSourceRow.event_id == EventRow.id, EventSourceRow.source.in_(slugs))


def was_published(ranges: Sequence[DateRange]) -> Condition:
    """Whether an article that tells the event was published in one of the ranges."""
    days = EventReportRow.published
    return _exists(EventReportRow.event_id == EventRow.id, or_(*(_intersects(days, days, span) for span in ranges)))


def _exists(*conditions: Condition) -> Condition:
    """Whether some row of the event meets all of these, whatever else the statement around it joins."""
    return exists().where(*conditions).correlate(EventRow)


def is_within(box: Box) -> Condition:
    """Whether the event's base has coordinates in the box."""
    return is_in_box(EventRow, box)


def is_near(nearby: Nearby) -> Condition:
    """Whether the event is at one of the bases, or was at one of the places."""
    if nearby.places is None:
        return EventRow.base.in_(nearby.bases)
    return tuple_(EventRow.latitude, EventRow.longitude).in_(nearby.places)


def has_words(terms: Sequence[SearchTerm]) -> Condition:
    """Whether one report of the event has words that begin with each."""
    found = select(EventReportRow.event_id).join(ReportRow, ReportRow.id == EventReportRow.report_id)
    return EventRow.id.in_(found.where(search_reports(terms)))


def is_dated(ranges: Sequence[DateRange], undated: Undated | None) -> Condition | None:
    """Whether some possible day of the event lies in a range; an undated event has none."""
    without = EventRow.sort_key < FIRST_DATED
    if undated is Undated.ONLY:
        return without
    if not ranges:
        return None
    conditions = [_intersects(EventRow.first_day, EventRow.last_day, days) for days in ranges]
    return or_(*conditions, without if undated is Undated.INCLUDE else false())


def _intersects(first: Any, last: Any, days: DateRange) -> Condition:
    conditions: list[Condition] = [first.is_not(None)]
    if days.last is not None:
        conditions.append(first <= days.last)
    if days.first is not None:
        conditions.append(last >= days.first)
    return and_(*conditions)
