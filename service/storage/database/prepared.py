"""Connections of their own that send few statements very often: each is prepared once, and answers with one row.

They are no pool's, and open no transactions: each statement sees what was committed before it.
"""

import datetime as dt
import sqlite3
from collections.abc import Sequence
from typing import Any, Protocol, cast

from psycopg import Connection, DataError
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn
from sqlalchemy import Engine

from service.storage.database.statement_timeout import StatementTimeout, find_timeout

# Before more than these are prepared on a connection all of them are dropped.
MAX_PREPARED = 400
# What is prepared says by its indexes where to look. To plan it for each value anew takes longer than to read it; and a
# plan for any value must not suppose that it is a rare one, of which all rows can be sorted.
_PLANNING = (
    *("plan_cache_mode = force_generic_plan", "jit = off", "enable_sort = off"),
    *(f"enable_{method} = off" for method in ("bitmapscan", "seqscan", "hashjoin", "mergejoin")),
)
# As much of a file as SQLite maps into memory at most.
_MAPPED_BYTES = 0x7FFF0000
# Rows come as texts.
_TEXTS = ("datestyle = ISO", "TIME ZONE 'UTC'")


class PreparedConnection(Protocol):
    """A connection that one thread uses."""

    def fetch(self, text: str, parameters: Sequence[Any]) -> Sequence[Any] | None:
        """The one row that a statement gives; null where it gives none. Raises what the driver raises."""

    def close(self) -> None:
        """Close it."""


class SqliteConnection:
    """To SQLite, whose driver keeps what it has prepared."""

    def __init__(self, connection: sqlite3.Connection, timeout: StatementTimeout | None) -> None:
        self._connection, self._timeout = connection, timeout
        # The pages of a list are all over the file, and those of a large one in no cache of a connection's own.
        connection.execute(f"PRAGMA mmap_size={_MAPPED_BYTES}")
        # Where another process has the whole file locked, a session waits for it.
        connection.execute("PRAGMA busy_timeout=0")

    def fetch(self, text: str, parameters: Sequence[Any]) -> Sequence[Any] | None:
        """The one row that a statement gives."""
        if self._timeout is not None:
            self._timeout.start()
        row: Sequence[Any] | None = self._connection.execute(text, parameters).fetchone()
        return row

    def close(self) -> None:
        """Close it."""
        self._connection.close()


class PostgresqlConnection:
    """To PostgreSQL, by the functions of its own library: the driver's cursors take as long as a short statement."""

    def __init__(self, connection: "Connection[Any]") -> None:
        connection.autocommit = True
        for setting in (*_PLANNING, *_TEXTS):
            connection.execute(f"SET {setting}".encode())
        self._connection = connection
        self._prepared: dict[str, bytes] = {}

    def fetch(self, text: str, parameters: Sequence[Any]) -> Sequence[Any] | None:
        """The one row that a statement gives."""
        values = [_dump(value) for value in parameters]
        name = self._prepared.get(text) or self.prepare(text)
        result = self._check(self._connection.pgconn.exec_prepared(name, values))
        if not result.ntuples:
            return None
        row = [result.get_value(0, column) for column in range(result.nfields)]
        return [None if value is None else value.decode() for value in row]

    def close(self) -> None:
        """Close it."""
        self._connection.close()

    @property
    def library(self) -> PGconn:
        """The connection as the library has it."""
        return self._connection.pgconn

    def prepare(self, text: str) -> bytes:
        """Prepare a statement, and return its name."""
        if len(self._prepared) >= MAX_PREPARED:
            self._connection.execute("DEALLOCATE ALL")
            self._prepared.clear()
        name = f"basewatch_{len(self._prepared)}".encode()
        self._check(self._connection.pgconn.prepare(name, text.encode()))
        self._prepared[text] = name
        return name

    def _check(self, result: Any) -> Any:
        if result.status in {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK}:
            return result
        raise error_from_result(result)


def open_prepared(engine: Engine) -> PreparedConnection:
    """A connection of its own to an engine's database."""
    if engine.dialect.name != "sqlite":
        return open_postgresql(engine)
    connection, timeout = _detach_connection(engine)
    return SqliteConnection(cast(sqlite3.Connection, connection), timeout)


def open_postgresql(engine: Engine) -> PostgresqlConnection:
    """The same, where that is PostgreSQL."""
    return PostgresqlConnection(_detach_connection(engine)[0])


def _detach_connection(engine: Engine) -> tuple[Any, StatementTimeout | None]:
    checked_out = engine.raw_connection()
    connection: Any = checked_out.driver_connection
    timeout = find_timeout(checked_out.info)
    checked_out.detach()
    return connection, timeout


def _dump(value: str | float | dt.date) -> bytes:
    """A value as the server reads it; each has its type in the statement. The library would end a text at a NUL."""
    text = str(value)
    if "\0" in text:
        raise DataError("a text for PostgreSQL has a NUL")
    return text.encode()
