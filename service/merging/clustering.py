"""Which reports of one block tell the same event.

Reports that give a day come together first; coarser dates join the day that they contain; what has no date joins the
event that it can only mean, and stays apart where it may mean several.
"""

import datetime as dt
from collections.abc import Sequence

from service.domain.dates import EventDate
from service.domain.events import FiledReport
from service.domain.reports import Status
from service.merging.clusters import PRECISE, Cluster, identify
from service.merging.days import read_date

# Sources differ by this many days on when a base was left; two attacks so near are two.
TOLERANCE = {"departure": 3, "arrival": 3}
# A plan is carried out within this many days of being told, or it is another one.
PLAN_REACH = 400
# An undated report tells of what happened in the days before it was published.
RECENT = 60
# More days than there are.
UNKNOWN = dt.timedelta.max.days
# So long the only event that is known at a base is meant without a date; after that it is another one.
REMEMBERED = 330
STATUSES = (Status.OCCURRED, Status.PLANNED, Status.DENIED)


def cluster_reports(block: str, reports: Sequence[FiledReport]) -> list[Cluster]:
    """Clusters of one block's reports; each report is in exactly one. The order of `reports` does not matter."""
    tolerance = TOLERANCE.get(block.partition(":")[0], 0)
    clusters: list[Cluster] = []
    for item in sorted(reports, key=_order):
        fitting = _find_cluster(item, clusters, tolerance)
        if fitting is None:
            clusters.append(Cluster(item))
        else:
            fitting.add(item)
    return clusters


def _reach_ahead(cluster: Cluster) -> int:
    """Only a plan can be denied before its day; a day or two are what clocks and deadlines make."""
    return RECENT if cluster.status is Status.PLANNED else 2


def _order(item: FiledReport) -> tuple[int, bool, int, dt.date, str]:
    """What is known best comes first, so that the rest finds its place around it."""
    # Away from a base, a report that names nobody must not bring those together who have nothing to do with each other.
    nobody = item.report.base is None and not identify(item)
    date = read_date(item)
    vague = 2 if date is None else int(date.precision not in PRECISE)
    first = (date.first if date else None) or item.published or dt.date.max
    return STATUSES.index(item.report.status), nobody, vague, first, item.key


def _find_cluster(item: FiledReport, clusters: list[Cluster], tolerance: int) -> Cluster | None:
    possible = [cluster for cluster in clusters if cluster.shares_actors(item)]
    if item.report.status is Status.OCCURRED:
        return _find_occurred(item, possible, tolerance)
    if item.report.status is Status.PLANNED:
        return _find_planned(item, possible)
    return _find_denied(item, possible)


def _find_occurred(item: FiledReport, clusters: list[Cluster], tolerance: int) -> Cluster | None:
    date = read_date(item)
    if date is None:
        return _find_undated(item, [cluster for cluster in clusters if cluster.status is Status.OCCURRED])
    told = item.published or dt.date.max
    clusters = [cluster for cluster in clusters if (cluster.first_day - told).days <= 1]
    agreeing = [cluster for cluster in clusters if cluster.agrees(date, dt.timedelta(days=tolerance))]
    near = [cluster for cluster in agreeing if not cluster.is_other(item, date)]
    if not near and not tolerance:
        near = [cluster for cluster in clusters if _is_same_night(item, date, cluster)]
    if len(near) > 1 and date.precision not in PRECISE and not tolerance:
        # A month may have several attacks. Only a figure that one of them has tells which is meant; to guess would put
        # words under an event that may not be theirs.
        near = [cluster for cluster in near if cluster.shares_figure(item)]
        return near[0] if len(near) == 1 else None
    return min(near, key=lambda cluster: cluster.measure_distance(date)) if near else None


def _is_same_night(item: FiledReport, date: EventDate, cluster: Cluster) -> bool:
    """Whether others tell of a day before or after, as they do across time zones, and nobody tells of both days."""
    return (
        date.precision in PRECISE and cluster.agrees(date, dt.timedelta(days=1)) and item.source not in cluster.sources
    )


def _find_undated(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The last event before the report, if recent; else the only one there is."""
    told = item.published
    if told is not None:
        recent = [cluster for cluster in clusters if cluster.is_within(told, RECENT, 1)]
        if recent:
            return max(recent, key=lambda cluster: (cluster.is_precise, cluster.last_day))
    return clusters[0] if len(clusters) == 1 and _may_be_meant(told, clusters[0]) else None


def _may_be_meant(told: dt.date | None, cluster: Cluster) -> bool:
    """What is told as done did not come after the report was published, and is not remembered for years undated."""
    return told is None or cluster.last_day is dt.date.min or cluster.is_within(told, REMEMBERED, 1)


def _find_planned(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The event that carries the plan out, or the same plan told by another."""
    carried = [cluster for cluster in clusters if cluster.status is Status.OCCURRED and _may_carry_out(item, cluster)]
    date = read_date(item)
    if carried and date is not None:
        return min(carried, key=lambda cluster: cluster.measure_distance(date))
    if carried and (item.published is not None or len(carried) == 1):
        return min(carried, key=lambda cluster: cluster.last_day)
    plans = [cluster for cluster in clusters if cluster.status is Status.PLANNED and _is_alive(item, cluster)]
    if date is not None:
        plans = [cluster for cluster in plans if cluster.agrees(date, dt.timedelta(days=31))]
    return plans[0] if plans and (date is not None or len(plans) == 1) else None


def _may_carry_out(item: FiledReport, cluster: Cluster) -> bool:
    """Whether an event came after the plan was told, and soon after that or near the day that it was planned for."""
    date, told = read_date(item), item.published
    if told is not None and not cluster.is_within(told, 3, UNKNOWN):
        return False
    if told is not None and date is not None and date.first is not None and told >= cluster.last_day:
        # What is planned for later, when it was just done, is another event.
        return (date.first - cluster.last_day).days <= 3
    if date is not None and date.first is not None and cluster.is_within(date.first, PLAN_REACH, PLAN_REACH):
        return True
    return told is None or cluster.is_within(told, 3, PLAN_REACH)


def _is_alive(item: FiledReport, plan: Cluster) -> bool:
    """Whether a plan that others told was still one when the report was published."""
    told, before = item.published, plan.last_told
    if told is None or before is None:
        return True
    return abs((told - before).days) <= PLAN_REACH or plan.last_day >= told


def _find_denied(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """A denial belongs to the event that others tell, to the plan that they told, or to the same denial."""
    date, told = read_date(item), item.published
    if date is not None:
        near = [cluster for cluster in clusters if cluster.agrees(date, dt.timedelta(days=1))]
        return min(near, key=lambda cluster: cluster.measure_distance(date)) if near else None
    if told is None:
        denials = [cluster for cluster in clusters if cluster.status is Status.DENIED]
        return denials[0] if denials else None
    near = [cluster for cluster in clusters if cluster.is_within(told, RECENT, _reach_ahead(cluster))]
    if near:
        return min(near, key=lambda cluster: (cluster.first_day > told, abs((cluster.last_day - told).days)))
    plans = [cluster for cluster in clusters if cluster.status is Status.PLANNED and _is_alive(item, cluster)]
    return plans[0] if len(plans) == 1 else None
