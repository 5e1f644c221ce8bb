"""Writing what belongs to a version of an event: its links, its place in lists while it holds, and counts of such."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.database.bulk import divide, insert_rows
from service.storage.tables.event_links import EventReportRow, EventSourceRow, ParticipationRow
from service.storage.tables.models import COUNTED, EventRow
from service.storage.tables.spans import find_span
from service.storage.write.rows.new_reports import get_table

# Numbers of one statement: databases take 32,766 or more, and a rebuild may touch more events at once.
BATCH = 10_000
# Sorts before all days; for undated events.
NO_DAY = "0000-00-00"
_LINKS: Mapping[str, Any] = {"actor": ParticipationRow.actor, "source": EventSourceRow.source}
_ADD = "ON CONFLICT (first, second, first_key, second_key) DO UPDATE SET count = event_count.count + excluded.count"
_COLUMNS = "(first, second, first_key, second_key, count)"
_ADD_EACH = f"INSERT INTO event_count {_COLUMNS} VALUES (?, ?, ?, ?, ?) {_ADD}"  # noqa: S608 - names of our own
# Rows come to PostgreSQL a column each, in one statement.
_ADD_ALL = text(
    f"INSERT INTO event_count {_COLUMNS} SELECT * FROM unnest(CAST(:c0 AS text[]), CAST(:c1 AS text[]), "  # noqa: S608 - as above
    f"CAST(:c2 AS text[]), CAST(:c3 AS text[]), CAST(:c4 AS integer[])) {_ADD}"
)
# The key of a row of counts.
CountedGroup = tuple[str, str, str, str]


def build_place(event: Event) -> dict[str, Any]:
    """The columns by which lists find an event among others of its day, actor or source."""
    first, last = (event.date.first, event.date.last) if event.date else (None, None)
    day = first.isoformat() if first else NO_DAY
    return {"sort_key": f"{day}|{event.id}", "span": find_span(first, last)}


def end_links(session: Session, numbers: Sequence[int]) -> None:
    """Take versions that ended, by their row numbers, out of the lists of actors and sources."""
    for batch in divide(numbers, BATCH):
        for row in (ParticipationRow, EventSourceRow):
            ended = update(row).where(row.event_id.in_(batch)).values(sort_key=None, span=None)
            session.execute(ended.execution_options(synchronize_session=False))


def insert_links(session: Session, events: Sequence[tuple[Event, int]], reports: Mapping[str, Any]) -> None:
    """Write the reports, participations and sources of new versions, each with its row number."""
    links = [
        {
            "event_id": number,
            "position": place,
            "report_key": key,
            "article": reports[key].content_hash,
            "source": reports[key].source_slug,
            "published": reports[key].published,
            "report_id": reports[key].id,
        }
        for event, number in events
        for place, key in enumerate(event.reports)
    ]
    placed = [(event, {"event_id": number, **build_place(event)}) for event, number in events]
    participations = [
        {"actor": slug, "role": role, **place}
        for event, place in placed
        for slug, role in dict.fromkeys((part.actor.slug, part.role) for part in event.participations)
    ]
    sources = [{"source": slug, **place} for event, place in placed for slug in event.sources]
    for link, rows in ((EventReportRow, links), (ParticipationRow, participations), (EventSourceRow, sources)):
        insert_rows(session, get_table(link), rows)


def change_counts(session: Session, ended: Sequence[int], begun: Sequence[Event]) -> None:
    """Count versions that ended, by their row numbers, no longer, and those of events that begun."""
    changes: Counter[CountedGroup] = Counter()
    for event in begun:
        changes.update(_list_groups(_list_values(event)))
    for batch in divide(ended, BATCH):
        for values in _read_values(session, batch):
            changes.subtract(_list_groups(values))
    add_counts(session, changes)


def add_counts(session: Session, changes: Mapping[CountedGroup, int]) -> None:
    """Add to kept counts, by the key of their rows; what is added may be negative."""
    rows = [(*group, count) for group, count in changes.items() if count]
    if not rows:
        return
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql(_ADD_EACH, rows)
    else:
        columns = {f"c{place}": list(column) for place, column in enumerate(zip(*rows, strict=True))}
        session.execute(_ADD_ALL, columns)


def _list_values(event: Event) -> Mapping[str, Sequence[str]]:
    """What the current version of an event is counted by."""
    first, last = (event.date.first, event.date.last) if event.date else (None, None)
    return {
        "base": [event.base.slug if event.base else ""],
        "country": [event.country or ""],
        "period": [_find_period(first, last)],
        "placed": ["" if event.base is None or event.base.latitude is None else "yes"],
        "status": [event.status.value],
        "type": [event.type],
        "actor": sorted({part.actor.slug for part in event.participations}) or [""],
        "source": sorted(set(event.sources)) or [""],
    }


def _read_values(session: Session, numbers: Sequence[int]) -> Iterator[Mapping[str, Sequence[str]]]:
    """What each version is counted by."""
    linked: dict[str, dict[int, set[str]]] = {}
    for name, column in _LINKS.items():
        found = linked[name] = defaultdict(set)
        rows = select(column.class_.event_id, column).where(column.class_.event_id.in_(numbers))
        for number, slug in session.execute(rows):
            found[number].add(slug)
    for row in session.execute(_select_single(numbers)):
        yield {
            "base": [row.base or ""],
            "country": [row.country or ""],
            "period": [_find_period(row.first_day, row.last_day)],
            "placed": ["" if row.latitude is None else "yes"],
            "status": [row.status.value],
            "type": [row.type],
            **{name: sorted(found[row.id]) or [""] for name, found in linked.items()},
        }


def _select_single(numbers: Sequence[int]) -> Any:
    days = (EventRow.first_day, EventRow.last_day)
    columns = (EventRow.id, EventRow.base, EventRow.country, EventRow.latitude, EventRow.status, EventRow.type, *days)
    return select(*columns).where(EventRow.id.in_(numbers))


def _find_period(first: dt.date | None, last: dt.date | None) -> str:
    """The month in which an event surely was, or else the year; empty for neither."""
    if first is None or last is None or first.year != last.year:
        return ""
    return f"{first}"[:7] if first.month == last.month else f"{first}"[:4]


def _list_groups(values: Mapping[str, Sequence[str]]) -> Iterator[CountedGroup]:
    yield "", "", "", ""
    for name in COUNTED:
        for key in values[name]:
            yield name, "", key, ""
    for first, second in combinations(COUNTED, 2):
        for first_key, second_key in product(values[first], values[second]):
            yield first, second, first_key, second_key
