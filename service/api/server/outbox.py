"""Send buffer of a connection, whose client may read slowly or not at all."""

import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from threading import Condition
from typing import BinaryIO

from service.api.server.bounds import Bounds

# A writing thread blocks above the high-water mark until the buffer is below the low-water mark.
HIGH_WATER_BYTES = 262_144
LOW_WATER_BYTES = HIGH_WATER_BYTES // 2

_FILE_PIECE_BYTES = 65_536
# Buffers per `sendmsg` call: every system allows at least 16.
_PIECES_AT_ONCE = 16


class SlowClientError(TimeoutError):
    """A client reads its response too slowly."""


class Outbox:
    """The socket that gunicorn writes responses to; threads do not wait for short responses to be sent.

    Threads write, and the event loop sends what the kernel did not accept at once. `wake` notifies the loop that there
    are bytes to send, `stall` that a thread begins (true) or ends (false) waiting for the client.
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
        # Whether the next bytes are the head of a response, and whether that head waits for its body.
        self._is_beginning = self._holds_head = False
        self._began = time.monotonic()
        self.size = 0
        self.sent = 0

    def sendall(self, data: bytes) -> None:
        """Send or buffer all bytes; blocks only above the high-water mark.

        The head of a response is sent with what follows, or when the response is finished: each sending is a call of
        the system, during which other threads run.
        """
        if self.size >= HIGH_WATER_BYTES:
            self._wait_for_room()
        with self._changed:
            self._require_whole()
            is_head, self._is_beginning = self._is_beginning and not self.size, False
            is_first = self._holds_head or not self.size
            self._pieces.append(memoryview(data))
            self.size += len(data)
            self._holds_head = is_head
            if is_first and not is_head:
                self._send_kept()
            must_wake = is_first and not is_head and self.size > 0
        if must_wake:
            self._wake()

    def send(self, data: bytes) -> int:
        """Do the same; gunicorn uses it before a response."""
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
        """Start measuring the rate of the next response."""
        self._began = time.monotonic()
        self.sent = 0
        self._is_beginning = True

    def measure_rate(self) -> float:
        """Return how fast the client reads the response, in bytes per second."""
        return self.sent / max(0.001, time.monotonic() - self._began)

    def flush(self) -> bool:
        """Send buffered bytes without blocking; return whether the connection is still open."""
        with self._changed:
            self._holds_head = False
            with suppress(OSError):
                self._send_kept()
            if self.size <= LOW_WATER_BYTES:
                self._changed.notify_all()
            return not self._is_cut

    def cut(self) -> None:
        """Discard the buffer; later writes raise an error."""
        with self._changed:
            self._drop()

    def shutdown(self, _how: int) -> None:
        """Abort an incomplete response; gunicorn calls this before it closes a connection."""
        self.cut()

    def settimeout(self, _seconds: float | None) -> None:
        """Do nothing: this socket never blocks."""

    def recv(self, _size: int) -> bytes:
        """Return nothing: requests are read by the loop."""
        return b""

    def close(self) -> None:
        """Do nothing: the loop closes the socket."""

    def _drop(self) -> None:
        self._is_cut = True
        self._pieces.clear()
        self.size = 0
        self._changed.notify_all()

    def _require_whole(self) -> None:
        if self._is_cut:
            raise BrokenPipeError("the client disconnected or was too slow")

    def _send_now(self, *pieces: bytes | memoryview) -> int:
        """Send without blocking; discard the buffer if the connection is lost."""
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
        """Wait for room in the buffer while the client reads fast enough."""
        before = self.sent
        has_room = self._changed.wait_for(lambda: self.size <= LOW_WATER_BYTES or self._is_cut, self._bounds.send_s)
        if not has_room and self.sent - before < self._bounds.min_sent:
            self._drop()
            raise SlowClientError("the client read its response too slowly")
