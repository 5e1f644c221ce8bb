"""Limits of a worker: timeouts, memory, connections and threads."""

from dataclasses import dataclass

# Maximum size of request headers, in bytes. gunicorn limits their lines and number.
MAX_HEAD_BYTES = 65_536

# Maximum overhead of chunked encoding, in bytes, beside the size of the body itself.
MAX_CHUNK_OVERHEAD_BYTES = 65_536

# Parsing a chunk costs more than its bytes, and blocks the loop: a body may have MAX_SMALL_CHUNKS chunks, and one more
# per CHUNK_BYTES of its size.
MAX_SMALL_CHUNKS = 2_048
CHUNK_BYTES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Times are in seconds, sizes in bytes; all limits are per worker."""

    # Timeout for the first byte of a connection, and from the first byte of a request to the end of its headers.
    head_s: float = 10
    # Timeout from the end of the headers to the end of the body.
    body_s: float = 30
    # Within this, a client must read `min_sent` bytes of its response, or the rest of it.
    send_s: float = 10
    min_sent: int = 65_536
    # Buffered requests and buffered responses, each.
    buffer_bytes: int = 32_000_000
    # Threads for writing or expensive requests, and the length of their queue.
    write_threads: int = 2
    write_queue: int = 4
    # Spare threads for long responses that wait for slow clients.
    slow_responses: int = 4
