"""What a client may take of a worker: time, memory, connections and threads."""

from dataclasses import dataclass

# The longest head of a request, in bytes. gunicorn bounds its lines, and their number.
MAX_HEAD_BYTES = 65_536

# Beside what it carries, as much again and this may be spent on how a body is cut into chunks, in bytes.
MAX_CHUNK_OVERHEAD_BYTES = 65_536

# Each chunk costs far more than its bytes, and Python finds them while it does nothing else: a body may have this many,
# and one more for each of these bytes that it carries.
MAX_SMALL_CHUNKS = 2_048
CHUNK_BYTES = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Times are in seconds, sizes in bytes, and all numbers are those of one worker."""

    # From the start of a connection to its first byte, and from the first byte of a request to the end of its head.
    head_s: float = 10
    # From the end of the head to the end of the body.
    body_s: float = 30
    # Within this, a client must take `least_sent` bytes of its answer, or what is left of it.
    send_s: float = 10
    least_sent: int = 65_536
    # Requests that are read, or wait for a thread, and answers that wait to be sent, each.
    buffer_bytes: int = 32_000_000
    # Threads for requests that may change something or cost much, and how many such requests wait for one.
    write_threads: int = 2
    write_queue: int = 4
    # Long answers that wait for their clients without counting among the threads that answer.
    slow_answers: int = 4
