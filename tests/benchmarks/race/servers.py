"""The servers of the race, on loopback, each for as long as its block lasts."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.race.events import ROOT
from tests.benchmarks.race.flat import TABLES
from tests.container.running import read_status
from tests.ports import find_free_port
from tests.waiting import wait_until

WORKERS = 2
# roapi reads all rows before it answers.
START_S = 300
STOP_S = 30
GUNICORN = (sys.executable, "-m", "gunicorn", "--workers", str(WORKERS))
DATASETTE = {"sql_time_limit_ms": 60_000, "max_returned_rows": 20_000, "max_csv_mb": 0}


@dataclass(frozen=True)
class Server:
    """A server that answers: its address, and the process that was started."""

    name: str
    address: str
    pid: int


@contextmanager
def serve(name: str, command: Sequence[str], path: str, log: Path, environ: Mapping[str, str] = {}) -> Iterator[Server]:
    """Start a command, where `{address}` stands for one that is free, and wait until its path answers.

    It ends with the block, also where that is interrupted.
    """
    address = f"127.0.0.1:{find_free_port()}"
    host, port = address.split(":")
    given = [part.format(address=address, host=host, port=port) for part in command]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            given, cwd=ROOT, env={**os.environ, **environ}, stdout=file, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_until(lambda: process.poll() is not None or read_status(address, path) == 200, START_S)
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended: {log.read_text('utf-8', 'replace')[-1000:]}")
            yield Server(name, address, process.pid)
        finally:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()


def serve_service(name: str, database_url: str, folder: Path) -> AbstractContextManager[Server]:
    """This service, with its own configuration."""
    command = (*GUNICORN, "--bind", "{address}", "--config", "docker/gunicorn.conf.py", "service.wsgi:app")
    environ = {"BASEWATCH_DATABASE_URL": database_url, "BASEWATCH_EXTRACTION": "off"}
    return serve(name, command, "/readyz", folder / f"{name}.log", environ)


def serve_hello(folder: Path) -> AbstractContextManager[Server]:
    """Flask alone, in as many workers and threads."""
    command = (*GUNICORN, "--threads", "4", "--bind", "{address}", "tests.benchmarks.race.hello:app")
    return serve("hello", command, "/", folder / "hello.log")


def serve_datasette(peers: Path, folder: Path) -> AbstractContextManager[Server]:
    """datasette, one process as it comes, over a file that is promised not to change, which makes it faster."""
    settings = [part for name, value in DATASETTE.items() for part in ("--setting", name, str(value))]
    command = (str(peers / "datasette"), "serve", "--host", "{host}", "--port", "{port}", *settings)
    return serve("datasette", (*command, "--immutable", str(folder / "race.db")), "/-/versions.json", folder / "ds.log")


def serve_roapi(peers: Path, folder: Path) -> AbstractContextManager[Server]:
    """roapi, one process with all rows in its memory. Two more ports are its own for other protocols."""
    further = [f"127.0.0.1:{find_free_port()}" for _ in range(2)]
    tables = [part for table in TABLES for part in ("--table", f"{table}={folder / table}.csv")]
    command = (str(peers / "roapi"), "--addr-http", "{address}", "--addr-postgres", further[0])
    return serve("roapi", (*command, "--addr-flight-sql", further[1], *tables), "/health", folder / "roapi.log")
