"""Message framing: finds the end of a request's headers and body as bytes arrive.

Nothing is parsed or rejected here: a request that is complete, or can no longer become valid, goes to gunicorn's
parser, which gets every byte.
"""

import re
from typing import Protocol

from gunicorn.http.body import ChunkedReader, LengthReader  # type: ignore[import-untyped] # It carries no types.

from service.api.server.bounds import CHUNK_BYTES, MAX_CHUNK_OVERHEAD_BYTES, MAX_HEAD_BYTES, MAX_SMALL_CHUNKS

HEAD_END = b"\r\n\r\n"
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_CHUNK_SIZE = re.compile(rb"[0-9A-Fa-f]{1,15}")
_LINE_END = b"\r\n"


def is_head_decided(held: bytes | bytearray, searched: int) -> bool:
    """Whether the headers are complete or already invalid; `searched` bytes of them were searched before."""
    if len(held) > MAX_HEAD_BYTES or held.find(HEAD_END, max(0, searched - len(HEAD_END) + 1)) >= 0:
        return True
    return _BARE_LINE_FEED.search(held, max(0, searched - 1)) is not None


class Framing(Protocol):
    """Framing of one request body.

    `size` is its known size so far, so that a body which is too large need not be read to its end.
    """

    size: int
    is_complete: bool

    def feed(self, data: bytes) -> None:
        """Process the next bytes, which may include those of the next request."""

    def has_excessive_overhead(self) -> bool:
        """Whether the encoding has excessive overhead."""


class LengthFraming:
    """A body with a `Content-Length`, 0 included."""

    def __init__(self, length: int) -> None:
        self.size = length
        self._left = length
        self.is_complete = length == 0

    def feed(self, data: bytes) -> None:
        """Process the next bytes."""
        self._left -= len(data)
        self.is_complete = self._left <= 0

    def has_excessive_overhead(self) -> bool:
        """Never, without chunks."""
        return False


class ChunkedFraming:
    """A chunked body. It ends at the first error."""

    def __init__(self) -> None:
        self.size = 0
        self.is_complete = False
        self._fed = 0
        self._chunks = 0
        self._line = bytearray()
        # Remaining bytes of a chunk, with its line end.
        self._left = 0
        self._in_trailers = False

    def feed(self, data: bytes) -> None:
        """Process the next bytes."""
        self._fed += len(data)
        position = 0
        while position < len(data) and not (self.is_complete or self.has_excessive_overhead()):
            position = self._pass_content(data, position) if self._left else self._pass_line(data, position)

    def has_excessive_overhead(self) -> bool:
        """Whether it has far more bytes or chunks than its size needs."""
        has_many = self._chunks > MAX_SMALL_CHUNKS + self.size // CHUNK_BYTES
        return has_many or self._fed - 2 * self.size > MAX_CHUNK_OVERHEAD_BYTES

    def _pass_content(self, data: bytes, position: int) -> int:
        taken = min(self._left, len(data) - position)
        self.size += min(taken, max(0, self._left - len(_LINE_END)))
        self._left -= taken
        return position + taken

    def _pass_line(self, data: bytes, position: int) -> int:
        end = data.find(b"\n", position)
        if end < 0:
            self._line += data[position:]
            return len(data)
        self._line += data[position : end + 1]
        self._end_line(bytes(self._line))
        self._line.clear()
        return end + 1

    def _end_line(self, line: bytes) -> None:
        if self._in_trailers:
            self.is_complete = line == _LINE_END
            return
        size = line.partition(b";")[0].strip()
        if not _CHUNK_SIZE.fullmatch(size):
            self.is_complete = True
            return
        length = int(size, 16)
        self._chunks += 1
        self._in_trailers = length == 0
        self._left = length + len(_LINE_END) if length else 0


def build_framing(reader: object) -> Framing:
    """Build the framing that matches the body reader of gunicorn's parser."""
    if isinstance(reader, ChunkedReader):
        return ChunkedFraming()
    return LengthFraming(reader.length if isinstance(reader, LengthReader) else 0)
