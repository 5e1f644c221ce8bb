"""Receive buffer of a connection, which gunicorn's parser reads without blocking."""

import io

from gunicorn.http.unreader import Unreader  # type: ignore[import-untyped] # It carries no types.

# Default size of one read by the parser.
_PIECE_BYTES = 8192


class Inbox(Unreader):  # type: ignore[misc] # Its base carries no types.
    """Received bytes that are not parsed yet. An empty buffer looks like the end of the connection."""

    buf: io.BytesIO

    def __init__(self) -> None:
        super().__init__()
        self.held = bytearray()

    def feed(self, data: bytes) -> None:
        """Append received bytes."""
        self.held += data

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Remove and return the next bytes; none if the buffer is empty."""
        size = max(size_hint or 0, _PIECE_BYTES)
        piece = bytes(self.held[:size])
        del self.held[:size]
        return piece

    def rewind(self) -> bytearray:
        """Take back bytes that the parser read ahead, and return all unparsed bytes."""
        ahead = self.buf.getvalue()
        if ahead:
            self.held[:0] = ahead
            self.buf = io.BytesIO()
        return self.held

    def clear(self) -> None:
        """Discard all bytes."""
        self.held.clear()
        self.buf = io.BytesIO()
