"""Made events are the same each time, skewed, and have the JSON that the service itself would store."""

import datetime as dt
import json
from collections import Counter

import pytest

from schemas.parts.stored import dump_stored
from schemas.resources.events import EventSchema, EventView
from service.domain.events.events import Claims, Event, FigureSummary
from service.domain.events.reports import Participation
from tests.benchmarks.race.documents import build_document, build_evidence
from tests.benchmarks.race.events import MadeEvent, World, build_world, make_events, name_moment
from tests.benchmarks.race.stores import TABLES, build_rows

COUNT = 3_000


@pytest.fixture(scope="module")
def world() -> World:
    return build_world()


@pytest.fixture(scope="module")
def events(world: World) -> list[MadeEvent]:
    return list(make_events(world, COUNT))


def dump(made: MadeEvent) -> str:
    """What `schemas` gives for an event."""
    number = made.personnel
    figures = () if number is None else (FigureSummary("personnel", None, number, number, number, 1),)
    event = Event(
        id=made.slug,
        type=made.type,
        status=made.status,
        date=made.date,
        date_from=None,
        base=made.base,
        country=made.country,
        participations=tuple(Participation(actor, role) for actor, role in made.parts),
        figures=figures,
        sources=tuple(source.slug for source in made.sources),
        independent_source_count=len(made.sources),
        confidence=made.confidence,
        first_reported=dt.date.fromisoformat(made.published),
        disputed=(),
        history=(),
        claims=Claims(),
        reports=tuple(source.slug for source in made.sources),
    )
    moment = dt.datetime.fromisoformat(name_moment(made.revision))
    return dump_stored(EventSchema, EventView(event, made.sources, made.revision, moment))


def test_build_document_of_an_event_gives_what_schemas_give(events: list[MadeEvent]) -> None:
    shown = events[:300]
    assert [build_document(event) for event in shown] == [dump(event) for event in shown]
    assert {event.personnel is None for event in shown} == {event.base is None for event in shown} == {True, False}
    assert {event.date is None for event in shown} == {True, False}


def test_build_evidence_gives_json(events: list[MadeEvent]) -> None:
    assert [json.loads(build_evidence(event)).keys() for event in events[:50]] == [
        {"history", "date_from", "claims"}
    ] * 50


def test_make_events_twice_gives_the_same(world: World, events: list[MadeEvent]) -> None:
    assert list(make_events(world, COUNT)) == events
    assert list(make_events(world, COUNT, seed=2)) != events


def test_make_events_gives_few_bases_most_of_them(events: list[MadeEvent]) -> None:
    counted = Counter(event.base.slug for event in events if event.base)
    first, number = counted.most_common(1)[0]
    assert first == "k1"
    assert number > COUNT / 10
    assert sum(number for _, number in counted.most_common(20)) > COUNT / 3
    assert len(counted) > 500


def test_make_events_gives_each_an_id_of_its_own(events: list[MadeEvent]) -> None:
    assert len({event.slug for event in events}) == COUNT
    assert [event.number for event in events] == list(range(1, COUNT + 1))


def test_build_rows_gives_each_row_all_columns_and_no_key_twice(events: list[MadeEvent]) -> None:
    rows = build_rows(events)
    assert {table: {len(row) for row in rows[table]} for table in rows} == {
        table: {len(columns)} for table, columns in TABLES.items()
    }
    assert len(rows["event_source"]) == len(set(rows["event_source"]))
    assert len(rows["participation"]) == len({row[:2] for row in rows["participation"]})
    assert len(rows["revision"]) == 3
