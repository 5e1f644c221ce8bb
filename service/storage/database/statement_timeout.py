"""Statement timeout. PostgreSQL has its own; on SQLite a progress handler checks the clock."""

import sqlite3
import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

QUERY_CANCELED = "57014"
INTERRUPTED = "interrupted"
# Steps of SQLite's virtual machine between two checks: a check costs a microsecond, these steps about a millisecond.
_STEPS = 100_000
_TIMEOUT = "basewatch_statement_timeout"


class _StatementTimeout:
    """When the running statement of a connection times out."""

    def __init__(self) -> None:
        self.expires_at = float("inf")

    def __call__(self) -> bool:
        """Whether the statement has timed out."""
        return time.monotonic() > self.expires_at


def limit_statements(engine: Engine, timeout_ms: int) -> None:
    """Interrupt statements that take longer on this engine's SQLite connections."""

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        record.info[_TIMEOUT] = timeout = _StatementTimeout()
        connection.set_progress_handler(timeout, _STEPS)

    def start(connection: Connection, *_statement: Any) -> None:
        connection.info[_TIMEOUT].expires_at = time.monotonic() + timeout_ms / 1000

    event.listen(engine, "connect", prepare)
    event.listen(engine, "before_cursor_execute", start)


def is_timeout(error: DBAPIError) -> bool:
    """Whether a statement failed by its timeout."""
    return getattr(error.orig, "sqlstate", None) == QUERY_CANCELED or str(error.orig) == INTERRUPTED
