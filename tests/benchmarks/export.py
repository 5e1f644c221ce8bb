"""What it takes to give all events in one answer: seconds, and by how much the memory of the server grows.

The store is filled by one statement, from the few events of the tests, each many times under other ids, and the
migration that made the first lines of CSV makes theirs. The server is gunicorn with the project's own configuration,
one worker, read over the loopback. Memory is what Linux says of it.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Engine, Text, cast, func, insert, literal, select, true

from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from service.storage.tables.models import EventRow
from tests.earlier_schemas import go_back
from tests.integration.api.telling import EVENTS, store_all
from tests.ports import find_free_port
from tests.system.test_api_process import ROOT, wait_until_up

CHUNK = 1 << 16
# The schema before the first that has lines of CSV.
SCHEMA = "0020"
# What ends with the event's id, and so with the copy's number too.
NAMED = ("slug", "sort_key", "reported_key", "updated_key", "block")


@dataclass(frozen=True)
class Export:
    """One reading of all events. Memory is in megabytes."""

    rows: int
    megabytes: float
    seconds: float
    before: float
    peak: float

    @property
    def growth(self) -> float:
        """How much more memory the server had at its peak than before."""
        return self.peak - self.before

    def __str__(self) -> str:
        return (
            f"{self.rows} rows, {self.megabytes:.0f} MB in {self.seconds:.1f} s; "
            f"the server had {self.before:.0f} MB before, {self.peak:.0f} MB at most, {self.growth:.1f} MB more"
        )


def fill(engine: Engine, count: int) -> None:
    """Store so many events: those of the tests, and copies of them."""
    migrate(engine)
    store_all(engine)
    present = len({told.id for told in EVENTS})
    number = select(literal(1).label("number")).cte("numbers", recursive=True)
    number = number.union_all(select(number.c.number + 1).where(number.c.number < -(-count // present)))
    columns = _build_copy(literal("-") + cast(number.c.number, Text))
    events = select(*columns.values()).join(number, true()).where(EventRow.until.is_(None))
    chosen = events.order_by(number.c.number, EventRow.slug).limit(count - present)
    go_back(engine, SCHEMA)
    with engine.begin() as connection:
        connection.execute(insert(EventRow).from_select(list(columns), chosen))
    migrate(engine)


def _build_copy(ending: ColumnElement[str]) -> dict[str, ColumnElement[Any]]:
    """The columns of a copy but its number: an event's own, with another ending to all that its id is in."""
    columns: dict[str, ColumnElement[Any]] = {column.name: column for column in EventRow.__table__.columns}
    del columns["id"]
    opening = literal('"id":"') + EventRow.slug
    document = func.replace(EventRow.document, opening, opening + ending)
    return columns | {name: columns[name] + ending for name in NAMED} | {"document": document}


@contextmanager
def serve(database_url: str) -> Iterator[tuple[str, int]]:
    """The address of a server on this database, and the process id of its one worker."""
    address = f"127.0.0.1:{find_free_port()}"
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": database_url, "GUNICORN_BIND": address, "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "service.wsgi:app"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_up(address, process)
            [worker] = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            yield address, int(worker)
        finally:
            process.terminate()


def export(address: str, worker: int) -> Export:
    """Read all events as CSV, after a little of them, so that what is made on first use is there."""
    read(address, "/v1/events?format=csv&limit=1")
    before = get_memory(worker, "VmRSS")
    # The peak is counted from here.
    Path(f"/proc/{worker}/clear_refs").write_text("5")
    start = time.perf_counter()
    rows, size = read(address, "/v1/events?format=csv")
    return Export(rows, size / 1e6, time.perf_counter() - start, before, get_memory(worker, "VmHWM"))


def read(address: str, path: str) -> tuple[int, int]:
    """How many rows an answer has below its header, and how many bytes."""
    lines = size = 0
    with closing(HTTPConnection(address, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status == 200, answer.read()
        while part := answer.read(CHUNK):
            lines += part.count(b"\n")
            size += len(part)
    return lines - 1, size


def get_memory(process: int, name: str) -> float:
    """What the system counts of a process under this name, in megabytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


def main() -> None:
    """Fill a store and print what reading it takes, once and again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    count = parser.parse_args().events
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder, 'export.db')}"
        engine = build_engine(url)
        start = time.perf_counter()
        fill(engine, count)
        engine.dispose()
        sys.stdout.write(f"{count} events stored in {time.perf_counter() - start:.0f} s\n")
        sys.stdout.flush()
        with serve(url) as (address, worker):
            for _ in range(2):
                sys.stdout.write(f"{export(address, worker)}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
