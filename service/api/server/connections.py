"""Connections of a worker, what each waits for, and for how long."""

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
    """What a connection waits for."""

    SILENT = auto()  # the first request
    IDLE = auto()  # the next request
    HEAD = auto()  # the end of a head
    BODY = auto()  # the end of a body
    ANSWER = auto()  # a thread, and then its answer
    SENDING = auto()  # the client, to take the rest of the answer
    CLOSING = auto()  # the client, to close too
    CLOSED = auto()


# Connections that no thread is at work for: those in which nothing is under way, and others.
QUIET = (Phase.CLOSING, Phase.SILENT, Phase.IDLE)
RECEIVING = (Phase.HEAD, Phase.BODY)


@dataclass(slots=True, eq=False, kw_only=True)
class Connection:
    """A client, with what it has sent and is sent. `sock`, `client` and `server` have the names that gunicorn uses."""

    peer: socket.socket
    sock: Outbox
    client: Any
    server: Any
    inbox: Inbox
    parser: RequestParser
    phase: Phase = Phase.SILENT
    events: int = 0
    since: float = 0
    # How far the head that is coming in was looked through.
    searched: int = 0
    request: Any = None
    framing: Framing | None = None
    keeps: bool = False
    # Bytes of the request that are counted among those of the worker, and of the answer.
    received: int = 0
    sending: int = 0
    # What the outbox had sent when the present time for sending began.
    mark: int = 0
    # Bytes that came after the last answer.
    discarded: int = 0


class DeadlineQueue:
    """Connections in the order of their deadlines: that in which they come, as all are given the same time."""

    def __init__(self) -> None:
        self._deadlines: OrderedDict[Connection, float] = OrderedDict()

    def __len__(self) -> int:
        return len(self._deadlines)

    def add(self, connection: Connection, deadline: float) -> None:
        """Add one, or move it to the end."""
        self._deadlines.pop(connection, None)
        self._deadlines[connection] = deadline

    def discard(self, connection: Connection) -> None:
        """Remove one, if it is there."""
        self._deadlines.pop(connection, None)

    def find_oldest(self) -> Connection | None:
        """Return that which has waited for longest."""
        return next(iter(self._deadlines), None)

    def find_deadline(self) -> float | None:
        """Return the first deadline."""
        oldest = self.find_oldest()
        return None if oldest is None else self._deadlines[oldest]

    def pop_expired(self, now: float) -> Iterator[Connection]:
        """Remove those whose time is over."""
        while (deadline := self.find_deadline()) is not None and deadline <= now:
            yield self._deadlines.popitem(last=False)[0]

    def cap(self, deadline: float) -> None:
        """Let no time end later than this, which keeps the order."""
        for connection, present in self._deadlines.items():
            self._deadlines[connection] = min(present, deadline)


class ConnectionTable:
    """All connections of a worker by what they wait for. Every step costs the same, however many there are."""

    def __init__(self, seconds: dict[Phase, float]) -> None:
        """Give each phase that has a deadline its seconds."""
        self._seconds = seconds
        self._queues = {phase: DeadlineQueue() for phase in seconds}
        self.received = self.sending = 0

    def move(self, connection: Connection, phase: Phase) -> None:
        """Let a connection wait for something else from now on."""
        if queue := self._queues.get(connection.phase):
            queue.discard(connection)
        connection.phase, connection.since = phase, time.monotonic()
        if phase in self._queues:
            self._queues[phase].add(connection, connection.since + self._seconds[phase])

    def count_received(self, connection: Connection, received: int) -> None:
        """Count the bytes of a request that has come in so far, and forget what was counted of it before."""
        self.received += received - connection.received
        connection.received = received

    def count_sending(self, connection: Connection, sending: int) -> None:
        """Count the bytes of an answer that its client has not taken, and forget what was counted of it before."""
        self.sending += sending - connection.sending
        connection.sending = sending

    def shorten(self, phase: Phase, seconds: float) -> None:
        """Give those that wait, and those that will, no more than this."""
        self._seconds[phase] = min(self._seconds[phase], seconds)
        self._queues[phase].cap(time.monotonic() + self._seconds[phase])

    def find_wait(self, longest: float) -> float:
        """Return for how long nothing expires, in seconds, up to the longest."""
        deadlines = [deadline for queue in self._queues.values() if (deadline := queue.find_deadline()) is not None]
        return max(0.0, min(longest, min(deadlines, default=float("inf")) - time.monotonic()))

    def pop_expired(self) -> Iterator[Connection]:
        """Remove those whose time is over; their phase says what they have waited for."""
        now = time.monotonic()
        for queue in self._queues.values():
            yield from queue.pop_expired(now)

    def find_oldest(self, phases: Iterable[Phase]) -> Connection | None:
        """Return the connection that has waited for longest in one of these phases."""
        oldest = [found for phase in phases if (found := self._queues[phase].find_oldest()) is not None]
        return min(oldest, key=lambda connection: connection.since, default=None)
