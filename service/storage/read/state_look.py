"""Looks at the latest state of the store that nobody waits for, for a loop that has other things to do meanwhile."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import Error
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from service.errors import StorageError
from service.storage.database.polled import PolledStatement, TextRow
from service.storage.read.pages.latest import StoreState
from service.storage.tables.models import RevisionRow

_LAST = select(RevisionRow.id, RevisionRow.committed_at).order_by(RevisionRow.id.desc()).limit(1)


class StateLook:
    """Looks by one connection to PostgreSQL, one look after the other. Whatever fails is a StorageError; after one it
    has to be closed, and may be opened again."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._text = str(_LAST.compile(dialect=engine.dialect, compile_kwargs={"literal_binds": True}))
        self._statement: PolledStatement | None = None
        # What the last look has found; most find the same again.
        self._row: TextRow | None = None
        self.state: StoreState | None = None

    def open(self) -> None:
        """Connect, which is all that takes time."""
        with _name_errors():
            self._statement = PolledStatement(self._engine, self._text)

    def fileno(self) -> int:
        """The socket, by which a loop learns that there is something to receive."""
        return self._get_statement().fileno()

    def send(self) -> None:
        """Begin a look. What was committed before is seen by it."""
        with _name_errors():
            self._get_statement().send()

    def receive(self) -> bool:
        """Whether the look is complete: then `state` is what it has found, null before the first revision."""
        with _name_errors():
            rows = self._get_statement().receive()
        if rows is None:
            return False
        row = rows[0] if rows else None
        if row != self._row:
            self._row, self.state = row, _read_state(row)
        return True

    def close(self) -> None:
        """Close the connection, if there is one."""
        statement, self._statement = self._statement, None
        if statement is not None:
            statement.close()

    def _get_statement(self) -> PolledStatement:
        if self._statement is None:
            raise StorageError("there is no connection to look by")
        return self._statement


def _read_state(row: TextRow | None) -> StoreState | None:
    """What identifies a revision; moments are in UTC, as the connection has it."""
    if row is None or None in row:
        return None
    number, committed_at = (value.decode() for value in row if value is not None)
    return StoreState(int(number), dt.datetime.fromisoformat(committed_at).replace(tzinfo=dt.UTC))


@contextmanager
def _name_errors() -> Iterator[None]:
    try:
        yield
    except (Error, SQLAlchemyError) as error:
        raise StorageError(f"the store cannot be looked at: {error}") from error
