"""In which days a report lies, and in which days the events lie that decide where it belongs.

Both are spans that may be too wide and never too narrow: what lies outside of a report's sight cannot change where
it belongs. So when reports come or go, only those are placed anew that see one of the events which change.
"""

import datetime as dt
from collections.abc import Iterable

from service.domain.dates import EventDate
from service.domain.events import FiledReport
from service.domain.neighbours import Span
from service.domain.reports import Status
from service.merging.days import read_date
from service.merging.reaches import GLANCE, PLAN_REACH, PLANS_APART, REMEMBERED, SEASONAL, UNTIMELY


def widen(span: Span, before: int, after: int) -> Span:
    """A span with some days more on either side, as far as the calendar goes."""
    first, last = span
    start = max(first.toordinal() - before, dt.date.min.toordinal())
    end = min(last.toordinal() + after, dt.date.max.toordinal())
    return dt.date.fromordinal(start), dt.date.fromordinal(end)


def span_all(spans: Iterable[Span]) -> Span:
    """The shortest span that covers all of these, of which there must be one."""
    firsts, lasts = zip(*spans, strict=True)
    return min(firsts), max(lasts)


def meet(one: Span, other: Span) -> bool:
    """Whether two spans have a day in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def find_extent(item: FiledReport) -> Span | None:
    """The days in which a report lies: by its date, else by its publication; a plan and a denial by both.

    Null for one that tells neither: it lies nowhere.
    """
    dated, told = _read_span(read_date(item)), _read_told(item)
    if item.report.status is Status.OCCURRED:
        return dated or told
    spans = [span for span in (dated, told) if span]
    return span_all(spans) if spans else None


def find_sight(item: FiledReport, tolerance: int) -> Span | None:
    """The days that the rules look at to place a report, its own among them; null for one that lies nowhere."""
    extent = find_extent(item)
    if extent is None:
        return None
    spans = {Status.OCCURRED: _see_occurred, Status.PLANNED: _see_planned, Status.DENIED: _see_denied}
    return span_all([extent, spans[item.report.status](item, extent, max(tolerance, 1))])


def find_first_look(item: FiledReport, tolerance: int) -> Span:
    """The days to look at first for a report that lies somewhere: most find what they belong to there."""
    date, told = read_date(item), item.published
    sight = find_sight(item, tolerance)
    if sight is None:
        return dt.date.max, dt.date.max
    if date is not None and date.first is not None:
        day = (date.first, date.first)
        looks_for_nearest = item.report.status is Status.PLANNED or tolerance
        return _cut(widen(day, GLANCE, GLANCE), sight) if looks_for_nearest else sight
    return _cut(widen((told, told), GLANCE, GLANCE), sight) if told else sight


def _cut(span: Span, limit: Span) -> Span:
    return max(span[0], limit[0]), min(span[1], limit[1])


def _see_occurred(item: FiledReport, extent: Span, tolerance: int) -> Span:
    date = read_date(item)
    if date is None:
        return widen(extent, REMEMBERED, 1)
    return widen(extent, tolerance, tolerance) if date.first else widen(extent, SEASONAL, SEASONAL)


def _see_planned(item: FiledReport, extent: Span, _tolerance: int) -> Span:
    dated, told = _read_span(read_date(item)), _read_told(item)
    if told is None:
        return widen(extent, PLAN_REACH, PLAN_REACH)
    if dated is None:
        return widen(told, PLAN_REACH, PLAN_REACH)
    done = widen(told, UNTIMELY, PLAN_REACH)
    return span_all([done, widen(dated, PLANS_APART, PLAN_REACH)])


def _see_denied(item: FiledReport, extent: Span, _tolerance: int) -> Span:
    date = read_date(item)
    dated = _read_span(date)
    if dated is not None:
        return widen(dated, 1, 1)
    return widen(extent, PLAN_REACH, PLAN_REACH)


def _read_span(date: EventDate | None) -> Span | None:
    if date is None or date.first is None or date.last is None:
        return None
    return date.first, date.last


def _read_told(item: FiledReport) -> Span | None:
    return (item.published, item.published) if item.published else None
