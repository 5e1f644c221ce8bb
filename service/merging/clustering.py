"""Which reports of one block tell the same event.

Reports that give a day come together first; coarser dates join the day that they contain; what has no date joins the
event that it can only mean, and stays apart where it may mean several.
"""

import datetime as dt
from collections.abc import Sequence

from service.domain.dates import EventDate, Precision
from service.domain.events import FiledReport
from service.domain.reports import Role, Status

Cluster = list[FiledReport]

# Sources differ by this many days on when a base was left; two attacks so near are two.
TOLERANCE = {"departure": 3, "arrival": 3}
# A plan is carried out within this many days of being told, or it is another one.
PLAN_REACH = 400
# An undated report tells of what happened in the days before it was published.
RECENT = 60
PRECISE = frozenset({Precision.DAY, Precision.INTERVAL})
# Away from a base these roles tell one event from another on the same day.
IDENTIFYING = frozenset({Role.LEAVING, Role.ARRIVING, Role.ACTOR, Role.TARGET, Role.ATTACKER})


def cluster_reports(block: str, reports: Sequence[FiledReport]) -> list[Cluster]:
    """Clusters of one block's reports; each report is in exactly one. The order of `reports` does not matter."""
    tolerance = dt.timedelta(days=TOLERANCE.get(block.partition(":")[0], 0))
    ordered = sorted(reports, key=_order)
    clusters: list[Cluster] = []
    for item in ordered:
        fitting = _find_cluster(item, clusters, tolerance)
        if fitting is None:
            clusters.append([item])
        else:
            fitting.append(item)
    return clusters


def _order(item: FiledReport) -> tuple[int, int, dt.date, str]:
    """What is known best comes first, so that the rest finds its place around it."""
    date = item.report.date
    status = (Status.OCCURRED, Status.PLANNED, Status.DENIED).index(item.report.status)
    vague = 2 if date is None else int(date.precision not in PRECISE)
    first = (date.first if date else None) or item.published or dt.date.max
    return status, vague, first, item.key


def _find_cluster(item: FiledReport, clusters: list[Cluster], tolerance: dt.timedelta) -> Cluster | None:
    possible = [cluster for cluster in clusters if _share_actors(item, cluster)]
    if item.report.status is Status.OCCURRED:
        return _find_occurred(item, possible, tolerance)
    if item.report.status is Status.PLANNED:
        return _find_planned(item, possible)
    return _find_denied(item, possible)


def _share_actors(item: FiledReport, cluster: Cluster) -> bool:
    """At a base, forces go by many names; away from one, only the actors say which event is meant."""
    if item.report.base is not None:
        return True
    own = _identify(item)
    return not own or any(own & _identify(other) for other in cluster)


def _identify(item: FiledReport) -> frozenset[tuple[str, Role]]:
    parts = item.report.participations
    return frozenset((part.actor.slug, part.role) for part in parts if part.role in IDENTIFYING)


def _find_occurred(item: FiledReport, clusters: list[Cluster], tolerance: dt.timedelta) -> Cluster | None:
    date = item.report.date
    if date is None:
        return _find_undated(item, [cluster for cluster in clusters if _status_of(cluster) is Status.OCCURRED])
    near = [cluster for cluster in clusters if _agrees(date, cluster, tolerance)]
    return min(near, key=lambda cluster: _distance(date, cluster)) if near else None


def _find_undated(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The last event before the report, if recent; else the only one there is."""
    if item.published is not None:
        recent = [cluster for cluster in clusters if _is_within(cluster, item.published, RECENT, 1)]
        if recent:
            return max(recent, key=_last_day)
    return clusters[0] if len(clusters) == 1 and _may_be_meant(item, clusters[0]) else None


def _may_be_meant(item: FiledReport, cluster: Cluster) -> bool:
    """An event that came after the report was published is not what it tells as done."""
    first = _first_day(cluster)
    return item.published is None or first is dt.date.min or (first - item.published).days <= 1


def _find_planned(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """The first event after the plan was told, or the same plan told by another."""
    told = item.published
    carried = [cluster for cluster in clusters if _status_of(cluster) is Status.OCCURRED]
    if told is not None:
        carried = [cluster for cluster in carried if _is_within(cluster, told, 3, PLAN_REACH)]
    if carried and (told is not None or len(carried) == 1):
        return min(carried, key=_last_day)
    plans = [cluster for cluster in clusters if _status_of(cluster) is Status.PLANNED]
    date = item.report.date
    if date is not None:
        plans = [cluster for cluster in plans if _agrees(date, cluster, dt.timedelta(days=31))]
    return plans[0] if plans and (date is not None or len(plans) == 1) else None


def _find_denied(item: FiledReport, clusters: list[Cluster]) -> Cluster | None:
    """A denial belongs to the event that others tell at the time, or to the same denial."""
    told = item.published
    if told is not None:
        near = [cluster for cluster in clusters if _is_within(cluster, told, RECENT, RECENT)]
        if near:
            return min(near, key=lambda cluster: abs((_last_day(cluster) - told).days))
    denials = [cluster for cluster in clusters if _status_of(cluster) is Status.DENIED]
    return denials[0] if denials and told is None else None


def _status_of(cluster: Cluster) -> Status:
    return cluster[0].report.status


def _dates(cluster: Cluster) -> list[EventDate]:
    own = [item.report.date for item in cluster if item.report.date is not None]
    precise = [date for date in own if date.precision in PRECISE]
    return precise or own


def _last_day(cluster: Cluster) -> dt.date:
    """The last day that a cluster may be of: by its dates, else by when it was told; the first of days if unknown."""
    days = [date.last for date in _dates(cluster) if date.last is not None]
    told = [item.published for item in cluster if item.published is not None]
    return max(days or told, default=dt.date.min)


def _first_day(cluster: Cluster) -> dt.date:
    """The first day that a cluster may be of, by its dates; where they give none, the day that it was last told."""
    return min((date.first for date in _dates(cluster) if date.first is not None), default=_last_day(cluster))


def _is_within(cluster: Cluster, day: dt.date, before: int, after: int) -> bool:
    last = _last_day(cluster)
    if last is dt.date.min:
        return False
    return (day - last).days <= before and (_first_day(cluster) - day).days <= after


def _agrees(date: EventDate, cluster: Cluster, tolerance: dt.timedelta) -> bool:
    others = _dates(cluster)
    if not others:
        return False
    return all(_compatible(date, other, tolerance) for other in others)


def _compatible(one: EventDate, other: EventDate, tolerance: dt.timedelta) -> bool:
    if one.first is None or one.last is None or other.first is None or other.last is None:
        return one.edtf[4:] == other.edtf[4:]
    return one.first - other.last <= tolerance and other.first - one.last <= tolerance


def _distance(date: EventDate, cluster: Cluster) -> tuple[int, int]:
    """How far a cluster's days are from a date; of equals, the one with most reports."""
    firsts = [other.first for other in _dates(cluster) if other.first is not None]
    apart = min((abs((first - date.first).days) for first in firsts), default=0) if date.first else 0
    return apart, -len(cluster)
