"""A cluster of reports to the event that they tell."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

from service.domain.dates import EventDate, Precision
from service.domain.events import Event, FigureSummary, FiledReport, HistoryEntry
from service.domain.reports import Figure, Participation, Qualifier, Status
from service.merging.clustering import Cluster

PRECISIONS = (Precision.DAY, Precision.INTERVAL, Precision.MONTH, Precision.SEASON, Precision.YEAR, Precision.YEARLESS)
STATUSES = (Status.OCCURRED, Status.PLANNED, Status.DENIED)


def build_events(clusters: Sequence[Cluster], ranks: dict[str, int]) -> list[Event]:
    """An event a cluster. Events that would have one id are told apart by a number, in the order of their reports."""
    events: list[Event] = []
    taken: Counter[str] = Counter()
    for cluster in sorted(clusters, key=lambda cluster: min(item.key for item in cluster)):
        event = _build_event(sorted(cluster, key=lambda item: item.key), ranks, taken)
        events.append(event)
    return events


def _build_event(reports: list[FiledReport], ranks: dict[str, int], taken: Counter[str]) -> Event:
    status = next(wanted for wanted in STATUSES if any(item.report.status is wanted for item in reports))
    telling = [item for item in reports if item.report.status is status]
    best = max(telling, key=lambda item: (ranks[item.report.type], item.key))
    date, date_from = _choose_date(telling)
    base = next((item.report.base for item in reports if item.report.base), None)
    country = next((item.report.country for item in reports if item.report.country), None)
    return Event(
        id=_build_id(base.slug if base else country, best.report.type, date, taken),
        type=best.report.type,
        status=status,
        date=date,
        date_from=date_from,
        base=base,
        country=country,
        participations=_unite_participations(telling, reports),
        figures=_summarise_figures(reports),
        sources=tuple(sorted({item.source for item in reports if item.source})),
        first_reported=min((item.published for item in reports if item.published), default=None),
        disputed=_find_disputed(reports),
        history=_build_history(reports),
        reports=tuple(item.key for item in sorted(reports, key=_by_time)),
    )


def _build_id(where: str | None, kind: str, date: EventDate | None, taken: Counter[str]) -> str:
    when = date.edtf.lower().replace("/", "--").replace("..", "open") if date else "undated"
    slug = f"{(where or 'unknown').lower()}-{kind}-{when}"
    taken[slug] += 1
    return slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"


def _choose_date(reports: list[FiledReport]) -> tuple[EventDate | None, str | None]:
    """The most precise date, of equals the one that most reports give; and the report that gives it."""
    dated = [item for item in reports if item.report.date is not None]
    if not dated:
        return None, None
    counts = Counter(item.report.date for item in dated)

    def order(item: FiledReport) -> tuple[int, int, str, str]:
        date = item.report.date
        if date is None:
            raise AssertionError("only dated reports are ordered")
        return PRECISIONS.index(date.precision), -counts[date], date.edtf, item.key

    chosen = min(dated, key=order)
    return chosen.report.date, chosen.key


def _unite_participations(telling: list[FiledReport], reports: list[FiledReport]) -> tuple[Participation, ...]:
    """All who take part by any report, those that the event's own status names first."""
    every = [part for item in (*telling, *reports) for part in item.report.participations]
    found: dict[tuple[str, str], Participation] = {}
    for part in every:
        found.setdefault((part.actor.slug, part.role), part)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[1], key[0])))


def _summarise_figures(reports: list[FiledReport]) -> tuple[FigureSummary, ...]:
    groups: dict[tuple[str, str], list[Figure]] = {}
    for item in reports:
        for figure in item.report.figures:
            groups.setdefault((figure.kind, figure.unit or ""), []).append(figure)
    return tuple(
        FigureSummary(
            kind=kind,
            unit=unit or None,
            low=min(figure.value for figure in figures),
            best=_choose_best(figures),
            high=max(figure.value for figure in figures),
            report_count=len(figures),
        )
        for (kind, unit), figures in sorted(groups.items())
    )


def _choose_best(figures: list[Figure]) -> int:
    """The value that most reports give; of equals the one given without a hedge, then the lower."""
    counts = Counter(figure.value for figure in figures)
    exact = {figure.value for figure in figures if figure.qualifier is Qualifier.EXACT}
    return min(counts, key=lambda value: (-counts[value], value not in exact, value))


def _find_disputed(reports: list[FiledReport]) -> tuple[str, ...]:
    """The fields on which different sources exclude one another."""
    found: set[str] = set()
    for place, one in enumerate(reports):
        for other in reports[place + 1 :]:
            if one.source != other.source or one.source is None:
                found |= _differences(one, other)
    return tuple(sorted(found))


def _differences(one: FiledReport, other: FiledReport) -> set[str]:
    found: set[str] = set()
    same_status = one.report.status is other.report.status
    if Status.DENIED in {one.report.status, other.report.status} and not same_status:
        found.add("status")
    if same_status and _exclude(one.report.date, other.report.date):
        found.add("date")
    values = {(figure.kind, figure.unit): figure.value for figure in one.report.figures}
    if any(values.get((f.kind, f.unit), f.value) != f.value for f in other.report.figures):
        found.add("figures")
    return found


def _exclude(one: EventDate | None, other: EventDate | None) -> bool:
    if one is None or other is None or one.first is None or other.first is None:
        return False
    return one.first > (other.last or other.first) or other.first > (one.last or one.first)


def _by_time(item: FiledReport) -> tuple[dt.date, str]:
    return item.published or dt.date.max, item.key


def _build_history(reports: list[FiledReport]) -> tuple[HistoryEntry, ...]:
    """The first telling of each status, in the order of telling."""
    first: dict[Status, FiledReport] = {}
    for item in sorted(reports, key=_by_time):
        first.setdefault(item.report.status, item)
    entries = sorted(
        first.values(), key=lambda item: (_by_time(item)[0], STATUSES.index(item.report.status) == 0, item.key)
    )
    return tuple(
        HistoryEntry(
            status=item.report.status,
            type=item.report.type,
            reported=item.published,
            date=item.report.date,
            source=item.source,
            report=item.key,
        )
        for item in entries
    )
