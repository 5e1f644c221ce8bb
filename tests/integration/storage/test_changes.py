"""The changes of some bases, actors or events: of all that had them before or has them after."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from service.domain.changes import Revision
from service.domain.events.events import Event
from service.domain.queries import ChangeQuery, PageRequest
from service.errors import ParameterError
from service.storage.database.engine import open_session, open_transaction
from service.storage.database.schema import migrate
from service.storage.names.gazetteer import save_gazetteer
from service.storage.read.changes import find_changes, find_place_before, resolve_events
from service.storage.tables.event_links import ChangeSubjectRow
from service.storage.write.events import EventText
from service.storage.write.reports import find_filed_reports
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_article,
    build_base,
    build_event,
    build_gazetteer,
    build_participation,
    build_report,
    build_source,
)
from tests.earlier_schemas import go_back
from tests.integration.storage.storing import NOON, store_article, store_events

K1, TAJI = build_base(), build_base("taji", "Camp Taji", ())
COALITION, IRAN = build_actor(), build_actor("iran", "Iran")
HOUR = dt.timedelta(hours=1)


def render(event: Event, _revision: Revision) -> EventText:
    """What tells apart all that this story tells, as JSON, which migrations read."""
    base = event.base and {"slug": event.base.slug}
    actors = [{"slug": part.actor.slug, "role": part.role} for part in event.participations]
    return EventText(json.dumps({"id": event.id, "base": base, "actors": actors}), "{}", f"{event.id}\r\n")


def tell_story(session: Session) -> None:
    """Revisions 2 to 6: two events, of which one moves, takes in the other, is of another actor, and is removed."""
    save_gazetteer(session, build_gazetteer([K1, TAJI], [COALITION, IRAN], [build_source()]), EVENT_TYPES)
    store_article(session, build_article(), [build_report(), build_report("withdrawal")])
    first, second = find_filed_reports(session, ["block"])
    both, by_iran = [first, second], [build_participation(IRAN)]
    told: list[Sequence[Event]] = [
        [build_event([first], "one", base=K1), build_event([second], "two", base=TAJI)],
        [build_event([first], "one", base=TAJI), build_event([second], "two", base=TAJI)],
        [build_event(both, "one", base=TAJI)],
        [build_event(both, "one", base=TAJI, participations=by_iran)],
        [],
    ]
    for hour, events in enumerate(told):
        store_events(session, events, moment=NOON + hour * HOUR, rendered=render)


@pytest.fixture
def changed(session: Session) -> Session:
    tell_story(session)
    return session


ALL = ["2 added one", "2 added two", "3 changed one", "4 changed one", "4 merged two", "5 changed one", "6 removed one"]
CASES: list[tuple[dict[str, tuple[str, ...]], list[str]]] = [
    ({}, ALL),
    ({"base": ("k1",)}, ["2 added one", "3 changed one"]),
    ({"base": ("taji",)}, ALL[1:]),
    ({"base": ("k1", "taji")}, ALL),
    ({"actor": ("us-led-coalition",)}, ALL[:6]),
    ({"actor": ("iran",)}, ["5 changed one", "6 removed one"]),
    ({"actor": ("iran", "us-led-coalition")}, ALL),
    ({"base": ("k1",), "actor": ("iran",)}, []),
    ({"base": ("taji",), "actor": ("iran",)}, ["5 changed one", "6 removed one"]),
    ({"base": ("k1", "taji"), "actor": ("iran", "us-led-coalition")}, ALL),
    ({"event": ("two",)}, ["2 added two", "4 merged two"]),
    ({"event": ("one",)}, [change for change in ALL if change != "2 added two"]),
    ({"event": ("one", "two")}, ALL),
    ({"event": ("one",), "base": ("k1",)}, ["2 added one", "3 changed one"]),
    ({"event": ("two",), "base": ("k1",)}, []),
    ({"event": ("one", "two"), "base": ("taji",), "actor": ("iran",)}, ["5 changed one", "6 removed one"]),
]


def read_all(session: Session, query: ChangeQuery, limit: int, after: str | None = None) -> list[str]:
    told: list[str] = []
    while True:
        page = find_changes(session, PageRequest(limit, after), query)
        assert len(page.items) <= limit
        told += [f"{item.revision.number} {item.kind} {item.event}" for item in page.items]
        if page.after is None:
            return told
        after = page.after


@pytest.mark.parametrize(("chosen", "expected"), CASES)
def test_find_changes_by_filters_gives_those_of_what_was_so_or_is(
    changed: Session, chosen: dict[str, Any], expected: list[str]
) -> None:
    query = ChangeQuery(**chosen)
    assert [read_all(changed, query, limit) for limit in (1, 2, 50)] == [expected] * 3


@pytest.mark.parametrize("chosen", [chosen for chosen, _ in CASES])
def test_find_changes_by_filters_after_any_place_gives_the_rest(changed: Session, chosen: dict[str, Any]) -> None:
    query = ChangeQuery(**chosen)
    told = read_all(changed, query, 50)
    for item in find_changes(changed, PageRequest(50)).items:
        name = f"{item.revision.number} {item.kind} {item.event}"
        rest = [change for change in told if ALL.index(change) > ALL.index(name)]
        assert read_all(changed, query, 2, item.place) == rest


@pytest.mark.parametrize(
    ("moment", "first"),
    [(NOON - HOUR, 0), (NOON, 0), (NOON + dt.timedelta(minutes=1), 2), (NOON + 2 * HOUR, 3), (NOON + 9 * HOUR, 7)],
)
def test_find_changes_after_the_place_before_a_moment_gives_those_from_then_on(
    changed: Session, moment: dt.datetime, first: int
) -> None:
    assert read_all(changed, ChangeQuery(), 3, find_place_before(changed, moment)) == ALL[first:]


def test_resolve_events_takes_present_and_past_ones_and_names_the_nearest_to_another(changed: Session) -> None:
    article = build_article("More.", file="b.txt")
    store_article(changed, article, [build_report()], block="other")
    store_events(changed, [build_event(find_filed_reports(changed, ["other"]), "three", base=K1)], ["other"])
    assert resolve_events(changed, ["two", "three"]) == ("two", "three")
    with pytest.raises(ParameterError, match="no event has the id 'thre'; did you mean three") as caught:
        resolve_events(changed, ["one", "thre"])
    assert (caught.value.parameter, caught.value.nearest) == ("event", "three")


def read_subjects(engine: Engine) -> list[tuple[Any, ...]]:
    with open_session(engine) as session:
        row = ChangeSubjectRow
        return [tuple(found) for found in session.execute(select(row.subject, row.revision, row.position))]


def test_migrate_finds_the_subjects_of_stored_changes_as_they_were_written(engine: Engine) -> None:
    with open_transaction(engine) as session:
        tell_story(session)
    before = read_subjects(engine)
    go_back(engine, "0013")
    migrate(engine)
    assert ("base:k1", 3, 0) in before
    assert sorted(read_subjects(engine)) == sorted(before)
