"""A Dask cluster on loopback: a scheduler and workers, each a process as an operator starts it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.line_readers import LineReader
from tests.ports import find_free_port, listens
from tests.waiting import wait_until

ROOT = Path(__file__).parents[1]
LOCAL = ("--host", "127.0.0.1", "--no-dashboard")


@contextmanager
def run_scheduler() -> Iterator[str]:
    """Its address, once it listens there."""
    port = find_free_port()
    with _run("scheduler", "--port", str(port), *LOCAL):
        wait_until(lambda: listens(port))
        yield f"tcp://127.0.0.1:{port}"


@contextmanager
def run_workers(address: str, count: int, **environment: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Workers that nobody starts anew when they are killed."""
    with ExitStack() as stack:
        options = (address, "--nthreads", "2", "--no-nanny", *LOCAL)
        yield [stack.enter_context(_run("worker", *options, **environment)) for _ in range(count)]


@contextmanager
def _run(role: str, *options: str, **environment: str) -> "Iterator[subprocess.Popen[bytes]]":
    command = [sys.executable, "-m", f"distributed.cli.dask_{role}", *options]
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    with subprocess.Popen(command, cwd=ROOT, env=given, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


def build_line_reader(_fingerprint: str) -> LineReader:
    """What extracts on a worker without an encoder."""
    return LineReader()
