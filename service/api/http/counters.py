"""Counters that all workers of a server share, in memory that they have from their common parent."""

import fcntl
import hashlib
import secrets
import struct
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from mmap import mmap
from threading import Lock

from limits.storage import Storage

# A digest of the key, when the counter begins anew (seconds since 1970), and the count.
_SLOT = struct.Struct("16sdI4x")
_SLOTS_PER_BUCKET = 16
_GREATEST_COUNT = 2**32 - 1


class CounterTable:
    """So many counters, and no more: where there is no room, that which would begin anew soonest gives way.

    It must be made before processes fork, and is then the same for all of them. A process that is killed leaves no lock
    behind: the system releases it.
    """

    def __init__(self, buckets: int = 4096) -> None:
        self._buckets = buckets
        self._memory = mmap(-1, buckets * _SLOTS_PER_BUCKET * _SLOT.size)
        # Nobody can choose keys that fall into one bucket.
        self._secret = secrets.token_bytes(16)
        # Locks on its bytes are those of a process; among the threads of one, the other lock decides.
        self._lock_file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open for as long as the table is used.
        self._lock = Lock()

    def add(self, key: str, seconds: float, amount: int) -> int:
        """Add to a counter, which begins anew so many seconds after its first addition; what it is then."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, expiry, count = self._find(digest, bucket)
            # No later than anew: it was counted from a clock that has been set back since.
            expiry = min(expiry, time.time() + seconds)
            if offset is None:
                offset, expiry = self._find_room(bucket), time.time() + seconds
            count = max(0, min(_GREATEST_COUNT, count + amount))
            _SLOT.pack_into(self._memory, offset, digest, expiry, count)
        return count

    def read(self, key: str) -> tuple[int, float]:
        """Read a counter: what it is, and when it begins anew; now, where nothing was counted."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, expiry, count = self._find(digest, bucket)
        return count, time.time() if offset is None else expiry

    def clear(self, key: str) -> None:
        """Let a counter begin anew now."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, _, _ = self._find(digest, bucket)
            if offset is not None:
                _SLOT.pack_into(self._memory, offset, b"", 0.0, 0)

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()
        self._lock_file.close()

    def _place(self, key: str) -> tuple[bytes, int]:
        digest = hashlib.blake2b(key.encode(errors="replace"), digest_size=16, key=self._secret).digest()
        return digest, int.from_bytes(digest[:4], "big") % self._buckets

    @contextmanager
    def _hold(self, bucket: int) -> Iterator[None]:
        with self._lock:
            fcntl.lockf(self._lock_file, fcntl.LOCK_EX, 1, bucket)
            try:
                yield
            finally:
                fcntl.lockf(self._lock_file, fcntl.LOCK_UN, 1, bucket)

    def _list_slots(self, bucket: int) -> Iterator[tuple[int, bytes, float, int]]:
        start = bucket * _SLOTS_PER_BUCKET * _SLOT.size
        for offset in range(start, start + _SLOTS_PER_BUCKET * _SLOT.size, _SLOT.size):
            yield (offset, *_SLOT.unpack_from(self._memory, offset))

    def _find(self, digest: bytes, bucket: int) -> tuple[int | None, float, int]:
        """Find where a counter stands, when it begins anew, and what it is."""
        now = time.time()
        for offset, other, expiry, count in self._list_slots(bucket):
            if other == digest and expiry > now:
                return offset, expiry, count
        return None, 0.0, 0

    def _find_room(self, bucket: int) -> int:
        return min(self._list_slots(bucket), key=lambda slot: slot[2])[0]


class SharedStorage(Storage):
    """The table as the library for limits wants it."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 - the library has it so.

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, *, table: CounterTable) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._table = table

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a request."""
        return self._table.add(key, expiry, amount)

    def get(self, key: str) -> int:
        """Return how many were counted."""
        return self._table.read(key)[0]

    def get_expiry(self, key: str) -> float:
        """Return when the count begins anew, in seconds since 1970."""
        return self._table.read(key)[1]

    def check(self) -> bool:
        """Say that it can be used."""
        return True

    def reset(self) -> int | None:
        """Keep what other processes count."""
        return None

    def clear(self, key: str) -> None:
        """Let a count begin anew."""
        self._table.clear(key)
