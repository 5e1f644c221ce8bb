"""A statement whose answers are not waited for, and looks at the store by it, on a real server."""

import selectors
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Engine, text

from service.errors import StorageError
from service.storage.database.engine import build_engine, open_session, open_transaction
from service.storage.database.polled import PolledStatement, TextRow
from service.storage.read.pages.latest import StoreState
from service.storage.read.state_look import StateLook
from service.storage.tables.revisions import find_last_revision
from tests.integration.storage.test_filters import store_six

pytestmark = pytest.mark.parametrize("backend", ["postgresql"])
OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
PATIENCE_S = 10


@pytest.fixture
def look(engine: Engine) -> Iterator[StateLook]:
    look = StateLook(engine)
    look.open()
    yield look
    look.close()


def await_socket(fileno: int) -> None:
    with selectors.DefaultSelector() as selector:
        selector.register(fileno, selectors.EVENT_READ)
        assert selector.select(PATIENCE_S)


def fetch(statement: PolledStatement) -> list[TextRow]:
    statement.send()
    while True:
        await_socket(statement.fileno())
        rows = statement.receive()
        if rows is not None:
            return list(rows)


def complete(look: StateLook) -> StoreState | None:
    await_socket(look.fileno())
    while not look.receive():
        await_socket(look.fileno())
    return look.state


def receive_for_ever(look: StateLook) -> None:
    while True:
        complete(look)


def end_connections(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text(f"{OTHERS} AND datname = current_database()"))


def test_statement_that_is_sent_again_and_again_gives_all_its_rows_each_time(engine: Engine) -> None:
    statement = PolledStatement(engine, "SELECT n, NULL, repeat('x', 100000) FROM generate_series(1, 3) AS n")
    for _ in range(3):
        rows = fetch(statement)
        assert [row[:2] for row in rows] == [(b"1", None), (b"2", None), (b"3", None)]
        assert {len(row[2] or b"") for row in rows} == {100_000}
    statement.close()


def test_statement_that_takes_long_has_nothing_to_receive_before(engine: Engine) -> None:
    statement = PolledStatement(engine, "SELECT 1 FROM pg_sleep(0.2)")
    statement.send()
    assert statement.receive() is None
    await_socket(statement.fileno())
    assert statement.receive() == [(b"1",)]
    statement.close()


def test_statement_that_fails_raises_what_the_driver_raises(engine: Engine) -> None:
    statement = PolledStatement(engine, "SELECT 1 / count(*) FROM revision")
    with pytest.raises(psycopg.errors.DivisionByZero):
        fetch(statement)
    statement.close()
    with pytest.raises(psycopg.errors.UndefinedTable):
        PolledStatement(engine, "SELECT 1 FROM nowhere")


def test_look_finds_what_a_session_finds_and_what_was_committed_since(engine: Engine, look: StateLook) -> None:
    look.send()
    assert complete(look) is None
    with open_transaction(engine) as session:
        store_six(session)
        look.send()
        assert complete(look) is None
    look.send()
    with open_session(engine) as session:
        last = find_last_revision(session)
    assert last is not None
    assert complete(look) == StoreState(last.number, last.committed_at)


def test_look_by_a_connection_that_was_ended_fails_until_it_is_opened_again(engine: Engine, look: StateLook) -> None:
    end_connections(engine)
    with pytest.raises(StorageError):
        receive_for_ever(look)
    look.close()
    with pytest.raises(StorageError):
        look.send()
    look.open()
    look.send()
    assert complete(look) is None


def test_look_at_a_store_without_tables_is_a_storage_error(empty_database_url: str) -> None:
    engine = build_engine(empty_database_url)
    with pytest.raises(StorageError, match="revision"):
        StateLook(engine).open()
    engine.dispose()


def test_look_at_a_server_that_is_not_there_is_a_storage_error(engine: Engine) -> None:
    elsewhere = build_engine(engine.url.set(host="127.0.0.1", port=1, query={}).render_as_string(hide_password=False))
    with pytest.raises(StorageError):
        StateLook(elsewhere).open()
    elsewhere.dispose()
