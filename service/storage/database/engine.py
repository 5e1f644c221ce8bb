"""Engines, sessions and transactions, and how SQLite and PostgreSQL differ."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, OperationalError
from sqlalchemy.orm import Session

from service.errors import SettingsError, SlowStatementError, StorageError
from service.storage.database.circuit_breaker import add_circuit_breaker
from service.storage.database.statement_timeout import is_timeout, limit_statements

BUSY_TIMEOUT_MS = 30_000
# Connection timeout of the API, in seconds: no longer than that of a probe.
CONNECT_TIMEOUT_S = 3
# What is deleted is overwritten with zeros: a removed article's words must not be found in the file.
PRAGMAS = ("synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
WRITES = "basewatch_writes"
UNDEFINED_TABLE = "42P01"
_READ_VARIABLE = "BASEWATCH_READ_DATABASE_URL"


def parse_database_url(text: str, variable: str = "BASEWATCH_DATABASE_URL") -> URL:
    """An SQLAlchemy URL for one of the two databases, as a variable gives it. Plain `postgresql://` means psycopg 3."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise SettingsError(f"{variable} is not a URL; write it like postgresql://user@host/name") from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in {"postgresql+psycopg", "sqlite", "sqlite+pysqlite"}:
        raise SettingsError(f"{variable} must be for sqlite or postgresql, not {url.drivername}")
    return url


def build_engine(database_url: str, statement_timeout_ms: int | None = None) -> Engine:
    """An engine that connects on first use. On SQLite every connection gets foreign keys, WAL and a busy timeout.

    `statement_timeout_ms` is the statement timeout; null for none.
    """
    url = parse_database_url(database_url)
    if url.get_backend_name() != "sqlite":
        engine = _build_postgresql(url, _build_options(url, statement_timeout_ms))
        if statement_timeout_ms is not None:
            add_circuit_breaker(engine, CONNECT_TIMEOUT_S)
        return engine
    # One in memory has a pool of its own kind.
    pool = {"max_overflow": -1} if url.database not in {None, "", ":memory:"} else {}
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000}, **pool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if statement_timeout_ms is not None:
        limit_statements(engine, statement_timeout_ms)
    return engine


def build_replica_engine(database_url: str, primary: Engine, statement_timeout_ms: int) -> Engine:
    """An engine that only reads, of a replica of the primary."""
    url = parse_database_url(database_url, _READ_VARIABLE)
    if "sqlite" in {url.get_backend_name(), primary.dialect.name}:
        # Readers of its file do not wait for the writer, and a copy of it would follow nothing.
        raise SettingsError(f"{_READ_VARIABLE} needs PostgreSQL as the database and as its replica: SQLite has none")
    options = _build_options(url, statement_timeout_ms)
    # Should it be a primary after all, nothing is written there. The other one is at hand when this one is silent.
    options["options"] += " -c default_transaction_read_only=on"
    options["tcp_user_timeout"] = CONNECT_TIMEOUT_S * 1000
    engine = _build_postgresql(url, options)
    add_circuit_breaker(engine, CONNECT_TIMEOUT_S)
    return engine


def _build_postgresql(url: URL, options: dict[str, Any]) -> Engine:
    # Connections are bounded by the serving threads, each of which holds two at most, and one outside of the pool; one
    # more is the loop's.
    return create_engine(url, pool_pre_ping=True, max_overflow=-1, connect_args=options)


def _build_options(url: URL, statement_timeout_ms: int | None) -> dict[str, Any]:
    if statement_timeout_ms is None:
        return {}
    given = url.query.get("options", "")
    options = f"{given} -c statement_timeout={statement_timeout_ms}".strip()
    # A dead server is distinguished from a busy one by its silence on the network.
    silent = {"tcp_user_timeout": statement_timeout_ms, "keepalives_idle": CONNECT_TIMEOUT_S}
    return {"options": options, "connect_timeout": CONNECT_TIMEOUT_S, **silent}


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Without this the driver opens transactions late and commits before DDL, so a rollback would
    # not undo a migration and a savepoint would not nest; _begin_sqlite opens them instead.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    for pragma in (*PRAGMAS, f"busy_timeout={BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Let readers and a writer go on side by side (WAL): a mode of the file, which its first user changes.

    SQLite does not wait for a lock while it changes the mode, so concurrent openers of a new file try again.
    """
    give_up_at = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes the write lock at once and waits for it. Were it to read first and write later,
    # SQLite would refuse the upgrade without waiting whenever another writer came between.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def open_session(engine: Engine) -> Iterator[Session]:
    """A session for reading one state of the store, whatever is written meanwhile.

    A database that cannot be reached is a StorageError.
    """
    # SQLite's transactions are such anyway.
    reading = engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")
    with name_failures(engine), Session(reading) as session:
        yield session


@contextmanager
def open_transaction(engine: Engine) -> Iterator[Session]:
    """A session for writing that commits at the end, or rolls back whole on any error.

    Where the block itself rolls back, nothing is committed: nothing may be asked of the session after that.
    """
    writing = engine.execution_options(**{WRITES: True})
    with name_failures(engine), Session(writing) as session, session.begin():
        yield session


def forget_deleted(engine: Engine) -> None:
    """Bring what was deleted out of SQLite's log too, where it stays readable until the log is written back.

    It does not wait: while a reader holds an old state, the log is cleared by a later removal, or when it is full.
    """
    if engine.dialect.name == "sqlite":
        with name_failures(engine), engine.connect() as connection:
            cursor = connection.connection.cursor()
            # Otherwise it would wait for all readers, such as a long export.
            cursor.execute("PRAGMA busy_timeout=0")
            try:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


@contextmanager
def name_failures(engine: Engine) -> Iterator[None]:
    """Raise a StorageError where the database is unreachable or unusable; programming errors pass unchanged."""
    try:
        yield
    except DBAPIError as error:
        if is_timeout(error):
            raise build_timeout_error() from error
        if not _is_unavailable(error):
            raise
        raise StorageError(describe_failure(engine, error)) from error


def build_timeout_error() -> SlowStatementError:
    """What is said of a statement that timed out."""
    return SlowStatementError("the statement timed out; ask for less at once")


def _is_unavailable(error: DBAPIError) -> bool:
    """Whether the database is unreachable, damaged or without tables; anything else is a programming error."""
    # Of a file that is no database SQLite says neither more nor less than the class of all errors.
    unusable = isinstance(error, OperationalError) or type(error) is DatabaseError
    return unusable or getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE


def describe_failure(engine: Engine, error: DBAPIError) -> str:
    """One line on a failed statement, without the SQL and without the password."""
    reason = (str(error.orig).splitlines() or ["no reason given"])[0]
    no_table = "no such table" in reason or getattr(error.orig, "sqlstate", None) == UNDEFINED_TABLE
    hint = "; run `python -m service migrate` first" if no_table else ""
    return f"the database {engine.url.render_as_string(hide_password=True)} failed: {reason}{hint}"
