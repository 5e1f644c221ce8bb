"""The parts of a statement that counts events of a range of days: by kept counts, and anew for a few days.

Each has the key of every dimension, and how many events are added or, with the sign -1, taken away.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from service.domain.queries import DateRange, Dimension
from service.storage.read.conditions import Condition, has_source, takes_part
from service.storage.read.dated.months import MonthSpan
from service.storage.tables.counts.event_counts import COUNTED, MONTHS, EventCountRow, EventMonthCountRow
from service.storage.tables.event_links import EventSourceRow, ParticipationRow
from service.storage.tables.models import EventRow

Counts = Select[*tuple[Any, ...]]
# The keys of periods that are known.
Periods = Mapping[Dimension, ColumnElement[Any]]

_COLUMNS = [getattr(EventMonthCountRow, name) for name in MONTHS]
_PLACES = range(len(MONTHS))
# The places of months in a year, and how a month's text goes on after its year.
_MONTHS = union_all(
    *(
        select(literal_column(f"{place}").label("place"), literal_column(f"'-{place + 1:02}'").label("text"))
        for place in _PLACES
    )
).subquery("months")
_YEAR: ColumnElement[Any] = func.substr(EventMonthCountRow.time, 2)
_MONTH: ColumnElement[Any] = _YEAR.concat(_MONTHS.c["text"])
_IN_MONTH = case(*((_MONTHS.c["place"] == place, column) for place, column in enumerate(_COLUMNS)))
KNOWN_YEAR: Periods = {Dimension.YEAR: _YEAR}
UNKNOWN: Periods = {}
_LENGTHS = {Dimension.MONTH: 7, Dimension.YEAR: 4}
# As counts have them, empty for none. They are computed, so that the days alone say where to look.
_VALUES: Mapping[str, Any] = {
    "base": func.coalesce(EventRow.base, ""),
    "country": func.coalesce(EventRow.country, ""),
    "status": func.coalesce(cast(EventRow.status, Text), ""),
    "type": func.coalesce(EventRow.type, ""),
    "placed": case((func.coalesce(EventRow.latitude, 999) == 999, ""), else_="yes"),
    "actor": ParticipationRow.actor,
    "source": EventSourceRow.source,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted: by which things, with which keys of some of them alone, and by what it is grouped."""

    names: Sequence[str]
    filters: Mapping[str, Sequence[str]]
    dimensions: Sequence[Dimension]


def name_key_column(place: int) -> str:
    """The name of the column with the key of a dimension."""
    return f"key_{place}"


def select_months(asked: Asked, span: MonthSpan, periods: Periods, sign: int = 1) -> Counts:
    """Counts of some months together."""
    columns = [_COLUMNS[place] for place in span.places]
    return _select_rows(asked, span, _sign(sum(columns[1:], columns[0]), sign), periods)


def select_each_month(
    asked: Asked, years: MonthSpan, begin: dt.date | None, end: dt.date | None, sign: int = 1
) -> Counts:
    """Counts of each month from one to before another one, which lie in these years."""
    periods = {Dimension.MONTH: _MONTH, Dimension.YEAR: _YEAR}
    statement = _select_rows(asked, years, _sign(_IN_MONTH, sign), periods).join(_MONTHS, _IN_MONTH > 0)
    if begin is not None:
        statement = statement.where(f"{begin}"[:7] <= _MONTH)
    return statement if end is None else statement.where(f"{end}"[:7] > _MONTH)


def _select_rows(asked: Asked, span: MonthSpan, amount: ColumnElement[Any], periods: Periods) -> Counts:
    rows = EventMonthCountRow
    first, second = ("", "", *asked.names)[-2:]
    columns: dict[str, Any] = {first: rows.first_key, second: rows.second_key}
    conditions: list[Condition] = [rows.first == first, rows.second == second]
    conditions += [rows.time >= span.since, rows.time < span.before]
    # Where to look: for what is filtered by, or for each key, in which times follow one another.
    if not asked.filters and first:
        kept = select(EventCountRow.first_key).where(EventCountRow.first == first, EventCountRow.second == "")
        conditions.append(rows.first_key.in_(kept))
    elif not asked.filters:
        conditions.append(rows.first_key == "")
    conditions += [columns[name].in_(keys) for name, keys in asked.filters.items()]
    return _select_keyed(asked, columns, periods, amount).select_from(rows).where(*conditions)


def select_days(asked: Asked, days: DateRange, sign: int) -> Counts:
    """Events that are known to the day: by their days or, to be taken away from those that are not, without them."""
    names = [name for name in COUNTED if name in {"day", *asked.names}]
    first, second = (*names, "")[:2]
    columns: dict[str, Any] = dict(zip(names, (EventCountRow.first_key, EventCountRow.second_key), strict=False))
    day = columns["day"]
    periods: dict[Dimension, Any] = {name: func.substr(day, 1, length) for name, length in _LENGTHS.items()}
    if sign > 0:
        periods[Dimension.DAY] = day
    conditions: list[Condition] = [EventCountRow.first == first, EventCountRow.second == second]
    conditions += [columns[name].in_(keys) for name, keys in asked.filters.items()]
    # Days of one thing follow one another where they come second; else they are computed, so that an index leads to it.
    found = func.coalesce(day, "") if asked.filters and first == "day" else day
    conditions.append(found > "" if days.first is None else found >= f"{days.first}")
    if days.last is not None:
        conditions.append(found <= f"{days.last}")
    return _select_keyed(asked, columns, periods, _sign(EventCountRow.count, sign)).where(*conditions)


def select_ends(asked: Asked, day: Any, since: dt.date, before: dt.date, sign: int) -> Counts:
    """Events whose first or last day is one of a few, counted anew."""
    periods = {name: _find_period(length) for name, length in _LENGTHS.items()}
    grouped = {dimension.value for dimension in asked.dimensions}
    # An actor in two roles takes part once.
    count = func.count(EventRow.id.distinct()) if "actor" in grouped else func.count()
    statement = _select_keyed(asked, _VALUES, periods, _sign(cast(count, Integer), sign)).select_from(EventRow)
    if "actor" in grouped:
        statement = statement.outerjoin(ParticipationRow, ParticipationRow.event_id == EventRow.id)
    if "source" in grouped:
        statement = statement.outerjoin(EventSourceRow, EventSourceRow.event_id == EventRow.id)
    conditions: list[Condition] = [EventRow.until.is_(None), day >= since, day < before]
    for name, keys in asked.filters.items():
        if name == "actor":
            conditions.append(takes_part(keys, None))
        else:
            conditions.append(has_source(keys) if name == "source" else _VALUES[name].in_(keys))
    return statement.where(*conditions).group_by(*(name_key_column(place) for place in range(len(asked.dimensions))))


def _sign(amount: Any, sign: int) -> Any:
    return amount if sign > 0 else -amount


def _find_period(length: int) -> ColumnElement[Any]:
    first, last = (func.substr(cast(day, Text), 1, length) for day in (EventRow.first_day, EventRow.last_day))
    return case((first == last, first))


def _select_keyed(asked: Asked, columns: Mapping[str, Any], periods: Periods, amount: ColumnElement[Any]) -> Counts:
    """A period that is not known is null, as are a base and the like where there is none."""
    keys = [
        func.nullif(columns[dimension.value], "")
        if dimension.value in asked.names
        else periods.get(dimension, cast(null(), Text))
        for dimension in asked.dimensions
    ]
    labelled = [key.label(name_key_column(place)) for place, key in enumerate(keys)]
    return select(*labelled, amount.label("count"))
