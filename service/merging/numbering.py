"""Ids of events of which some are stored already: those with one id are numbered by their first reports."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from service.domain.events.events import Event
from service.domain.events.neighbours import FirstReported, Namesake
from service.merging.building import number_id


def number_events(
    events: Mapping[FirstReported, Event], stored: Sequence[Namesake], ended: Collection[int]
) -> tuple[list[Event], dict[int, str]]:
    """New events under their ids, and the ids of stored ones that have another number now, by their labels.

    `stored` are all that are of a type and date of the new or of the `ended` ones.
    """
    kinds = {event.kind for event in stored} | {_kind(event) for event in events.values()}
    numbered: list[Event] = []
    moved: dict[int, str] = {}
    for kind in sorted(kinds, key=repr):
        old = [event for event in stored if event.kind == kind]
        new = {time: event for time, event in events.items() if _kind(event) == kind}
        # The first of them bears no number.
        plain = min([*(event.id for event in old), *(event.id for event in new.values())], key=len)
        staying = {event.first_reported: event for event in old if event.label not in ended}
        for number, time in enumerate(sorted([*new, *staying]), start=1):
            event_id = number_id(plain, number)
            if time in new:
                numbered.append(replace(new[time], id=event_id))
            elif staying[time].id != event_id:
                moved[staying[time].label] = event_id
    return numbered, moved


def _kind(event: Event) -> tuple[str, str | None]:
    return event.type, event.date.edtf if event.date else None
