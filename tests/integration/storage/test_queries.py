import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.domain.queries import EventQuery, PageRequest
from service.domain.records import ListedEvent, Page
from service.errors import NotFoundError
from service.storage.database.engine import build_engine, open_transaction
from service.storage.read import names as queries
from service.storage.read.events import find_events, get_event
from service.storage.write.reports import find_filed_reports
from tests.builders import (
    build_actor,
    build_article,
    build_base,
    build_day,
    build_event,
    build_participation,
    build_report,
)
from tests.conftest import BACKENDS, make_database, open_passing_session
from tests.integration.storage.storing import (
    count_statements,
    store_article,
    store_events,
    store_names,
    store_told_event,
)

Find = Callable[[Session, PageRequest], Page[Any]]


def find_all_events(session: Session, page: PageRequest) -> Page[ListedEvent]:
    return find_events(session, EventQuery(), page)


LISTS: list[Find] = [
    find_all_events,
    queries.find_bases,
    queries.find_actors,
    queries.find_sources,
    queries.find_articles,
]


def store_twelve(session: Session) -> None:
    """Twelve events of twelve articles at twelve bases; two on one day, and two without a date."""
    store_names(session)
    for number in range(12):
        day = build_day(dt.date(2020, 3, 1) + dt.timedelta(days=number // 2)) if number > 1 else None
        actor = build_actor(f"actor-{number}", f"Actor {number}")
        base = build_base(f"base-{number}", f"Base {number}", ())
        report = build_report(base=base, date=day, participations=[build_participation(actor)])
        store_told_event(session, f"event-{number}", report)


@pytest.fixture(scope="session", params=BACKENDS)
def twelve_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One for all tests that ask for them: to store them takes longer than any test."""
    engine = build_engine(make_database(request, request.param, "twelve"))
    with open_transaction(engine) as session:
        store_twelve(session)
    yield engine
    engine.dispose()


@pytest.fixture
def told(twelve_engine: Engine) -> Iterator[Session]:
    with open_passing_session(twelve_engine) as session:
        yield session


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(limit=st.integers(1, 15))
@pytest.mark.parametrize("find", LISTS)
def test_find_by_pages_of_any_size_gives_every_item_once_in_one_order(told: Session, find: Find, limit: int) -> None:
    whole = find(told, PageRequest(limit=100))
    assert whole.after is None
    items: list[Any] = []
    after = None
    while True:
        page = find(told, PageRequest(limit, after))
        assert 0 < len(page.items) <= limit
        items += page.items
        after = page.after
        if after is None:
            break
    assert items == list(whole.items)


@pytest.mark.parametrize("find", LISTS)
def test_find_sends_as_many_statements_for_a_large_page_as_for_a_small_one(told: Session, find: Find) -> None:
    count = count_statements(told)
    find(told, PageRequest(limit=1))
    small = count.statements
    find(told, PageRequest(limit=100))
    assert count.statements == 2 * small == 2


def test_find_events_orders_latest_first_and_undated_last(told: Session) -> None:
    found = [event.document.split("|")[0] for event in find_all_events(told, PageRequest(limit=100)).items]
    assert found[:2] == ["event-11", "event-10"]
    assert found[-2:] == ["event-1", "event-0"]


@pytest.mark.parametrize("after", ["\0", "", "zzzz", "9999-99-99|", "'; DROP TABLE event; --"])
@pytest.mark.parametrize("find", LISTS)
def test_find_after_a_place_that_no_item_has_gives_a_page(told: Session, find: Find, after: str) -> None:
    assert len(find(told, PageRequest(100, after)).items) <= 20


def test_get_event_gives_document_reports_and_history(told: Session) -> None:
    record = get_event(told, "event-5")
    assert record.document.startswith("event-5|")
    assert record.evidence == "1 told"
    assert record.reports.withheld == []
    (report,) = map(json.loads, record.reports.documents)
    assert report["base"]["name"] == "Base 5"
    assert report["quotes"] == [{"text": "left the base", "start": 3, "end": 16, "supports": ["type", "base"]}]
    assert report["article"]["source"] == {"slug": "press-tv", "name": "Press TV"}


def test_get_event_sends_as_many_statements_for_many_reports_as_for_one(session: Session) -> None:
    store_names(session)
    store_told_event(session, "one", build_report())
    store_article(session, build_article(), [build_report() for _ in range(9)])
    store_events(session, [build_event(find_filed_reports(session, ["block"]), "nine")])
    assert count_reads(session, lambda: get_event(session, "nine")) == 2
    assert count_reads(session, lambda: get_event(session, "one")) == 2
    assert count_reads(session, lambda: queries.get_article_reports(session, build_article().content_hash)) == 2


def count_reads(session: Session, read: Callable[[], object]) -> int:
    session.expunge_all()
    count = count_statements(session)
    read()
    return count.statements


@pytest.mark.parametrize(
    ("get", "name", "told_near"),
    [
        (get_event, "event-55", "event-5"),
        (queries.get_base, "base-33", "base-3"),
        (queries.get_actor, "actor-33", "actor-3"),
        (queries.get_source, "press-tw", "press-tv"),
        (queries.get_article, "no-hash", "no-hash"),
        (queries.get_article_reports, "no-hash", "no-hash"),
        (get_event, "a\0b", "a\\x00b"),
        (queries.get_article, "a\0b", "a"),
        (queries.get_base, "\0", "x00"),
    ],
)
def test_get_of_an_unknown_key_is_not_found_and_names_a_near_one(
    told: Session, get: Callable[[Session, str], Any], name: str, told_near: str
) -> None:
    with pytest.raises(NotFoundError) as caught:
        get(told, name)
    assert told_near in str(caught.value)


def test_get_base_by_a_name_counts_its_events(told: Session) -> None:
    assert queries.get_base(told, "Base 7").event_count == 1
    assert queries.get_base(told, "k1").event_count == 0
    assert queries.get_actor(told, "Actor 7").event_count == 1
    source = queries.get_source(told, "press-tv")
    assert (source.article_count, source.event_count) == (12, 12)
