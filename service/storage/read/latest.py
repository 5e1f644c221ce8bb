"""The last revision, by the shortest way that there is: one prepared statement on a connection that stays open."""

from threading import Lock, local
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

# The moment too: a store that was replaced by another may have the number, but not the moment.
_LAST = "SELECT id, committed_at FROM revision ORDER BY id DESC LIMIT 1"


class RevisionReader:
    """Reads what identifies the last revision. Each thread has a connection of its own, apart from the pool's, which is
    closed where the engine is disposed of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._local = local()
        self._lock = Lock()
        self._open: list[Any] = []
        event.listen(engine, "engine_disposed", lambda _engine: self._close())

    @property
    def is_immediate(self) -> bool:
        """Whether reading waits for nothing: SQLite's file is at hand, a server may be far away, or silent."""
        return self._engine.dialect.name == "sqlite"

    def read(self) -> tuple[int, object] | None:
        """The number and the moment of the last revision; null before the first, and where the database cannot say."""
        try:
            row = self._execute(self._get_connection())
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            # Whatever is wrong, a statement of the request itself meets it and names it.
            self._forget()
            return None
        return None if row is None else (row[0], row[1])

    def _execute(self, connection: Any) -> Any:
        if self.is_immediate:
            return connection.execute(_LAST).fetchone()
        return connection.execute(_LAST, prepare=True).fetchone()

    def _get_connection(self) -> Any:
        kept = getattr(self._local, "connection", None)
        if kept is None:
            self._local.connection = kept = self._connect()
            with self._lock:
                self._open.append(kept)
        return kept

    def _connect(self) -> Any:
        checked_out = self._engine.raw_connection()
        connection: Any = checked_out.driver_connection
        checked_out.detach()
        if self.is_immediate:
            # Where another process has the whole file locked, a session waits for it.
            connection.execute("PRAGMA busy_timeout=0")
        else:
            # Otherwise the first statement would begin a transaction, which sees no later revision. SQLite's driver is
            # told so when it connects.
            connection.autocommit = True
        return connection

    def _forget(self) -> None:
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None:
            connection.close()
            with self._lock:
                self._open = [other for other in self._open if other is not connection]

    def _close(self) -> None:
        with self._lock:
            closing, self._open = self._open, []
        for connection in closing:
            connection.close()
