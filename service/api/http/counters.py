"""Rate limit counters in memory that the parent process shares with all workers."""

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

# Digest of the key, expiry (Unix time), count.
_SLOT = struct.Struct("16sdI4x")
_SLOTS_PER_BUCKET = 16
_MAX_COUNT = 2**32 - 1


class CounterTable:
    """A hash table of fixed size: a full bucket evicts the counter that expires first.

    Create it before the fork, so that all processes share it. The system releases the lock of a killed process.
    """

    def __init__(self, buckets: int = 4096) -> None:
        self._buckets = buckets
        self._memory = mmap(-1, buckets * _SLOTS_PER_BUCKET * _SLOT.size)
        # Clients cannot choose keys that collide in one bucket.
        self._secret = secrets.token_bytes(16)
        # File locks separate processes; the other lock separates the threads of one process.
        self._lock_file = tempfile.TemporaryFile()  # noqa: SIM115 - it stays open while the table is used.
        self._lock = Lock()

    def add(self, key: str, seconds: float, amount: int) -> int:
        """Add to a counter, which expires so many seconds after its first addition, and return its value."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, expiry, count = self._find(digest, bucket)
            # Limit the expiry in case the clock has been set back.
            expiry = min(expiry, time.time() + seconds)
            if offset is None:
                offset, expiry = self._find_room(bucket), time.time() + seconds
            count = max(0, min(_MAX_COUNT, count + amount))
            _SLOT.pack_into(self._memory, offset, digest, expiry, count)
        return count

    def read(self, key: str) -> tuple[int, float]:
        """Return a counter's value and expiry; 0 and now if it has none."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, expiry, count = self._find(digest, bucket)
        return count, time.time() if offset is None else expiry

    def clear(self, key: str) -> None:
        """Reset a counter."""
        digest, bucket = self._place(key)
        with self._hold(bucket):
            offset, _, _ = self._find(digest, bucket)
            if offset is not None:
                _SLOT.pack_into(self._memory, offset, b"", 0.0, 0)

    def close(self) -> None:
        """Free the memory."""
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
        """Find a counter: its offset, expiry and value."""
        now = time.time()
        for offset, other, expiry, count in self._list_slots(bucket):
            if other == digest and expiry > now:
                return offset, expiry, count
        return None, 0.0, 0

    def _find_room(self, bucket: int) -> int:
        return min(self._list_slots(bucket), key=lambda slot: slot[2])[0]


class SharedStorage(Storage):
    """Adapter of the table to the `limits` library."""

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 - declared so by the library.

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, *, table: CounterTable) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._table = table

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors of the storage."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a request."""
        return self._table.add(key, expiry, amount)

    def get(self, key: str) -> int:
        """Return the count."""
        return self._table.read(key)[0]

    def get_expiry(self, key: str) -> float:
        """Return the expiry as Unix time."""
        return self._table.read(key)[1]

    def check(self) -> bool:
        """Report that the storage is usable."""
        return True

    def reset(self) -> int | None:
        """Do nothing: other processes share the counters."""
        return None

    def clear(self, key: str) -> None:
        """Reset a count."""
        self._table.clear(key)
