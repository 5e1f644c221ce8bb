"""Connections of a worker, their phases and timeouts."""

import socket
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from gunicorn.http.parser import RequestParser  # type: ignore[import-untyped] # It carries no types.

from service.api.server.framing import Framing
from service.api.server.inbox import Inbox
from service.api.server.outbox import Outbox


class Phase(Enum):
    """What a connection is waiting for."""

    SILENT = auto()  # the first request
    IDLE = auto()  # the next request
    HEAD = auto()  # the end of the request headers
    BODY = auto()  # the end of the request body
    RESPONSE = auto()  # a thread, and then its response
    SENDING = auto()  # the client, to read the rest of the response
    CLOSING = auto()  # the client, to close too
    CLOSED = auto()


# Phases without a thread: between requests, and while a request is received.
IDLE_PHASES = (Phase.CLOSING, Phase.SILENT, Phase.IDLE)
RECEIVING_PHASES = (Phase.HEAD, Phase.BODY)


@dataclass(slots=True, eq=False, kw_only=True)
class Connection:
    """A client connection with its buffers. `sock`, `client` and `server` are named as in gunicorn."""

    peer: socket.socket
    sock: Outbox
    client: Any
    server: Any
    inbox: Inbox
    parser: RequestParser
    phase: Phase = Phase.SILENT
    events: int = 0
    since: float = 0
    # How many bytes of the incomplete headers were searched for their end.
    searched: int = 0
    request: Any = None
    framing: Framing | None = None
    keeps: bool = False
    # Buffered bytes of the request and of the response, counted towards the worker's limit.
    received: int = 0
    sending: int = 0
    # Bytes that the outbox had sent when the current send timeout began.
    mark: int = 0
    # Bytes received after the last response.
    discarded: int = 0


class DeadlineQueue:
    """Connections in the order of their deadlines, which is that of insertion, as all have the same timeout."""

    def __init__(self) -> None:
        self._deadlines: OrderedDict[Connection, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._deadlines)

    def add(self, connection: Connection, deadline: float) -> None:
        """Add a connection, or move it to the end."""
        self._deadlines.pop(connection, None)
        self._deadlines[connection] = deadline

    def discard(self, connection: Connection) -> None:
        """Remove a connection, if present."""
        self._deadlines.pop(connection, None)

    def find_oldest(self) -> Connection | None:
        """Return the connection that has waited longest."""
        return next(iter(self._deadlines), None)

    def find_deadline(self) -> float | None:
        """Return the earliest deadline."""
        oldest = self.find_oldest()
        return None if oldest is None else self._deadlines[oldest]

    def pop_expired(self, now: float) -> Iterator[Connection]:
        """Remove and yield timed-out connections."""
        while (deadline := self.find_deadline()) is not None and deadline <= now:
            yield self._deadlines.popitem(last=False)[0]

    def cap(self, deadline: float) -> None:
        """Limit all deadlines to this one, which keeps the order."""
        for connection, present in self._deadlines.items():
            self._deadlines[connection] = min(present, deadline)


class ConnectionTable:
    """All connections of a worker by phase. Every operation takes constant time."""

    def __init__(self, seconds: dict[Phase, float]) -> None:
        """Set the timeout, in seconds, of each phase that has one."""
        self._seconds = seconds
        self._queues = {phase: DeadlineQueue() for phase in seconds}
        self.received = self.sending = 0

    def move(self, connection: Connection, phase: Phase) -> None:
        """Move a connection to another phase."""
        if queue := self._queues.get(connection.phase):
            queue.discard(connection)
        connection.phase, connection.since = phase, time.monotonic()
        if phase in self._queues:
            self._queues[phase].add(connection, connection.since + self._seconds[phase])

    def count_received(self, connection: Connection, received: int) -> None:
        """Update the number of buffered bytes of a request."""
        self.received += received - connection.received
        connection.received = received

    def count_sending(self, connection: Connection, sending: int) -> None:
        """Update the number of unsent bytes of a response."""
        self.sending += sending - connection.sending
        connection.sending = sending

    def shorten(self, phase: Phase, seconds: float) -> None:
        """Shorten a phase's timeout, for present and future connections."""
        self._seconds[phase] = min(self._seconds[phase], seconds)
        self._queues[phase].cap(time.monotonic() + self._seconds[phase])

    def find_wait(self, longest: float) -> float:
        """Return the time until the next timeout, in seconds, at most `longest`."""
        deadlines = [deadline for queue in self._queues.values() if (deadline := queue.find_deadline()) is not None]
        return max(0.0, min(longest, min(deadlines, default=float("inf")) - time.monotonic()))

    def pop_expired(self) -> Iterator[Connection]:
        """Remove and yield timed-out connections; their phase says what they were waiting for."""
        now = time.monotonic()
        for queue in self._queues.values():
            yield from queue.pop_expired(now)

    def find_oldest(self, phases: Iterable[Phase]) -> Connection | None:
        """Return the connection that has waited longest in these phases."""
        oldest = [found for phase in phases if (found := self._queues[phase].find_oldest()) is not None]
        return min(oldest, key=lambda connection: connection.since, default=None)
