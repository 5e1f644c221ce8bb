"""Circuit breaker: keeps threads from all waiting for a database server that does not answer."""

import time
from threading import Lock
from typing import Any

from psycopg import OperationalError
from sqlalchemy import Dialect, Engine, event

# How long the breaker stays open before the next attempt, in seconds.
_PAUSE_S = 1.0
# A failure slower than this opens it; a refused connection fails sooner and blocks no thread.
_SILENCE_S = 0.5


class _CircuitBreaker:
    """Lets one thread at a time try a server that did not answer, and fails the others at once."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._lock = Lock()
        # When the next attempt is allowed; null while the breaker is closed.
        self._next: float | None = None

    def connect(self, dialect: Dialect, _record: Any, arguments: Any, options: Any) -> Any:
        """Open a connection, or raise the driver's error."""
        if not self._may_try():
            raise OperationalError("the circuit breaker is open: the server did not answer")
        begun = time.monotonic()
        try:
            connection = dialect.connect(*arguments, **options)
        except OperationalError:
            now = time.monotonic()
            self._next = now + _PAUSE_S if now - begun > _SILENCE_S else None
            raise
        self._next = None
        return connection

    def _may_try(self) -> bool:
        with self._lock:
            if self._next is None:
                return True
            now = time.monotonic()
            if now < self._next:
                return False
            self._next = now + self._patience_s
            return True


def add_circuit_breaker(engine: Engine, patience_s: float) -> None:
    """Add a circuit breaker to a PostgreSQL engine; `patience_s` is the timeout of one attempt."""
    event.listen(engine, "do_connect", _CircuitBreaker(patience_s).connect)
