"""Bytes that a client has sent, for gunicorn's parser to read without ever waiting for more."""

import io

from gunicorn.http.unreader import Unreader  # type: ignore[import-untyped] # It carries no types.

# How much the parser gets at once where it does not say how much it wants.
_PIECE_BYTES = 8192


class Inbox(Unreader):  # type: ignore[misc] # Its base carries no types.
    """What has come in and is not read yet. Its end looks like that of the connection."""

    buf: io.BytesIO

    def __init__(self) -> None:
        super().__init__()
        self.held = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what has just come in."""
        self.held += data

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Take the next piece; nothing where nothing is held."""
        size = max(size_hint or 0, _PIECE_BYTES)
        piece = bytes(self.held[:size])
        del self.held[:size]
        return piece

    def rewind(self) -> bytearray:
        """Take back what the parser has taken and not used; all that is not used yet."""
        ahead = self.buf.getvalue()
        if ahead:
            self.held[:0] = ahead
            self.buf = io.BytesIO()
        return self.held

    def clear(self) -> None:
        """Forget all of it."""
        self.held.clear()
        self.buf = io.BytesIO()
