"""Servers that fall silent: whoever connects to one waits in vain, and all threads would, with none left to answer."""

import time
from threading import Lock
from typing import Any

from psycopg import OperationalError
from sqlalchemy import Dialect, Engine, event

# How long a server that did not answer is left alone, in seconds.
_PAUSE_S = 1.0
# What refuses says so sooner, and takes no thread from anybody.
_SILENCE_S = 0.5


class _CircuitBreaker:
    """A circuit breaker: lets one at a time try a server that did not answer, and refuses the others at once."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._lock = Lock()
        # From when on it may be tried again; null while it answers.
        self._next: float | None = None

    def connect(self, dialect: Dialect, _record: Any, arguments: Any, options: Any) -> Any:
        """Open a connection as ever, or raise what the driver raises where none can be had."""
        if not self._may_try():
            raise OperationalError("the server did not answer a moment ago")
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
    """Let threads not all wait for a PostgreSQL that is silent; `patience_s` is how long one try may take."""
    event.listen(engine, "do_connect", _CircuitBreaker(patience_s).connect)
