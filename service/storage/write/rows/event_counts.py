"""Writing kept counts of current events, in all and by month, as versions of events begin and end."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from service.domain.events.events import Event
from service.storage.database.bulk import is_among, read_rows, write_array
from service.storage.tables.counts.event_counts import (
    COUNTED,
    COUNTED_ALONE,
    COUNTED_BY_MONTH,
    COUNTED_PAIRS,
    MONTHS,
    EventCountRow,
    EventMonthCountRow,
)
from service.storage.tables.counts.reaches import list_counted_months
from service.storage.tables.event_links import EventFigureRow, EventSourceRow, ParticipationRow
from service.storage.tables.models import EventRow

_LINKS: Mapping[str, Any] = {
    "actor": ParticipationRow.actor,
    "figure": EventFigureRow.kind,
    "role": ParticipationRow.role,
    "source": EventSourceRow.source,
}
_COUNTED_BY_ONE = (*COUNTED, *COUNTED_ALONE)
_MONTH_PAIRS = tuple(combinations(COUNTED_BY_MONTH, 2))
# The key of a row of counts, and that of a row of counts by month with the number of a month's column.
CountedGroup = tuple[str, str, str, str]
_MonthGroup = tuple[str, str, str, str, str, int]


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a current version of an event is counted by: the values of each thing, in their order, and its days."""

    values: tuple[tuple[str, ...], ...]
    first: dt.date | None
    last: dt.date | None


