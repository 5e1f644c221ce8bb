"""An answer on its way to a client, who may take it slowly, or not at all."""

import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from threading import Condition
from typing import BinaryIO

from service.api.server.bounds import Bounds

# Whoever writes an answer waits when this much is on its way, until half of it is.
HIGH_WATER_BYTES = 262_144
LOW_WATER_BYTES = HIGH_WATER_BYTES // 2

_FILE_PIECE_BYTES = 65_536
# How many pieces one call of the system gets; some take 1,024, and none fewer than 16.
_PIECES_AT_ONCE = 16


class SlowClientError(TimeoutError):
    """A client takes its answer too slowly."""


class Outbox:
    """What gunicorn takes for the socket that it writes an answer to; no thread waits for the end of a short one.

    Threads write, and the loop that waits for all clients sends what the system did not take at once. `wake` calls
    that loop when there is something to send, `stall` when a thread begins to wait for the client (true) or no longer
    does (false).
    """

    def __init__(
        self, peer: socket.socket, bounds: Bounds, wake: Callable[[], None], stall: Callable[[bool], None]
    ) -> None:
        self._peer = peer
        self._bounds = bounds
        self._wake = wake
        self._stall = stall
        self._changed = Condition()
        self._pieces: deque[memoryview] = deque()
        self._is_cut = False
        self._began = time.monotonic()
        self.size = 0
        self.sent = 0

    def sendall(self, data: bytes) -> None:
        """Send or keep all of it; waits only where much is kept already."""
        if self.size >= HIGH_WATER_BYTES:
            self._wait_for_room()
        with self._changed:
            self._require_whole()
            is_first = not self.size
            rest = memoryview(data)[self._send_now(data) :] if is_first else memoryview(data)
            if rest:
                self._pieces.append(rest)
                self.size += len(rest)
        if rest and is_first:
            self._wake()

    def send(self, data: bytes) -> int:
        """Do the same; for what is written before an answer."""
        self.sendall(data)
        return len(data)

    def sendfile(self, file: BinaryIO, offset: int = 0, count: int | None = None) -> int:
        """Send a part of a file."""
        file.seek(offset)
        left = count if count is not None else -1
        while left and (piece := file.read(_FILE_PIECE_BYTES if left < 0 else min(left, _FILE_PIECE_BYTES))):
            self.sendall(piece)
            left -= len(piece) if left > 0 else 0
        return file.tell() - offset

    def begin(self) -> None:
        """Measure the rate from now on: the next answer begins."""
        self._began = time.monotonic()
        self.sent = 0

    def measure_rate(self) -> float:
        """Measure how fast the client takes the answer, in bytes per second."""
        return self.sent / max(0.001, time.monotonic() - self._began)

    def flush(self) -> bool:
        """Send what the system takes; whether the connection still holds."""
        with self._changed:
            with suppress(OSError):
                self._send_kept()
            if self.size <= LOW_WATER_BYTES:
                self._changed.notify_all()
            return not self._is_cut

    def cut(self) -> None:
        """Send nothing any more; whoever writes is told."""
        with self._changed:
            self._drop()

    def shutdown(self, _how: int) -> None:
        """End an answer that cannot be completed: what gunicorn does before it closes a connection."""
        self.cut()

    def settimeout(self, _seconds: float | None) -> None:
        """Do nothing: nobody waits on this socket."""

    def recv(self, _size: int) -> bytes:
        """Give nothing: requests are not read from here."""
        return b""

    def close(self) -> None:
        """Leave the closing to the loop, which has the socket."""

    def _drop(self) -> None:
        self._is_cut = True
        self._pieces.clear()
        self.size = 0
        self._changed.notify_all()

    def _require_whole(self) -> None:
        if self._is_cut:
            raise BrokenPipeError("the client disconnected or was too slow")

    def _send_now(self, *pieces: bytes | memoryview) -> int:
        """Send what the system takes at once; a connection that is lost is cut."""
        try:
            sent = self._peer.sendmsg(pieces)
        except BlockingIOError:
            return 0
        except OSError:
            self._drop()
            raise
        self.sent += sent
        return sent

    def _send_kept(self) -> None:
        while self._pieces:
            pieces = list(islice(self._pieces, _PIECES_AT_ONCE))
            sent = self._send_now(*pieces)
            self.size -= sent
            if not sent:
                return
            while self._pieces and sent >= len(self._pieces[0]):
                sent -= len(self._pieces.popleft())
            if sent:
                self._pieces[0] = self._pieces[0][sent:]

    def _wait_for_room(self) -> None:
        self._stall(True)
        try:
            with self._changed:
                while self.size > LOW_WATER_BYTES and not self._is_cut:
                    self._wait_for_progress()
        finally:
            self._stall(False)

    def _wait_for_progress(self) -> None:
        """Wait until there is room, for as long as the client takes what it must."""
        before = self.sent
        has_room = self._changed.wait_for(lambda: self.size <= LOW_WATER_BYTES or self._is_cut, self._bounds.send_s)
        if not has_room and self.sent - before < self._bounds.least_sent:
            self._drop()
            raise SlowClientError("the client read its response too slowly")
