"""Clients that ask without a pause, and remember how each request ended."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import cycle

ANSWERED = "200 application/json"
UNAVAILABLE = "503 application/problem+json"
LOST = "lost"
REFUSED = "refused"


@dataclass(slots=True)
class Tally:
    """How requests ended: as `200 application/json`, `lost` without an answer, or `refused` before they were sent."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, outcome: str, seconds: float) -> None:
        with self._lock:
            self.outcomes[outcome] += 1
            self.seconds.append(seconds)


@contextmanager
def ask_without_pause(address: str, *paths: str, clients: int, keep: bool = True) -> Iterator[Tally]:
    """Clients that ask for as long as the block lasts, over connections that they keep or over new ones."""
    tally = Tally()
    threads = [threading.Thread(target=_ask, args=(address, paths, tally, keep)) for _ in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield tally
    finally:
        tally.stopped.set()
        for thread in threads:
            thread.join(timeout=30)


def _ask(address: str, paths: tuple[str, ...], tally: Tally, keep: bool) -> None:
    connection = HTTPConnection(address, timeout=20)
    for path in cycle(paths):
        if tally.stopped.is_set():
            break
        started = time.monotonic()
        outcome = _exchange(connection, path) if _connect(connection) else REFUSED
        tally.count(outcome, time.monotonic() - started)
        if not keep:
            connection.close()
        if outcome == REFUSED:
            tally.stopped.wait(0.05)
    connection.close()


def _connect(connection: HTTPConnection) -> bool:
    """Whether there is a connection, kept or new."""
    try:
        if connection.sock is None:
            connection.connect()
    except OSError:
        return False
    return True


def _exchange(connection: HTTPConnection, path: str) -> str:
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
    except (OSError, HTTPException):
        connection.close()
        return LOST
    return f"{answer.status} {answer.headers.get_content_type()}"