class _Adding:
    """The statements that add numbers to rows of a table of counts."""

    def __init__(self, table: str, keys: Sequence[str], numbers: Sequence[str]) -> None:
        columns = (*keys, *numbers)
        added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in numbers)
        insert, add = (
            f"INSERT INTO {table} ({', '.join(columns)})",
            f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {added}",
        )
        self.each = f"{insert} VALUES ({', '.join('?' * len(columns))}) {add}"
        # Rows come to PostgreSQL a column each, in one statement.
        types = ["text"] * len(keys) + ["integer"] * len(numbers)
        arrays = ", ".join(f"CAST(:c{place} AS {kind}[])" for place, kind in enumerate(types))
        self.all: TextClause = text(f"{insert} SELECT * FROM unnest({arrays}) {add}")  # noqa: S608 - names of our own

    def execute(self, session: Session, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows of keys and numbers."""
        if not rows:
            return
        if session.get_bind().dialect.name == "sqlite":
            session.connection().exec_driver_sql(self.each, [tuple(row) for row in rows])
        else:
            columns = {f"c{place}": write_array(column) for place, column in enumerate(zip(*rows, strict=True))}
            session.execute(self.all, columns)


_COUNTS = _Adding(EventCountRow.__tablename__, ("first", "second", "first_key", "second_key"), ("count",))
_MONTH_COUNTS = _Adding(
    EventMonthCountRow.__tablename__, ("first", "second", "first_key", "time", "second_key"), MONTHS
)


def change_counts(session: Session, ended: Sequence[int], begun: Sequence[Event]) -> None:
    """Count versions that ended, by their row numbers, no longer, and those of events that begun."""
    # Most that take the place of others are counted as those were.
    versions = Counter(map(_build_counted, begun))
    if ended:
        versions.subtract(_read_counted(session, ended))
    changes: Counter[CountedGroup] = Counter()
    by_month: Counter[_MonthGroup] = Counter()
    for counted, number in versions.items():
        if number:
            _count(counted, number, changes, by_month)
    add_counts(session, changes)
    _MONTH_COUNTS.execute(session, _list_month_rows(by_month))


def list_figure_kinds(event: Event) -> list[str]:
    """The kinds of an event's figures."""
    return sorted({figure.kind for figure in event.figures})


def add_counts(session: Session, changes: Mapping[CountedGroup, int]) -> None:
    """Add to kept counts, by the key of their rows; what is added may be negative."""
    _COUNTS.execute(session, [(*group, count) for group, count in changes.items() if count])


def _count(counted: _Counted, step: int, changes: Counter[CountedGroup], by_month: Counter[_MonthGroup]) -> None:
    values = dict(zip(_COUNTED_BY_ONE, counted.values, strict=True))
    for group in _list_groups(values, _COUNTED_BY_ONE, COUNTED_PAIRS):
        changes[group] += step
    months = list_counted_months(counted.first, counted.last)
    for first, second, first_key, second_key in _list_groups(values, COUNTED_BY_MONTH, _MONTH_PAIRS):
        # Of one thing alone, the second is given.
        key = (first, second, first_key, second_key) if second else ("", first, "", first_key)
        for time, month, number in months:
            by_month[key[0], key[1], key[2], time, key[3], month] += number * step


def _list_month_rows(by_month: Mapping[_MonthGroup, int]) -> list[list[Any]]:
    rows: dict[tuple[str, ...], list[int]] = {}
    for (first, second, first_key, time, second_key, month), number in by_month.items():
        if number:
            rows.setdefault((first, second, first_key, time, second_key), [0] * len(MONTHS))[month] = number
    return [[*key, *numbers] for key, numbers in rows.items()]


def _build_counted(event: Event) -> _Counted:
    first, last = (event.date.first, event.date.last) if event.date else (None, None)
    values = {
        "base": [event.base.slug if event.base else ""],
        "country": [event.country or ""],
        **_find_periods(first, last),
        "placed": ["" if event.base is None or event.base.latitude is None else "yes"],
        "status": [event.status.value],
        "type": [event.type],
        "actor": sorted({part.actor.slug for part in event.participations}) or [""],
        "figure": list_figure_kinds(event) or [""],
        "precision": [event.date.precision.value if event.date else ""],
        "role": sorted({part.role.value for part in event.participations}) or [""],
        "source": sorted(set(event.sources)) or [""],
    }
    return _build_all(values, first, last)


def _read_counted(session: Session, numbers: Sequence[int]) -> Iterator[_Counted]:
    """The same of stored versions."""
    linked: dict[str, dict[int, set[str]]] = {}
    for name, column in _LINKS.items():
        found = linked[name] = defaultdict(set)
        rows = select(column.class_.event_id, column).where(is_among(column.class_.event_id, numbers))
        for number, slug in read_rows(session, rows):
            found[number].add(str(slug))
    for row in read_rows(session, _select_single(numbers)):
        values = {
            "base": [row.base or ""],
            "country": [row.country or ""],
            **_find_periods(row.first_day, row.last_day),
            "placed": ["" if row.latitude is None else "yes"],
            "precision": [row.precision.value if row.precision else ""],
            "status": [row.status.value],
            "type": [row.type],
            **{name: sorted(found[row.id]) or [""] for name, found in linked.items()},
        }
        yield _build_all(values, row.first_day, row.last_day)


def _build_all(values: Mapping[str, Sequence[str]], first: dt.date | None, last: dt.date | None) -> _Counted:
    return _Counted(tuple(tuple(values[name]) for name in _COUNTED_BY_ONE), first, last)


def _select_single(numbers: Sequence[int]) -> Any:
    when = (EventRow.first_day, EventRow.last_day, EventRow.precision)
    where = (EventRow.base, EventRow.country, EventRow.latitude)
    return select(EventRow.id, EventRow.status, EventRow.type, *where, *when).where(is_among(EventRow.id, numbers))


def _find_periods(first: dt.date | None, last: dt.date | None) -> dict[str, list[str]]:
    """The day on which an event surely was, and the month, or else the year; empty for neither."""
    if first is None or last is None or first.year != last.year:
        return {"day": [""], "period": [""]}
    period = f"{first}"[:7] if first.month == last.month else f"{first}"[:4]
    return {"day": [f"{first}" if first == last else ""], "period": [period]}


def _list_groups(
    values: Mapping[str, Sequence[str]], names: Iterable[str], pairs: Iterable[tuple[str, str]]
) -> Iterator[CountedGroup]:
    yield "", "", "", ""
    for name in names:
        for key in values[name]:
            yield name, "", key, ""
    for first, second in pairs:
        for first_key, second_key in product(values[first], values[second]):
            yield first, second, first_key, second_key
