"""Checks a replica every now and then, in a thread of its own, so that no request waits to learn that it is dead."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Lock, Thread, Timer
from typing import Any
from weakref import WeakSet

from psycopg import OperationalError
from sqlalchemy import Engine, event

from service.storage.database.replica_health import ReplicaHealth, ReplicaReport, ReplicaState

# Between two checks, in seconds: as long a failure holds.
CHECK_S = 2.0
# A check that takes longer is of a server that does not answer; with it end all requests that wait for one.
STALL_S = 4.0
_END_S = 5.0


class ReplicaWatcher:
    """Checks from the first read on, until the engine is disposed of."""

    def __init__(self, engine: Engine, health: ReplicaHealth, look: Callable[[], ReplicaReport]) -> None:
        self._health, self._look = health, look
        self._engine, self._pool = engine, engine.pool
        self._lock = Lock()
        self._checked, self._stopped = Event(), Event()
        self._thread: Thread | None = None
        self._connections: WeakSet[Any] = WeakSet()
        event.listen(engine, "connect", self._add)
        event.listen(engine, "engine_disposed", lambda _engine: self._stop())

    def start(self) -> None:
        """Check from now on. Processes are forked before anything is read, so each has its own thread."""
        if self._thread is not None:
            return
        with self._lock:
            if self._thread is None:
                self._stopped = Event()
                self._thread = Thread(target=self._run, args=[self._stopped], name="replica", daemon=True)
                self._thread.start()

    def wait_for_first(self, patience_s: float) -> None:
        """Wait for the end of the first check."""
        self._checked.wait(patience_s)

    def _run(self, stopped: Event) -> None:
        while not stopped.is_set():
            timer = Timer(STALL_S, self._give_up)
            timer.daemon = True
            timer.start()
            try:
                report = self._look()
            except Exception as error:
                # Whatever it is, the primary answers, and the next check may find it mended.
                report = ReplicaReport(ReplicaState.UNREACHABLE, f"it cannot be checked: {error!r}")
            timer.cancel()
            self._health.note(report)
            if report.state is ReplicaState.UNREACHABLE:
                self._cut()
            self._checked.set()
            stopped.wait(CHECK_S)

    def _stop(self) -> None:
        self._stopped.set()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_END_S)
            # A check gives its connection back to the pool that was disposed of.
            self._pool.dispose()
        self._pool = self._engine.pool

    def _add(self, connection: Any, _record: Any) -> None:
        with self._lock:
            self._connections.add(connection)

    def _give_up(self) -> None:
        """End a check that takes too long."""
        self._health.note(ReplicaReport(ReplicaState.UNREACHABLE, f"it has not answered for {STALL_S:.0f} s"))
        self._cut()

    def _cut(self) -> None:
        """End the connections to a server that does not answer, though its system may: what waits for them goes on."""
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            # Another thread may just have closed it.
            with suppress(OSError, OperationalError), socket.socket(fileno=os.dup(connection.fileno())) as copy:
                copy.shutdown(socket.SHUT_RDWR)
