"""Files that may be packed by gzip, read a part at a time, and never more than could be meant."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from service.errors import ArticleError

GZIP = b"\x1f\x8b"
# Text becomes some ten times smaller, and repetitive text some thirty; what unpacks to more is made to fill memories.
MAX_RATIO = 100
# As many of the longest articles may be in a small file that unpacks to more.
MIN_ARTICLES = 10


class BoundedStream:
    """Bytes of a stream, up to a limit. ArticleError beyond it, and where what is packed is damaged."""

    def __init__(self, stream: BinaryIO, limit: int | None) -> None:
        self._stream = stream
        self._limit = limit
        self._count = 0

    def read(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""
        try:
            return self._pass_on(self._stream.read(size))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArticleError(f"is damaged or truncated: {error}; the rest is not read") from None

    def readline(self, size: int) -> bytes:
        """A line, or as much of it as `size` allows; nothing at the end."""
        try:
            return self._pass_on(self._stream.readline(size))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ArticleError(f"is damaged or truncated: {error}; the rest is not read") from None

    def tell(self) -> int:
        """How many bytes were read."""
        return self._count

    def _pass_on(self, data: bytes) -> bytes:
        self._count += len(data)
        if self._limit is not None and self._count > self._limit:
            raise ArticleError(
                f"unpacks to more than {self._limit} bytes, far more than text can; what follows is not read"
            )
        return data


@contextmanager
def open_stream(path: Path, max_bytes: int) -> Iterator[BoundedStream]:
    """A file, unpacked where it is packed, whatever its name says. `max_bytes` may always be unpacked."""
    with path.open("rb") as file:
        is_packed = file.read(len(GZIP)) == GZIP
        file.seek(0)
        if not is_packed:
            yield BoundedStream(file, None)
            return
        limit = MIN_ARTICLES * max_bytes + MAX_RATIO * path.stat().st_size
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield BoundedStream(unpacked, limit)  # type: ignore[arg-type]
