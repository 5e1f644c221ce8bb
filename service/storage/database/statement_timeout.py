"""Statement timeout. PostgreSQL has its own; on SQLite a progress handler checks the clock."""

import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

QUERY_CANCELED = "57014"
# A replica ends statements that what it replays does not leave their rows, or makes wait.
_CONFLICTS = frozenset({"40001", "40P01"})
_CONFLICT_WORDS = "with recovery"
INTERRUPTED = "interrupted"
# Steps of SQLite's virtual machine between two checks: a check costs a microsecond, these steps about a millisecond.
_STEPS = 100_000
_TIMEOUT = "basewatch_statement_timeout"


class StatementTimeout:
    """When the running statement of a connection times out."""

    def __init__(self, timeout_ms: int) -> None:
        self._timeout_s = timeout_ms / 1000
        self.expires_at = float("inf")

    def start(self) -> None:
        """A statement begins."""
        self.expires_at = time.monotonic() + self._timeout_s

    def __call__(self) -> bool:
        """Whether the statement has timed out."""
        return time.monotonic() > self.expires_at


def limit_statements(engine: Engine, timeout_ms: int) -> None:
    """Interrupt statements that take longer on this engine's SQLite connections."""

    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        record.info[_TIMEOUT] = timeout = StatementTimeout(timeout_ms)
        connection.set_progress_handler(timeout, _STEPS)

    def start(connection: Connection, *_statement: Any) -> None:
        connection.info[_TIMEOUT].start()

    event.listen(engine, "connect", prepare)
    event.listen(engine, "before_cursor_execute", start)


def find_timeout(info: Mapping[Any, Any]) -> StatementTimeout | None:
    """That of a connection, by what its pool knows of it; null where it has none, or the server has its own."""
    return info.get(_TIMEOUT)


def is_timeout(error: DBAPIError) -> bool:
    """Whether a statement failed by its timeout."""
    return error.orig is not None and is_driver_timeout(error.orig)


def is_driver_timeout(error: BaseException) -> bool:
    """The same of what a driver raised."""
    is_canceled = getattr(error, "sqlstate", None) == QUERY_CANCELED and not is_recovery_conflict(error)
    return is_canceled or str(error) == INTERRUPTED


def is_recovery_conflict(error: BaseException) -> bool:
    """Whether a replica has ended a statement because of what it replays; nothing else conflicts with what reads."""
    return getattr(error, "sqlstate", None) in _CONFLICTS or _CONFLICT_WORDS in str(error)
