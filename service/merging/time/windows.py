"""The extent of a report (its own days) and its search window (the days whose events decide where it belongs).

Both are spans that may be too wide and never too narrow: what lies outside of a report's search window cannot change
where it belongs. So when reports come or go, only those are placed anew whose search window has an event that changes.
"""

import datetime as dt
from collections.abc import Iterable

from service.domain.events.agreement import PLANS_APART, UNTIMELY
from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Span
from service.domain.events.reports import Status
from service.merging.time.days import read_date
from service.merging.time.tolerances import INITIAL_DISTANCE, MAX_PLAN_DISTANCE, REMEMBERED, SEASONAL


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

    Null for one that has neither: it lies nowhere.
    """
    dated, published = _read_span(read_date(item)), _read_published(item)
    if item.report.status is Status.OCCURRED:
        return dated or published
    spans = [span for span in (dated, published) if span]
    return span_all(spans) if spans else None


def find_search_window(item: FiledReport, tolerance: int) -> Span | None:
    """The days that the rules search to place a report, its own among them; null for one that lies nowhere."""
    extent = find_extent(item)
    if extent is None:
        return None
    spans = {Status.OCCURRED: _widen_occurred, Status.PLANNED: _widen_planned, Status.DENIED: _widen_denied}
    return span_all([extent, spans[item.report.status](item, extent, max(tolerance, 1))])


def find_initial_window(item: FiledReport, tolerance: int) -> Span:
    """The days to search first for a report that lies somewhere: most find their event there."""
    date, published = read_date(item), item.published
    window = find_search_window(item, tolerance)
    if window is None:
        return dt.date.max, dt.date.max
    if date is not None and date.first is not None:
        day = (date.first, date.first)
        takes_nearest = item.report.status is Status.PLANNED or tolerance
        return _cut(widen(day, INITIAL_DISTANCE, INITIAL_DISTANCE), window) if takes_nearest else window
    return _cut(widen((published, published), INITIAL_DISTANCE, INITIAL_DISTANCE), window) if published else window


def _cut(span: Span, limit: Span) -> Span:
    return max(span[0], limit[0]), min(span[1], limit[1])


def _widen_occurred(item: FiledReport, extent: Span, tolerance: int) -> Span:
    date = read_date(item)
    if date is None:
        return widen(extent, REMEMBERED, 1)
    return widen(extent, tolerance, tolerance) if date.first else widen(extent, SEASONAL, SEASONAL)


def _widen_planned(item: FiledReport, extent: Span, _tolerance: int) -> Span:
    dated, published = _read_span(read_date(item)), _read_published(item)
    if published is None:
        return widen(extent, MAX_PLAN_DISTANCE, MAX_PLAN_DISTANCE)
    if dated is None:
        return widen(published, MAX_PLAN_DISTANCE, MAX_PLAN_DISTANCE)
    done = widen(published, UNTIMELY, MAX_PLAN_DISTANCE)
    return span_all([done, widen(dated, PLANS_APART, MAX_PLAN_DISTANCE)])


def _widen_denied(item: FiledReport, extent: Span, _tolerance: int) -> Span:
    date = read_date(item)
    dated = _read_span(date)
    if dated is not None:
        return widen(dated, 1, 1)
    return widen(extent, MAX_PLAN_DISTANCE, MAX_PLAN_DISTANCE)


def _read_span(date: EventDate | None) -> Span | None:
    if date is None or date.first is None or date.last is None:
        return None
    return date.first, date.last


def _read_published(item: FiledReport) -> Span | None:
    return (item.published, item.published) if item.published else None
