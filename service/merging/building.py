"""From a cluster of reports to its event."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from service.domain.events.agreement import choose_status, rank_precision
from service.domain.events.dates import EventDate
from service.domain.events.events import Event, FigureSummary, FiledReport, HistoryEntry
from service.domain.events.reports import Figure, Participation, Qualifier, Status
from service.domain.names.places import Base
from service.merging.claims import LEEWAY, find_disputed, list_claims
from service.merging.clusters import Cluster
from service.merging.copies import find_origins

UNKNOWN = "unknown"
CODE_LENGTH = 2
# Confidence is rounded to as many decimals as that of reports.
DECIMALS = 2
# Statuses that are reported on one day come in this order.
LIFECYCLE = (Status.PLANNED, Status.OCCURRED, Status.DENIED)


def build_events(clusters: Sequence[Cluster], ranks: Mapping[str, int]) -> list[Event]:
    """An event a cluster. Events that would have one id are numbered, those reported first before others."""
    ordered = sorted(clusters, key=lambda cluster: min(map(_by_time, cluster.reports)))
    taken: Counter[str] = Counter()
    events: list[Event] = []
    for event in (build_event(cluster.reports, ranks) for cluster in ordered):
        taken[event.id] += 1
        events.append(replace(event, id=number_id(event.id, taken[event.id])))
    return events


def number_id(event_id: str, number: int) -> str:
    """The id of the numbered one of several events that would all have an id, from 1."""
    if number == 1:
        return event_id
    # The tenth event of a year must not be called like the first one of its October.
    return f"{event_id}-{number}" if number < 10 else f"{event_id}-no{number}"


def build_event(grouped: Iterable[FiledReport], ranks: Mapping[str, int]) -> Event:
    """The event of these reports, under the id that it has where no other would have it."""
    reports = sorted(grouped, key=lambda item: item.key)
    status = choose_status({item.report.status for item in reports})
    with_status = [item for item in reports if item.report.status is status]
    best = max(with_status, key=lambda item: (ranks.get(item.report.type, 0), item.key))
    origins = find_origins(reports)
    date, date_from = _choose_date(with_status, origins)
    base = next((item.report.base for item in reports if item.report.base), None)
    country = next((item.report.country for item in reports if item.report.country), None)
    return Event(
        id=_build_id(_name_place(base, country), best.report.type, date),
        type=best.report.type,
        status=status,
        date=date,
        date_from=date_from,
        base=base,
        country=country,
        participations=_unite_participations(with_status, reports),
        figures=_summarise_figures(reports, origins),
        sources=tuple(sorted({item.source for item in reports if item.source})),
        # Who publishes an article without a source is not known, so it cannot count as another one.
        independent_source_count=len({origins[item.key] for item in reports if item.source}) or 1,
        # One report of that confidence alone makes the event that likely; others can only add to it.
        confidence=round(max(item.report.confidence for item in reports), DECIMALS),
        first_reported=min((item.published for item in reports if item.published), default=None),
        disputed=find_disputed(reports, origins),
        history=_build_history(reports),
        claims=list_claims(sorted(reports, key=_by_time)),
        reports=tuple(item.key for item in sorted(reports, key=_by_time)),
    )


def _name_place(base: Base | None, country: str | None) -> str:
    """The base's slug, or the country's code; a base whose slug could be taken for a code says that it is one."""
    if base is None:
        return (country or UNKNOWN).lower()
    is_like_code = len(base.slug) == CODE_LENGTH and base.slug.isalpha()
    return f"{base.slug}-base" if base.slug == UNKNOWN or is_like_code else base.slug


def _build_id(where: str, kind: str, date: EventDate | None) -> str:
    when = date.edtf.lower().replace("/", "--").replace("..", "open") if date else "undated"
    return f"{where}-{kind}-{when}"


def _choose_date(reports: list[FiledReport], origins: Mapping[str, str]) -> tuple[EventDate | None, str | None]:
    """The most precise date, of equals the one that most independent reports give; and the report that gives it."""
    dated = [(item.report.date, item.key) for item in reports if item.report.date is not None]
    if not dated:
        return None, None
    counts = _count_origins((date, origins[key]) for date, key in dated)

    def order(entry: tuple[EventDate, str]) -> tuple[int, int, str, str]:
        date, key = entry
        return rank_precision(date), -counts[date], date.edtf, key

    return min(dated, key=order)


def _count_origins(said: Iterable[tuple[Hashable, str]]) -> Counter[Hashable]:
    """How many independent reports say each thing."""
    return Counter(value for value, _ in set(said))


def _unite_participations(with_status: list[FiledReport], reports: list[FiledReport]) -> tuple[Participation, ...]:
    """All who take part by any report, those that the event's own status names first."""
    every = [part for item in (*with_status, *reports) for part in item.report.participations]
    found: dict[tuple[str, str], Participation] = {}
    for part in every:
        found.setdefault((part.actor.slug, part.role), part)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[1], key[0])))


