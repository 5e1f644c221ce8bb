"""Which reports of one block are of the same event.

Reports that give a day come together first; coarser dates join the day that they contain; what has no date joins the
event that it can only mean, and stays apart where it may mean several.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from service.domain.events.agreement import (
    PLANS_APART,
    STATUS_PRECEDENCE,
    UNTIMELY,
    do_actors_decide,
    identify,
    is_precise,
)
from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.neighbours import Place, Span
from service.domain.events.reports import Status
from service.merging.arrangement import Arrangement
from service.merging.clusters import Cluster
from service.merging.time.days import read_date
from service.merging.time.tolerances import MAX_PLAN_DISTANCE, RECENT, REMEMBERED, SEASONAL, find_tolerance
from service.merging.time.windows import find_extent, find_search_window, span_all, widen

# More days than there are.
UNKNOWN = dt.timedelta.max.days
Order = tuple[bool, int, bool, int, dt.date, str]


def arrange_reports(block: str, reports: Iterable[FiledReport]) -> Arrangement:
    """Place all reports of a block; each is in exactly one cluster. The order of `reports` does not matter."""
    tolerance = find_tolerance(block)
    arrangement = Arrangement()
    for item in sorted(reports, key=order_report):
        arrangement.take_in(item, _place(item, arrangement, tolerance))
    return arrangement


def rearrange_reports(
    block: str, reports: Iterable[FiledReport], labels: Mapping[str, int], anew: Collection[str]
) -> Arrangement:
    """Place some reports of a block anew, among others that are known to be together where they have one label.

    Where reports that have a label are placed anew, the others follow the first. Two events or more must lie
    outside of what was read, so that a report which lies nowhere in time may mean several, and belongs to none.
    """
    tolerance = find_tolerance(block)
    arrangement = Arrangement()
    labelled: dict[int, Cluster] = {}
    for item in sorted(reports, key=order_report):
        label = labels.get(item.key)
        fitting = labelled.get(label) if label is not None else None
        if item.key in anew:
            fitting = _place(item, arrangement, tolerance) if find_extent(item) else None
        cluster = arrangement.take_in(item, fitting)
        if label is not None:
            labelled.setdefault(label, cluster)
    return arrangement


def _place(item: FiledReport, arrangement: Arrangement, tolerance: int) -> Cluster | None:
    searched = find_search_window(item, tolerance)
    cluster = _find_cluster(item, arrangement, tolerance, searched)
    extent, window = find_extent(item), _narrow(item, cluster, tolerance, searched)
    if extent is not None and window is not None:
        arrangement.places[item.key] = Place(extent, span_all([extent, window]))
    return cluster


def _narrow(item: FiledReport, cluster: Cluster | None, tolerance: int, window: Span | None) -> Span | None:
    """The days in which an event must lie to be chosen rather than this one; `window` is the whole search window."""
    date = read_date(item)
    if cluster is None or window is None:
        return window
    if date is None:
        return (_narrow_undated(item, cluster) if item.published else None) or window
    if date.first is None or cluster.status is not Status.OCCURRED:
        return window
    takes_nearest = item.report.status is Status.PLANNED or (tolerance and not is_precise(date))
    apart = cluster.measure_distance(date)
    return widen((date.first, date.first), apart, apart) if takes_nearest else window


def _narrow_undated(item: FiledReport, cluster: Cluster) -> Span | None:
    """The same for a report that gives no day, by its publication; null where the whole search window matters."""
    published, status = item.published or dt.date.max, item.report.status
    if status is Status.DENIED:
        is_near = cluster.is_within(published, RECENT, _limit_days_ahead(cluster))
        return widen((published, published), RECENT, RECENT) if is_near else None
    if cluster.status is not Status.OCCURRED:
        return None
    if status is Status.PLANNED:
        return widen((min(published, cluster.last_day), max(published, cluster.last_day)), UNTIMELY, 0)
    if cluster.is_precise and cluster.is_within(published, RECENT, 1):
        return widen((min(published, cluster.last_day), published), 0, 1)
    return None


def _limit_days_ahead(cluster: Cluster) -> int:
    """Only a plan can be denied before its day; a day or two are what clocks and deadlines make."""
    return RECENT if cluster.status is Status.PLANNED else 2


def order_report(item: FiledReport) -> Order:
    """What is known best comes first, so that the rest finds its place around it; what lies nowhere comes last."""
    # Away from a base, a report that names nobody must not bring those together who have nothing to do with each other.
    nobody = do_actors_decide(item.report.base) and not identify(item.report.participations)
    date = read_date(item)
    vague = 2 if date is None else int(not is_precise(date))
    first = (date.first if date else None) or item.published or dt.date.max
    nowhere = find_extent(item) is None
    return nowhere, STATUS_PRECEDENCE.index(item.report.status), nobody, vague, first, item.key


def _find_cluster(item: FiledReport, arrangement: Arrangement, tolerance: int, window: Span | None) -> Cluster | None:
    clusters = arrangement.clusters
    if window is None:
        return clusters[0] if len(clusters) == 1 and _may_be_the_only(item, clusters[0]) else None
    possible = [cluster for cluster in arrangement.find_in_window(window) if cluster.shares_actors(item)]
    if item.report.status is Status.OCCURRED:
        return _find_occurred(item, possible, tolerance)
    if item.report.status is Status.PLANNED:
        return _find_planned(item, possible)
    return _find_denied(item, possible)


def _may_be_the_only(item: FiledReport, cluster: Cluster) -> bool:
    """Whether a report that lies nowhere in time may mean the only event that there is."""
    date, status = read_date(item), item.report.status
    if not cluster.shares_actors(item) or (date is not None and not cluster.agrees(date, dt.timedelta(days=1))):
        return False
    if status is Status.PLANNED:
        return cluster.status is not Status.DENIED
    return cluster.status is status or (status is Status.DENIED and date is not None)


def _find_occurred(item: FiledReport, clusters: list[Cluster], tolerance: int) -> Cluster | None:
    date = read_date(item)
    if date is None:
        return _find_undated(item, [cluster for cluster in clusters if cluster.status is Status.OCCURRED])
    published = item.published or dt.date.max
    clusters = [cluster for cluster in clusters if (cluster.first_day - published).days <= 1]
    if not is_precise(date):
        return _find_vague(item, date, clusters, tolerance)
    agreeing = [cluster for cluster in clusters if cluster.agrees(date, dt.timedelta(days=tolerance))]
    near = [cluster for cluster in agreeing if not cluster.is_other(item, date)]
    if not near and not tolerance:
        near = [cluster for cluster in clusters if _is_same_night(item, date, cluster)]
    return min(near, key=lambda cluster: cluster.measure_distance(date)) if near else None


def _find_vague(item: FiledReport, date: EventDate, clusters: list[Cluster], tolerance: int) -> Cluster | None:
    """The event in a month, season or year."""
    agreeing = [cluster for cluster in clusters if cluster.agrees(date, dt.timedelta(days=tolerance))]
    near = [cluster for cluster in agreeing if _is_of_year(item, date, cluster)]
    if tolerance:
        near = [cluster for cluster in near if not cluster.is_other(item, date)]
    elif len(near) > 1:
        # A month may have several attacks. Only a figure that one of them has decides which is meant: a guess could put
        # words under an event that is not theirs.
        near = [cluster for cluster in near if cluster.shares_figure(item)]
        return near[0] if len(near) == 1 else None
    return min(near, key=lambda cluster: cluster.measure_distance(date)) if near else None


def _is_of_year(item: FiledReport, date: EventDate, cluster: Cluster) -> bool:
    """Whether days of any year are those of one: the same, reported within half a year of each other."""
    if date.first is not None or item.published is None:
        return True
    return cluster.is_within(item.published, SEASONAL, SEASONAL)


def _is_same_night(item: FiledReport, date: EventDate, cluster: Cluster) -> bool:
    """Whether other sources report a day before or after, as across time zones, and none reports both days."""
    return cluster.agrees(date, dt.timedelta(days=1)) and item.source not in cluster.sources


def _find_undated(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The last event before the report, if recent; else the only one that is remembered."""
    published = item.published or dt.date.max
    recent = [cluster for cluster in clusters if cluster.is_within(published, RECENT, 1)]
    if recent:
        return max(recent, key=lambda cluster: (cluster.is_precise, cluster.last_day))
    remembered = [cluster for cluster in clusters if cluster.is_within(published, REMEMBERED, 1)]
    return remembered[0] if len(remembered) == 1 else None


