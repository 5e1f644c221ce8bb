"""Reading changes: the change feed, of all events or of some, and the history of one event."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)
from sqlalchemy.orm import Session, aliased, join

from service.domain.changes import EventChange
from service.domain.queries import ChangeQuery, PageRequest
from service.domain.records import Page
from service.errors import ParameterError
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.event_links import ChangeSubjectRow, build_subject
from service.storage.tables.keys import clean_key, find_neighbours
from service.storage.tables.models import ChangeRow, EventRow, RevisionRow
from service.storage.tables.records import build_revision
from service.storage.tables.revisions import find_number_before

# The place before all changes, and the position after all of a revision.
START, LAST_POSITION = "0.0", 999_999_999
PLACE = re.compile(r"([0-9]{1,18})\.(-1|[0-9]{1,9})")

# The revision and position of a change.
_Place = tuple[int, int]
_Version = aliased(EventRow)
_Before = aliased(EventRow)
_Other = aliased(ChangeSubjectRow)


@dataclass(frozen=True, slots=True)
class _Range:
    """Rows of changes in whose index those with one value lie in the order of changes."""

    rows: Any
    is_of: ColumnElement[bool]


def find_changes(session: Session, page: PageRequest, query: ChangeQuery | None = None) -> Page[EventChange]:
    """All changes, or those that a query means, in the order of their revisions.

    A client that resumes from there misses nothing: revisions become visible whole and in order.
    """
    after = _parse_place(page.after)
    if query is None or query == ChangeQuery():
        statement = _select_changes().where(tuple_(ChangeRow.revision, ChangeRow.position) > after)
    else:
        places = _select_places(session, query, after, page.limit + 1).subquery()
        is_there = and_(places.c.revision == ChangeRow.revision, places.c.position == ChangeRow.position)
        statement = _select_changes(join(places, ChangeRow, is_there))
    return _read_page(session, statement, page.limit)


def find_place_before(session: Session, time: dt.datetime) -> str:
    """The place before the changes of revisions that were committed at a time or later."""
    return f"{find_number_before(session, time)}.{LAST_POSITION}"


def resolve_events(session: Session, ids: Sequence[str]) -> tuple[str, ...]:
    """The ids, having made sure that an event has or had each; another one is a ParameterError naming the nearest."""
    known = set(session.scalars(select(EventRow.slug).where(EventRow.slug.in_(ids)).distinct())) if ids else set()
    for name in ids:
        if name not in known:
            near = find_neighbours(session, EventRow.slug, name, EventRow.until.is_(None))
            nearest = next(iter(get_close_matches(name, near, n=1)), None)
            hint = f"; did you mean {nearest}?" if nearest else ""
            allowed = "the id of an event, also of one that was merged or removed"
            raise ParameterError("event", f"no event has the id {name!r}{hint}", allowed=allowed, nearest=nearest)
    return tuple(ids)


def find_history(session: Session, slug: str, page: PageRequest) -> Page[EventChange]:
    """Changes of one event, and of those merged into it, earliest first, by one statement."""
    concerned = or_(ChangeRow.slug == clean_key(slug), ChangeRow.successor == clean_key(slug))
    place = tuple_(ChangeRow.revision, ChangeRow.position) > _parse_place(page.after)
    return _read_page(session, _select_changes().where(concerned, place), page.limit)


def _parse_place(text: str | None) -> _Place:
    match = PLACE.fullmatch(text or START)
    if match is None:
        raise ParameterError("cursor", "invalid cursor", allowed="the cursor of a page")
    return int(match[1]), int(match[2])


def _select_changes(source: Any = ChangeRow) -> Select[*tuple[Any, ...]]:
    """Changes, from their table or from a join of it, with their events before and after."""
    followed = and_(_Before.slug == _Version.slug, _Before.until == _Version.since)
    return (
        select(ChangeRow, RevisionRow, _Version.document, _Before.document.label("before"))
        .select_from(source)
        .join(RevisionRow, RevisionRow.id == ChangeRow.revision)
        .outerjoin(_Version, _Version.id == ChangeRow.event_id)
        .outerjoin(_Before, followed)
        .order_by(ChangeRow.revision, ChangeRow.position)
    )


def _read_page(session: Session, statement: Select[*tuple[Any, ...]], limit: int) -> Page[EventChange]:
    rows = session.execute(statement.limit(limit + 1)).all()
    items = [_build_change(row) for row in rows[:limit]]
    return Page(items, items[-1].place if len(rows) > limit else None)


def _build_change(row: Row[Any]) -> EventChange:
    change = row.ChangeRow
    return EventChange(
        revision=build_revision(row.RevisionRow),
        position=change.position,
        kind=change.kind,
        event=change.slug,
        document=row.document,
        before=row.before,
        successor=change.successor,
    )


def _select_places(session: Session, query: ChangeQuery, after: _Place, limit: int) -> Select[int, int]:
    """The first places after one, of changes that meet all filters of the query, of which there is at least one.

    One filter is read by its index, and what it gives is looked up in the others.
    """
    subjects = {
        kind: tuple(build_subject(kind, slug) for slug in slugs)
        for kind, slugs in (("base", query.base), ("actor", query.actor))
        if slugs
    }
    if query.event:
        ranges = [*_list_ranges(query.event)]
    else:
        read = subjects.pop(_choose_kind(session, query))
        ranges = [_Range(ChangeSubjectRow, ChangeSubjectRow.subject == subject) for subject in read]
    parts = [_select_range(each, [*subjects.values()], after, limit) for each in ranges]
    # Several may have the same change.
    united = union(*(select(part.subquery()) for part in parts)).subquery()
    first = select(united.c.revision, united.c.position).order_by(united.c.revision, united.c.position)
    return first.limit(_count(limit))


def _list_ranges(events: tuple[str, ...]) -> Iterator[_Range]:
    """The changes of events, and of those that were merged into them."""
    for slug in events:
        yield _Range(ChangeRow, ChangeRow.slug == slug)
        yield _Range(ChangeRow, ChangeRow.successor == slug)


def _choose_kind(session: Session, query: ChangeQuery) -> str:
    """The filter that is likely to give less, by how many current events there are of each."""
    if not (query.base and query.actor):
        return "base" if query.base else "actor"
    return "base" if session.scalar(select(_sum_counts("base", query) <= _sum_counts("actor", query))) else "actor"


def _sum_counts(kind: str, query: ChangeQuery) -> ColumnElement[int]:
    alone = (EventCountRow.first == kind, EventCountRow.second == "", EventCountRow.second_key == "")
    total = select(func.coalesce(func.sum(EventCountRow.count), 0))
    return total.where(*alone, EventCountRow.first_key.in_(getattr(query, kind))).scalar_subquery()


def _select_range(part: _Range, others: list[tuple[str, ...]], after: _Place, limit: int) -> Select[int, int]:
    rows = part.rows
    place = (rows.revision, rows.position)
    is_of_all = (
        exists()
        .where(_Other.subject.in_(subjects), _Other.revision == rows.revision, _Other.position == rows.position)
        .correlate(rows)
        for subjects in others
    )
    found = select(*place).where(part.is_of, tuple_(*place) > after, *is_of_all)
    return found.order_by(*place).limit(_count(limit))


def _count(limit: int) -> Any:
    """How many there may be, as a number in the statement: a plan for any number would expect many."""
    return literal_column(str(limit), Integer)
