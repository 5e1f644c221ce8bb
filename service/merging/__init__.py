"""Reports to events. Pure: the same set of reports gives the same events, in whatever order it comes."""

from collections.abc import Iterable

from service.domain.events import Event, FiledReport
from service.domain.places import EventType
from service.domain.reports import Report
from service.merging.building import build_events
from service.merging.clustering import cluster_reports


def block_of(report: Report, event_types: Iterable[EventType]) -> str:
    """What a report may be merged within: reports of different blocks never tell the same event."""
    # A type that the codebook has no more is a family of its own.
    family = next((row.family for row in event_types if row.slug == report.type), report.type)
    where = report.base.slug if report.base else f"~{report.country or ''}"
    return f"{family}:{where}"


def merge_reports(filed: Iterable[FiledReport], event_types: Iterable[EventType]) -> tuple[Event, ...]:
    """The events that these reports tell, ordered by id."""
    rows = tuple(event_types)
    ranks = {row.slug: row.rank for row in rows}
    blocks: dict[str, list[FiledReport]] = {}
    for item in sorted(filed, key=lambda item: item.key):
        blocks.setdefault(block_of(item.report, rows), []).append(item)
    events = [event for block in sorted(blocks) for event in build_events(cluster_reports(block, blocks[block]), ranks)]
    return tuple(sorted(events, key=lambda event: event.id))


__all__ = ["block_of", "merge_reports"]
