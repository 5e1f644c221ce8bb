"""Reports to events. Pure: the same set of reports gives the same events, in whatever order it comes."""

from collections.abc import Iterable

from service.domain.events.agreement import key_place
from service.domain.events.events import Event, FiledReport
from service.domain.events.neighbours import Place
from service.domain.events.reports import Report
from service.domain.names.places import EventType
from service.merging.building import build_event, build_events
from service.merging.clustering import arrange_reports
from service.merging.numbering import number_events
from service.merging.regrouping import regroup_reports


def block_of(report: Report, event_types: Iterable[EventType]) -> str:
    """What a report may be merged within: reports of different blocks are never of the same event."""
    # A type that the codebook has no more is a family of its own.
    family = next((row.family for row in event_types if row.slug == report.type), report.type)
    return f"{family}:{key_place(report.base, report.country)}"


def merge_reports(filed: Iterable[FiledReport], event_types: Iterable[EventType]) -> tuple[Event, ...]:
    """The events of these reports, ordered by id."""
    events, _ = merge_and_place_reports(filed, event_types)
    return events


def merge_and_place_reports(
    filed: Iterable[FiledReport], event_types: Iterable[EventType]
) -> tuple[tuple[Event, ...], dict[str, Place]]:
    """The same, and where these reports lie when all of their blocks are merged, by their keys.

    There is no place for those that lie nowhere.
    """
    rows = tuple(event_types)
    ranks = _list_ranks(rows)
    events: list[Event] = []
    places: dict[str, Place] = {}
    blocks = _divide(filed, rows)
    for block in sorted(blocks):
        arrangement = arrange_reports(block, blocks[block])
        events += build_events(arrangement.clusters, ranks)
        places |= arrangement.places
    return tuple(sorted(events, key=lambda event: event.id)), places


def build_group(reports: Iterable[FiledReport], event_types: Iterable[EventType]) -> Event:
    """The event of a group of reports, under the id that it has where no other would have it."""
    return build_event(reports, _list_ranks(event_types))


def _divide(filed: Iterable[FiledReport], event_types: tuple[EventType, ...]) -> dict[str, list[FiledReport]]:
    blocks: dict[str, list[FiledReport]] = {}
    for item in sorted(filed, key=lambda item: item.key):
        blocks.setdefault(block_of(item.report, event_types), []).append(item)
    return blocks


def _list_ranks(event_types: Iterable[EventType]) -> dict[str, int]:
    return {row.slug: row.rank for row in event_types}


__all__ = [
    "block_of",
    "build_group",
    "merge_and_place_reports",
    "merge_reports",
    "number_events",
    "regroup_reports",
]