def _find_planned(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The event that carries the plan out, or the same plan reported by another."""
    carried = [cluster for cluster in clusters if cluster.status is Status.OCCURRED and _may_carry_out(item, cluster)]
    date = read_date(item)
    if carried and date is not None:
        return min(carried, key=lambda cluster: cluster.measure_distance(date))
    if carried:
        return min(carried, key=lambda cluster: cluster.last_day)
    plans = [cluster for cluster in clusters if cluster.status is Status.PLANNED and _is_alive(item, cluster)]
    if date is not None:
        plans = [cluster for cluster in plans if cluster.agrees(date, dt.timedelta(days=PLANS_APART))]
    return plans[0] if plans and (date is not None or len(plans) == 1) else None


def _may_carry_out(item: FiledReport, cluster: Cluster) -> bool:
    """Whether an event came after the plan was reported, and soon after that or near its planned day."""
    date, published = read_date(item), item.published
    if published is not None and not cluster.is_within(published, UNTIMELY, UNKNOWN):
        return False
    if published is not None and date is not None and date.first is not None and published >= cluster.last_day:
        # What is planned for later, when it was just done, is another event.
        return (date.first - cluster.last_day).days <= UNTIMELY
    if (
        date is not None
        and date.first is not None
        and cluster.is_within(date.first, MAX_PLAN_DISTANCE, MAX_PLAN_DISTANCE)
    ):
        return True
    return published is not None and cluster.is_within(published, UNTIMELY, MAX_PLAN_DISTANCE)


def _is_alive(item: FiledReport, plan: Cluster) -> bool:
    """Whether a plan that others reported was still one when the report was published."""
    published, before = item.published, plan.last_reported
    if published is None:
        return True
    if before is not None and abs((published - before).days) <= MAX_PLAN_DISTANCE:
        return True
    if read_date(item) is not None:
        return published <= plan.last_day
    # Without a day, only a plan is meant that somebody had reported by then, or soon after.
    extents = [extent for other in plan.reports if (extent := find_extent(other))]
    return any((first - published).days <= MAX_PLAN_DISTANCE and published <= last for first, last in extents)


def _find_denied(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """A denial belongs to the event or the plan that others report, or to the same denial."""
    date, published = read_date(item), item.published
    if date is not None:
        near = [cluster for cluster in clusters if cluster.agrees(date, dt.timedelta(days=1))]
        near = [cluster for cluster in near if _is_of_year(item, date, cluster)]
        return min(near, key=lambda cluster: cluster.measure_distance(date)) if near else None
    if published is None:
        return None
    near = [cluster for cluster in clusters if cluster.is_within(published, RECENT, _limit_days_ahead(cluster))]
    if near:
        return min(near, key=lambda cluster: (cluster.first_day > published, abs((cluster.last_day - published).days)))
    plans = [cluster for cluster in clusters if cluster.status is Status.PLANNED and _is_alive(item, cluster)]
    return plans[0] if len(plans) == 1 else None
