"""Statements that take too long. PostgreSQL ends them itself; SQLite has to be asked to look at a clock."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

QUERY_CANCELED = "57014"
INTERRUPTED = "interrupted"
# Steps of SQLite's machine between two looks: a look costs a microsecond, and so many steps about a millisecond.
_STEPS = 100_000
_DEADLINE = "basewatch_deadline"


class _Deadline:
    """The moment until which the statement that runs on a connection may run."""

    def __init__(self) -> None:
        self.moment = float("inf")

    def __call__(self) -> bool:
        """Whether it is over."""
        return time.monotonic() > self.moment


def limit_statements(engine: Engine, timeout_ms: int) -> None:
    """Interrupt what takes longer on this engine's connections to SQLite."""

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        record.info[_DEADLINE] = deadline = _Deadline()
        connection.set_progress_handler(deadline, _STEPS)

    def start(connection: Connection, *_statement: Any) -> None:
        connection.info[_DEADLINE].moment = time.monotonic() + timeout_ms / 1000

    event.listen(engine, "connect", prepare)
    event.listen(engine, "before_cursor_execute", start)


def is_timeout(error: DBAPIError) -> bool:
    """Whether a statement failed because its time was over."""
    return getattr(error.orig, "sqlstate", None) == QUERY_CANCELED or str(error.orig) == INTERRUPTED
