"""Statements that take too long are ended, on both databases."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from service.errors import BusyError, SlowStatementError
from service.storage.database.engine import build_engine, open_session, open_transaction
from service.storage.tables.revisions import lock_store

SLOW = {
    "sqlite": "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT pg_sleep(60)",
}

# Much longer than what is not meant to be ended takes on a machine that is busy.
TIMEOUT_MS = 1_500


def test_statement_beyond_its_time_is_ended_and_the_connection_goes_on(database_url: str, backend: str) -> None:
    engine = build_engine(database_url, statement_timeout_ms=TIMEOUT_MS)
    begun = time.monotonic()
    with pytest.raises(SlowStatementError, match="ask for less"), open_session(engine) as session:
        session.execute(text(SLOW[backend]))
    assert time.monotonic() - begun < 30
    with open_session(engine) as session:
        assert session.scalar(text("SELECT count(*) FROM event")) == 0
    engine.dispose()


def test_store_that_another_holds_is_busy_and_not_slow(postgresql_url: URL) -> None:
    url = postgresql_url.render_as_string(hide_password=False)
    holder, waiter = build_engine(url), build_engine(url, statement_timeout_ms=TIMEOUT_MS)
    with open_transaction(holder) as held:
        lock_store(held)
        with pytest.raises(BusyError, match="another process"), open_transaction(waiter) as waiting:
            lock_store(waiting)
    for engine in (holder, waiter):
        engine.dispose()


def test_statement_timeout_keeps_the_options_of_the_url(postgresql_url: URL) -> None:
    url = postgresql_url.update_query_dict({"options": "-c work_mem=7MB"})
    engine = build_engine(url.render_as_string(hide_password=False), statement_timeout_ms=1_234)
    with open_session(engine) as session:
        assert session.scalar(text("SHOW work_mem")) == "7MB"
        assert session.scalar(text("SHOW statement_timeout")) == "1234ms"
    engine.dispose()
