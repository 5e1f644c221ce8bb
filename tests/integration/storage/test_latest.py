"""The latest state: pages by one statement are what a session reads, and whatever goes wrong is left to a session."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, text

from service.domain.events.reports import Role, Status
from service.domain.names.words import parse_search_terms
from service.domain.queries import Box, DateRange, EventOrder, EventQuery, PageRequest, Undated
from service.errors import SlowStatementError
from service.storage.database.engine import build_engine, open_session, open_transaction
from service.storage.read.events import find_events
from service.storage.read.pages.latest import LatestReader, StoreState
from service.storage.read.pages.ranges import plan_page
from service.storage.read.pages.selects import select_page
from service.storage.read.pages.statements import MAX_STATEMENTS, ShapelessError, StatementCache
from service.storage.tables.revisions import find_last_revision
from tests.conftest import BACKENDS, make_database
from tests.integration.storage.test_filters import store_six

DOWN = EventOrder.DATE_DOWN
MARCH = DateRange(dt.date(2020, 3, 1), dt.date(2020, 3, 31))
QUERIES: list[dict[str, Any]] = [
    {},
    {"base": ("k1",)},
    {"base": ("taji", "k1"), "date": (MARCH,)},
    {"base": ("none",)},
    {"actor": ("isf",), "role": (Role.ARRIVING, Role.LEAVING), "date": (MARCH,)},
    {"source": ("kirkuknow", "last"), "undated": Undated.INCLUDE, "date": (DateRange(None, MARCH.last),)},
    {"country": ("IQ",), "type": ("attack",), "status": (Status.OCCURRED,)},
    {"undated": Undated.ONLY},
    {"min_sources": 2, "disputed": True, "min_confidence": 0.5},
]


@pytest.fixture(scope="session", params=BACKENDS)
def six_engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """One for all tests: each only reads."""
    engine = build_engine(make_database(request, request.param, "latest"))
    with open_transaction(engine) as session:
        store_six(session)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("order", EventOrder)
@pytest.mark.parametrize("chosen", QUERIES)
def test_page_by_one_statement_is_the_page_of_a_session(
    six_engine: Engine,
    chosen: dict[str, Any],
    order: EventOrder,
) -> None:
    reader, after = LatestReader(six_engine), None
    while True:
        plan = plan_page(EventQuery(chosen), PageRequest(2, after), order)
        found = reader.find_page(plan)
        with open_session(six_engine) as session:
            expected = find_events(session, EventQuery(chosen), PageRequest(2, after), order)
            last = find_last_revision(session)
        assert found is not None
        assert last is not None
        assert found.events == [(item.id, item.document) for item in expected.items]
        assert (found.after, found.state) == (expected.after, StoreState(last.number, last.committed_at))
        after = expected.after
        if after is None:
            return


@pytest.mark.parametrize("value", ["k1\x1e", "x\0", "%s", "$1", "?", ":a", "'", "\u20ac" * 300])
def test_page_by_any_value_is_empty_and_the_connection_goes_on(six_engine: Engine, value: str) -> None:
    reader = LatestReader(six_engine)
    found = reader.find_page(plan_page(EventQuery({"base": (value,)}), PageRequest(2), EventOrder.DATE))
    assert found is None or found.events == []
    assert reader.read() is not None


def test_page_by_a_value_with_a_nul_is_not_that_of_the_value_before_it(six_engine: Engine) -> None:
    found = LatestReader(six_engine).find_page(plan_page(EventQuery({"base": ("k1\0x",)}), PageRequest(2), DOWN))
    assert found is None or found.events == []


def test_pages_of_more_shapes_than_are_prepared_are_all_found(
    six_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.storage.database.prepared.MAX_PREPARED", 3)
    reader = LatestReader(six_engine)
    for size in (*range(1, 6), *range(1, 6)):
        found = reader.find_page(plan_page(EventQuery(), PageRequest(size), DOWN))
        assert found is not None
        assert len(found.events) == size


@pytest.mark.parametrize("backend", ["postgresql"])
def test_page_after_the_server_has_ended_the_connection_is_left_to_a_session_once(engine: Engine) -> None:
    with open_transaction(engine) as session:
        store_six(session)
    reader, plan = LatestReader(engine), plan_page(EventQuery(), PageRequest(2), DOWN)
    assert reader.find_page(plan) is not None
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    with engine.connect() as connection:
        connection.execute(text(f"{others} AND datname = current_database()"))
    assert reader.find_page(plan) is None
    assert reader.find_page(plan) is not None


def test_page_of_a_box_or_of_words_is_left_to_a_session(six_engine: Engine) -> None:
    for chosen in ({"bbox": Box(1, 2, 3, 4)}, {"q": parse_search_terms("taji")}):
        plan = plan_page(EventQuery(chosen), PageRequest(2), EventOrder.DATE)
        assert LatestReader(six_engine).find_page(plan) is None
        with pytest.raises(ShapelessError):
            StatementCache(six_engine.dialect, lambda _plan: pytest.fail("it was built")).get(plan)


def test_page_of_an_empty_store_and_of_one_without_tables_is_left_to_a_session(
    engine: Engine, empty_database_url: str
) -> None:
    plan = plan_page(EventQuery(), PageRequest(2), EventOrder.DATE)
    assert LatestReader(engine).find_page(plan) is None
    without = build_engine(empty_database_url)
    assert LatestReader(without).find_page(plan) is None
    assert LatestReader(without).read() is None
    without.dispose()


def test_page_that_takes_too_long_is_a_slow_statement(database_url: str, backend: str) -> None:
    engine = build_engine(database_url, statement_timeout_ms=300)
    with open_transaction(engine) as session:
        store_six(session)
    reader, plan = LatestReader(engine), plan_page(EventQuery(), PageRequest(2), EventOrder.DATE)
    assert reader.find_page(plan) is not None
    slow = {
        "sqlite": "(WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n)",
        "postgresql": "(SELECT count(*) FROM pg_sleep(60))",
    }[backend]
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE revision RENAME TO revisions"))
        connection.execute(text(f"CREATE VIEW revision AS SELECT revisions.*, {slow} AS slow FROM revisions"))  # noqa: S608 - our own text
        connection.execute(text("ALTER TABLE event RENAME TO events"))
        connection.execute(text(f"CREATE VIEW event AS SELECT * FROM events WHERE 0 <= {slow}"))  # noqa: S608 - as above
    with pytest.raises(SlowStatementError, match="ask for less"):
        reader.find_page(plan)
    engine.dispose()


def test_statements_are_compiled_once_for_each_shape_and_no_more_are_kept_than_there_is_room_for(
    six_engine: Engine,
) -> None:
    built: list[Any] = []

    def build(plan: Any) -> Any:
        built.append(plan)
        return select_page(plan)

    cache = StatementCache(six_engine.dialect, build)
    for number in range(5):
        days = DateRange(dt.date(2000 + number, 1, 1), dt.date(2000 + number, 2, 1))
        chosen = {"base": (f"base-{number}",), "date": (days,), "min_sources": number}
        cache.get(plan_page(EventQuery(chosen), PageRequest(50, f"{number}"), EventOrder.DATE))
    assert len(built) == 1
    for size in range(1, 2 * MAX_STATEMENTS):
        cache.get(plan_page(EventQuery(), PageRequest(size), EventOrder.DATE))
    assert len(cache) == MAX_STATEMENTS
    before = len(built)
    cache.get(plan_page(EventQuery(), PageRequest(2 * MAX_STATEMENTS - 1), EventOrder.DATE))
    assert len(built) == before
