"""How many current events may have happened in a range of days, from counts that are kept by month.

A range that begins or ends within a month is first made one of whole months, to whichever end of the month is nearer.
What that adds or leaves out are the events that begin or end on few days, which are counted anew: how many lie in a
range are those that begin before its end, without those that end before its beginning.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, cast, func, select, union_all

from service.domain.queries import Dimension
from service.storage.read.dated.months import UNDATED, AskedDays, find_nearest_month, list_spans, span_years
from service.storage.read.dated.selects import (
    KNOWN_YEAR,
    UNKNOWN,
    Asked,
    Counts,
    name_key_column,
    select_days,
    select_each_month,
    select_ends,
    select_months,
)
from service.storage.tables.counts.reaches import Reach
from service.storage.tables.models import EventRow


def select_dated_counts(asked: Asked, days: AskedDays) -> Counts:
    """The key of each dimension and how many events have them."""
    parts = union_all(*_list_parts(asked, days)).subquery()
    keys = [parts.c[name_key_column(place)] for place in range(len(asked.dimensions))]
    total = cast(func.coalesce(func.sum(parts.c["count"]), 0), BigInteger)
    counted = select(*keys, total.label("count")).group_by(*keys)
    return counted.having(total > 0) if keys else counted


def _list_parts(asked: Asked, days: AskedDays) -> Iterator[Counts]:
    if days.has_undated:
        yield select_months(asked, UNDATED, UNKNOWN)
    if days.dated is None:
        return
    first, end = days.dated.first, days.end
    begin_month, end_month = find_nearest_month(first), find_nearest_month(end)
    yield from _list_begun(asked, begin_month, end_month)
    if begin_month is not None:
        yield from _list_reaching(asked, begin_month)
    if first is not None and begin_month is not None:
        yield from _list_ends(asked, EventRow.last_day, first, begin_month)
    if end is not None and end_month is not None:
        yield from _list_ends(asked, EventRow.first_day, end_month, end)
    if Dimension.DAY in asked.dimensions:
        yield select_days(asked, days.dated, 1)
        yield select_days(asked, days.dated, -1)


def _list_begun(asked: Asked, begin: dt.date | None, end: dt.date | None) -> Iterator[Counts]:
    """Events that begin in the months from one to before another one.

    Those that reach beyond their month, or their year, are not known by it.
    """
    if Dimension.MONTH in asked.dimensions:
        for reach, sign in ((Reach.BEGUN, 1), (Reach.TO_MONTH, -1), (Reach.TO_YEAR, -1)):
            yield select_each_month(asked, span_years(reach, begin, end), begin, end, sign)
        for span in list_spans(Reach.TO_MONTH, begin, end):
            yield select_months(asked, span, KNOWN_YEAR)
        for span in list_spans(Reach.TO_YEAR, begin, end):
            yield select_months(asked, span, UNKNOWN)
        return
    for span in list_spans(Reach.BEGUN, begin, end):
        yield select_months(asked, span, KNOWN_YEAR)
    if Dimension.YEAR in asked.dimensions:
        for span in list_spans(Reach.TO_YEAR, begin, end):
            yield select_months(asked, span, KNOWN_YEAR, -1)
            yield select_months(asked, span, UNKNOWN)


def _list_reaching(asked: Asked, month: dt.date) -> Iterator[Counts]:
    """Events that began before a month and reach into it."""
    for span in list_spans(Reach.OPEN_MONTH, month.replace(month=1), month):
        yield select_months(asked, span, KNOWN_YEAR)
    for span in list_spans(Reach.OPEN_YEAR, None, month):
        yield select_months(asked, span, UNKNOWN)


def _list_ends(asked: Asked, day: Any, since: dt.date, before: dt.date) -> Iterator[Counts]:
    """Events with a day from one to before another one; where these come the other way round, they are taken away."""
    if since < before:
        yield select_ends(asked, day, since, before, 1)
    elif before < since:
        yield select_ends(asked, day, before, since, -1)
