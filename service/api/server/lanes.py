"""Thread pools with a bounded queue, one for each kind of request."""

import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from service.api.server.connections import Connection

Handle = Callable[[Connection], bool]
# A thread that waits longer than this for its client has a slow one, in seconds.
_SLOW_S = 0.5

Finish = Callable[[Connection, "Future[bool]"], None]


class Lane:
    """A thread pool with its own queue. Only the worker's loop may use it, so it has no locks."""

    def __init__(self, name: str, threads: int, handle: Handle, finish: Finish, *, room: int | None, spare: int = 0):
        """`room` is the queue's length, null for no limit; up to `spare` stalled threads count as free."""
        self._pool = ThreadPoolExecutor(threads + spare, thread_name_prefix=name)
        self._threads, self._room, self._spare = threads, room, spare
        self._handle, self._finish = handle, finish
        self._waiting: deque[Connection] = deque()
        self._running = 0
        # When each stalled thread began to wait.
        self._stalled: dict[Connection, float] = {}

    def offer(self, connection: Connection) -> bool:
        """Queue a request; return false if the queue is full."""
        if self._room is not None and len(self._waiting) >= self._room and not self._has_thread():
            return False
        self._waiting.append(connection)
        self._start_waiting()
        return True

    def finish(self, connection: Connection) -> None:
        """Free the thread of a finished request, and start the next one."""
        self._running -= 1
        self._stalled.pop(connection, None)
        self._start_waiting()

    def stall(self, connection: Connection, is_stalled: bool) -> None:
        """Count the thread as free while it waits for its client, or as busy again."""
        if is_stalled:
            self._stalled[connection] = time.monotonic()
        else:
            self._stalled.pop(connection, None)
        self._start_waiting()

    def is_crowded(self) -> bool:
        """Whether more threads wait for slow clients than there are spare ones."""
        return self._spare < len(self._stalled)

    def cut_slow(self) -> None:
        """Disconnect the slowest clients while more threads wait for clients than there are spare ones."""
        latest = time.monotonic() - _SLOW_S
        while self.is_crowded():
            slow = [connection for connection, since in self._stalled.items() if since <= latest]
            if not slow:
                return
            slowest = min(slow, key=lambda connection: connection.sock.measure_rate())
            del self._stalled[slowest]
            slowest.sock.cut()

    def close(self) -> None:
        """Shut the pool down without waiting."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _has_thread(self) -> bool:
        return self._running - min(len(self._stalled), self._spare) < self._threads

    def _start_waiting(self) -> None:
        while self._waiting and self._has_thread():
            connection = self._waiting.popleft()
            self._running += 1
            future = self._pool.submit(self._handle, connection)
            future.add_done_callback(partial(self._finish, connection))