def _summarise_figures(reports: list[FiledReport], origins: Mapping[str, str]) -> tuple[FigureSummary, ...]:
    groups: dict[tuple[str, str], list[tuple[Figure, str]]] = {}
    for item in reports:
        for figure in item.report.figures:
            groups.setdefault((figure.kind, figure.unit or ""), []).append((figure, origins[item.key]))
    return tuple(_summarise(kind, unit or None, reported) for (kind, unit), reported in sorted(groups.items()))


def _summarise(kind: str, unit: str | None, reported: Sequence[tuple[Figure, str]]) -> FigureSummary:
    best, values = _choose_best(reported), [figure.value for figure, _ in reported]
    low, high = min(values), max(values)
    return FigureSummary(
        kind=kind,
        unit=unit,
        low=low,
        best=best,
        high=high,
        report_count=len(reported),
        qualifier=_choose_qualifier(reported, best),
        # Of the hedges of an outermost number that counts which leaves the most room beyond it.
        low_qualifier=min(_list_qualifiers(reported, low), key=lambda hedge: LEEWAY[hedge][0]),
        high_qualifier=max(_list_qualifiers(reported, high), key=lambda hedge: LEEWAY[hedge][1]),
    )


def _list_qualifiers(reported: Sequence[tuple[Figure, str]], value: int) -> list[Qualifier]:
    """The hedges that a number is given with, in the order of their declaration."""
    given = {figure.qualifier for figure, _ in reported if figure.value == value}
    return [hedge for hedge in Qualifier if hedge in given]


def _choose_qualifier(reported: Sequence[tuple[Figure, str]], value: int) -> Qualifier:
    """The hedge of a number: none where a report gives it without, else that of most independent reports."""
    counts = _count_origins((figure.qualifier, origin) for figure, origin in reported if figure.value == value)
    return max(_list_qualifiers(reported, value), key=lambda hedge: (hedge is Qualifier.EXACT, counts[hedge]))


def _choose_best(reported: Sequence[tuple[Figure, str]]) -> int:
    """The value that most independent reports give; of equals the one given without a hedge, then the lower."""
    counts = _count_origins((figure.value, origin) for figure, origin in reported)
    exact = {figure.value for figure, _ in reported if figure.qualifier is Qualifier.EXACT}
    return min((figure.value for figure, _ in reported), key=lambda value: (-counts[value], value not in exact, value))


def _by_time(item: FiledReport) -> tuple[dt.date, str]:
    return item.published or dt.date.max, item.key


def _build_history(reports: list[FiledReport]) -> tuple[HistoryEntry, ...]:
    """The first report of each status, in the order of publication."""
    first: dict[Status, FiledReport] = {}
    for item in sorted(reports, key=_by_time):
        first.setdefault(item.report.status, item)
    entries = sorted(
        first.values(), key=lambda item: (_by_time(item)[0], LIFECYCLE.index(item.report.status), item.key)
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
