"""Asking once: how long an answer takes, and what it says, in a form in which those of two servers can be compared."""

import json
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from tests.benchmarks.export import get_memory
from tests.benchmarks.race.servers import Server
from tests.benchmarks.race.wrk import Request

CHUNK = 1 << 16
TIMEOUT_S = 120
COUNTS = ("count", "event_count")


@dataclass(frozen=True)
class Answer:
    """One answer, and how long it took."""

    status: int
    etag: str
    body: bytes
    seconds: float


def ask(server: Server, request: Request) -> Answer:
    """Send one request, and read its answer whole."""
    start = time.perf_counter()
    with closing(HTTPConnection(server.address, timeout=TIMEOUT_S)) as connection:
        connection.request(request.method, request.path, request.body.encode() or None)
        answer = connection.getresponse()
        body = answer.read()
    return Answer(answer.status, answer.headers.get("ETag", ""), body, time.perf_counter() - start)


def read_keys(body: bytes) -> list[Any]:
    """What an answer says: the ids of its events in their order, or its names with their counts, sorted."""
    document = json.loads(body)
    items = document["items"] if isinstance(document, dict) else document
    if not any(name in item for item in items for name in COUNTS):
        return [item["id"] for item in items]
    return sorted(map(_read_count, items), key=str)


def _read_count(item: Mapping[str, Any]) -> tuple[str | None, int]:
    count = next(item[name] for name in COUNTS if name in item)
    if "event_count" in item:
        return item["slug"], count
    # roapi leaves out what is null.
    key = next((value for name, value in item.items() if name != "count"), None)
    return (key["slug"] if isinstance(key, dict) else key), count


@dataclass(frozen=True)
class Export:
    """All events in one answer: rows and megabytes a second, and the most memory that was added while it was read.

    `is_whole` unless it took too long and was left.
    """

    rows: int
    megabytes: float
    seconds: float
    growth: float
    is_whole: bool


def read_export(server: Server, request: Request, headers: Mapping[str, str], limit_s: float) -> Export:
    """Read all events as CSV, for so many seconds at most."""
    before = {pid: get_memory(pid, "VmRSS") for pid in list_tree(server.pid)}
    for pid in before:
        # The peak is counted from here.
        Path(f"/proc/{pid}/clear_refs").write_text("5")
    lines = size = 0
    start = time.perf_counter()
    with closing(HTTPConnection(server.address, timeout=TIMEOUT_S)) as connection:
        connection.request(request.method, request.path, headers=dict(headers))
        answer = connection.getresponse()
        assert answer.status == 200, answer.read(500)
        while (part := answer.read(CHUNK)) and time.perf_counter() - start < limit_s:
            lines += part.count(b"\n")
            size += len(part)
    seconds = time.perf_counter() - start
    # A worker that was about to be replaced may be gone, with all that it held.
    left = before.keys() & set(list_tree(server.pid))
    growth = sum(get_memory(pid, "VmHWM") - before[pid] for pid in left)
    return Export(lines - 1, size / 1e6, seconds, growth, not part)


def list_tree(pid: int) -> list[int]:
    """A process and its children."""
    return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
