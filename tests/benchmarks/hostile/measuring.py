"""The server as `make run` starts it, and what a reader sees of it during an attack."""

import json
import math
import os
import statistics
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

from tests.ports import find_free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
# Within this, 95 of 100 answers to readers must have come, in seconds.
MOST_P95_S = 0.1


@dataclass(frozen=True, slots=True)
class Site:
    """A server to be attacked, and a key with which articles can be sent to it."""

    address: str
    key: str

    def connect(self) -> HTTPConnection:
        return HTTPConnection(self.address, timeout=60)

    def post(self, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, str]]:
        """Status and headers of an answer."""
        connection = self.connect()
        try:
            connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            answer.read()
            return answer.status, dict(answer.headers)
        finally:
            connection.close()


@dataclass(slots=True)
class Outcome:
    """How the requests of an attack ended, and what of it was not as it must be."""

    tally: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """What a reader saw during an attack; null where a GET had no answer, or another one than its page."""

    name: str
    taken: list[float | None]
    outcome: Outcome

    @property
    def answered(self) -> list[float]:
        return [seconds for seconds in self.taken if seconds is not None]

    def is_true(self) -> bool:
        """Whether readers were answered in time, all of them, and the attack got no further than it may."""
        return len(self.answered) == len(self.taken) >= 2 and self.find_p95() < MOST_P95_S and not self.outcome.faults

    def find_p95(self) -> float:
        ordered = sorted(self.answered)
        return ordered[math.ceil(0.95 * len(ordered)) - 1] if ordered else float("inf")

    def describe(self) -> str:
        half = statistics.median(self.answered) if self.answered else float("inf")
        times = [f"{seconds * 1000:.0f} ms" for seconds in (half, self.find_p95(), max(self.answered, default=0.0))]
        cells = [self.name, f"{len(self.answered)} of {len(self.taken)}", *times, "true" if self.is_true() else "FALSE"]
        told = "; ".join([*(f"{number} x {kind}" for kind, number in self.outcome.tally.items()), *self.outcome.faults])
        return f"| {' | '.join(cells)} | {told} |"


@contextmanager
def serve(folder: Path, **environ: str) -> Iterator[Site]:
    """Two workers on the articles of seeds/ in SQLite, with the defaults where `environ` says nothing else."""
    address = f"127.0.0.1:{find_free_port()}"
    url = f"sqlite:///{folder / 'basewatch.db'}"
    given = {**os.environ, "BASEWATCH_DATABASE_URL": url, "GUNICORN_BIND": address, "WEB_CONCURRENCY": "2", **environ}
    for command in ("migrate", "load seeds/articles"):
        run_command(command, given)
    key = run_command("keys create attacker --scope write", given).strip()
    options = ["--config", "docker/gunicorn.conf.py", "service.wsgi:app"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options], cwd=ROOT, env=given, stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            wait_until(lambda: is_up(address), seconds=120)
            yield Site(address, key)
        finally:
            process.terminate()


def run_command(command: str, environ: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "service", *command.split()], cwd=ROOT, env=environ, stdout=subprocess.PIPE, check=True
    )
    return done.stdout.decode()


def is_up(address: str) -> bool:
    with suppress(OSError):
        connection = HTTPConnection(address, timeout=5)
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    return False


def measure(name: str, site: Site, seconds: float, attack: Callable[[Site, float], Outcome]) -> Row:
    """Let a reader ask for as long as an attack lasts."""
    command = [sys.executable, "-m", "tests.benchmarks.hostile.reader", site.address, str(seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as reader:
        outcome = attack(site, seconds)
        output, _ = reader.communicate(timeout=seconds + 180)
    return Row(name, json.loads(output), outcome)


def run_clients(count: int, work: Callable[[int], None]) -> None:
    """Let so many clients work at the same time, until all have ended."""
    threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
