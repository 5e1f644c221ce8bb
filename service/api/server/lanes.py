"""Where complete requests wait: for a thread of their kind, or for a look at the store that all of them share."""

import selectors
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Thread
from typing import Protocol

from service.api.server.connections import Connection
from service.errors import StorageError

Handle = Callable[[Connection], bool]
# A thread that waits longer than this for its client has a slow one, in seconds.
_SLOW_S = 0.5
# A request that takes longer than this is not a quick one, in seconds.
QUICK_S = 0.005
# A look that takes longer is given up, in seconds: those who wait for it are better served by threads.
LOOK_S = 0.1
# Between a failure and the next attempt to connect, in seconds; it doubles with each.
_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 5.0

Finish = Callable[[Connection, "Future[bool]"], None]


class Lane:
    """A thread pool with its own queue. Only the worker's loop may use it, so it has no locks."""

    def __init__(
        self,
        name: str,
        threads: int,
        handle: Handle,
        finish: Finish,
        *,
        room: int | None,
        spare: int = 0,
        quick: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`room` is the queue's length, null for no limit; up to `spare` stalled threads count as free.

        Of requests that have run for less than `QUICK_S`, at most `quick` run at once: more of them would take turns at
        the interpreter's lock, and each turn costs. What takes longer holds up none of those that wait.
        """
        self._pool = ThreadPoolExecutor(threads + spare, thread_name_prefix=name)
        self._threads, self._room, self._spare = threads, room, spare
        self._quick = threads if quick is None else quick
        self._handle, self._finish, self._clock = handle, finish, clock
        self._waiting: deque[Connection] = deque()
        # When each running request began, in this order.
        self._begun: dict[Connection, float] = {}
        # When each stalled thread began to wait.
        self._stalled: dict[Connection, float] = {}

    def offer(self, connection: Connection) -> bool:
        """Queue a request; return false if the queue is full."""
        if self._room is not None and len(self._waiting) >= self._room and not self._has_thread(self._clock()):
            return False
        self._waiting.append(connection)
        self.advance()
        return True

    def finish(self, connection: Connection) -> None:
        """Free the thread of a finished request, and start the next one."""
        self._begun.pop(connection, None)
        self._stalled.pop(connection, None)
        self.advance()

    def advance(self) -> None:
        """Start what waits, as far as there are threads for it."""
        now = self._clock()
        while self._waiting and self._has_thread(now):
            connection = self._waiting.popleft()
            self._begun[connection] = now
            future = self._pool.submit(self._handle, connection)
            future.add_done_callback(partial(self._finish, connection))

    def find_wait(self, longest: float) -> float:
        """Return the time until requests that wait may start because others are no longer quick ones, in seconds, at
        most `longest`."""
        if not self._waiting:
            return longest
        now = self._clock()
        if self._has_thread(now):
            return 0.0
        return min([longest, *(begun + QUICK_S - now for begun in self._list_quick(now))])

    def stall(self, connection: Connection, is_stalled: bool) -> None:
        """Count the thread as free while it waits for its client, or as busy again."""
        if is_stalled:
            self._stalled[connection] = self._clock()
        else:
            self._stalled.pop(connection, None)
        self.advance()

    def is_crowded(self) -> bool:
        """Whether more threads wait for slow clients than there are spare ones."""
        return self._spare < len(self._stalled)

    def cut_slow(self) -> None:
        """Disconnect the slowest clients while more threads wait for clients than there are spare ones."""
        latest = self._clock() - _SLOW_S
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

    def _has_thread(self, now: float) -> bool:
        if len(self._begun) - min(len(self._stalled), self._spare) >= self._threads:
            return False
        return len(self._list_quick(now)) < self._quick

    def _list_quick(self, now: float) -> list[float]:
        """When those began that may still be quick ones; one that waits for its client is none."""
        return [
            begun
            for connection, begun in self._begun.items()
            if begun + QUICK_S > now and connection not in self._stalled
        ]


class Look(Protocol):
    """Looks at the store, one at a time. Only to open it takes time; whatever fails is a StorageError, and it is closed
    then."""

    def open(self) -> None:
        """Connect."""

    def fileno(self) -> int:
        """The socket to watch for what there is to receive."""

    def send(self) -> None:
        """Begin a look."""

    def receive(self) -> bool:
        """Whether it is complete."""

    def close(self) -> None:
        """Close the connection, if there is one."""


class LookLane:
    """Requests that wait for a look at the store. One serves all requests that came before it was sent, and none that
    came later: what it finds may be older than those. Only the worker's loop may use it.

    `answer` is called for each request after its look, and `release` instead where there is none to wait for. `clock`
    gives seconds that never go back.
    """

    def __init__(
        self,
        look: Look,
        poller: selectors.BaseSelector,
        defer: Callable[..., None],
        answer: Callable[[Connection, Callable[[], bool]], None],
        release: Callable[[Connection], bool],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look, self._poller, self._defer, self._clock = look, poller, defer, clock
        self._answer, self._release = answer, release
        self._is_opening = self._is_readable = False
        # The socket of the connection, while there is one. What is lost has none any more.
        self._fileno: int | None = None
        # Those whose look is under way, and those who came since.
        self._looking: list[tuple[Connection, Callable[[], bool]]] = []
        self._waiting: list[tuple[Connection, Callable[[], bool]]] = []
        self._gives_up_at = self._opens_at = 0.0
        self._pause_s = _PAUSE_S

    def offer(self, connection: Connection, take: Callable[[], bool]) -> bool:
        """Let a request wait for the next look; return false if there is no connection to look by."""
        if self._fileno is not None:
            self._waiting.append((connection, take))
            return True
        if not self._is_opening and self._clock() >= self._opens_at:
            self._is_opening = True
            Thread(target=self._open, name="look", daemon=True).start()
        return False

    def is_waited_for(self) -> bool:
        """Whether a look is under way."""
        return bool(self._looking)

    def begin(self) -> None:
        """Begin a look if there are requests for one, and none is under way."""
        if self._looking or not self._waiting:
            return
        self._looking, self._waiting = self._waiting, self._looking
        self._gives_up_at = self._clock() + LOOK_S
        try:
            self._look.send()
        except StorageError:
            self._fail()

    def advance(self) -> None:
        """Answer the requests whose look is complete, or give it up where it takes too long."""
        is_readable, self._is_readable = self._is_readable, False
        # It may have become readable while the loop did other things, which took long.
        is_late = bool(self._looking) and self._clock() > self._gives_up_at
        if (is_readable or is_late) and self._is_complete():
            looked, self._looking = self._looking, []
            self._pause_s = _PAUSE_S
            # The database looks while these are answered.
            self.begin()
            for connection, take in looked:
                self._answer(connection, take)
        elif is_late and self._looking:
            self._fail()

    def close(self) -> None:
        """Close the connection."""
        fileno, self._fileno = self._fileno, None
        self._is_readable = False
        if fileno is not None:
            self._poller.unregister(fileno)
        self._look.close()

    def _open(self) -> None:
        """Connect, in a thread."""
        is_open = False
        try:
            self._look.open()
            is_open = True
        except StorageError:
            # A request by a thread meets the same, and says so.
            pass
        finally:
            self._defer(self._finish_opening, is_open)

    def _finish_opening(self, is_open: bool) -> None:
        self._is_opening = False
        if not is_open:
            self._pause()
            return
        self._fileno = self._look.fileno()
        self._poller.register(self._fileno, selectors.EVENT_READ, self._note_readable)

    def _note_readable(self, _fileno: int) -> None:
        """Receive what there is after the requests that the loop reads in the same turn."""
        self._is_readable = True

    def _is_complete(self) -> bool:
        """Receive what the database sends; where no look is under way, it is that the connection is lost."""
        try:
            return self._look.receive() and bool(self._looking)
        except StorageError:
            self._fail()
            return False

    def _fail(self) -> None:
        self.close()
        self._pause()
        left, self._looking, self._waiting = [*self._looking, *self._waiting], [], []
        for connection, _take in left:
            self._release(connection)

    def _pause(self) -> None:
        self._opens_at = self._clock() + self._pause_s
        self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
