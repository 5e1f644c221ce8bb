"""A statement that is sent to PostgreSQL again and again, and whose answers nobody waits for: a loop is told of its
socket."""

from collections.abc import Sequence

from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus
from sqlalchemy import Engine

from service.storage.database.prepared import open_postgresql

TextRow = tuple[bytes | None, ...]


class PolledStatement:
    """A statement without parameters, on a connection of its own, outside of transactions. To make one takes time; all
    else takes none. Raises what the driver raises."""

    def __init__(self, engine: Engine, text: str) -> None:
        self._connection = open_postgresql(engine)
        try:
            self._name = self._connection.prepare(text)
        except BaseException:
            self._connection.close()
            raise
        self._library = self._connection.library
        self._library.nonblocking = 1
        self._rows: list[TextRow] = []

    def fileno(self) -> int:
        """The socket, which can be read from when there is something to receive, or when the connection is lost."""
        return self._library.socket

    def send(self) -> None:
        """Send the statement. The answer to the last one must have been received."""
        self._library.send_query_prepared(self._name, None)
        if self._library.flush():
            # So few bytes always fit, but into a connection that takes none.
            raise OperationalError("the server does not read what it is sent")

    def receive(self) -> Sequence[TextRow] | None:
        """All rows of the answer, as texts; null while more of it is to come. Where nothing was sent there are none."""
        self._library.consume_input()
        while not self._library.is_busy():
            result = self._library.get_result()
            if result is None:
                rows, self._rows = self._rows, []
                return rows
            if result.status != ExecStatus.TUPLES_OK:
                raise error_from_result(result)
            columns = range(result.nfields)
            self._rows += [tuple(result.get_value(row, column) for column in columns) for row in range(result.ntuples)]
        return None

    def close(self) -> None:
        """Close the connection, whatever is under way."""
        self._connection.close()
