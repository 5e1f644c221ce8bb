"""What the API does under load: many clients that ask two workers without a pause, on PostgreSQL.

It fails where an answer is missing or a 5xx, or where the workers' memory grows after they are warm.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.clients import Tally, ask_without_pause
from tests.container.databases import run_database
from tests.container.running import read_status
from tests.ports import find_free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[2]
PATHS = (
    "/v1/events?base=k1",
    "/v1/events?date=2020-03&limit=5",
    "/v1/events?actor=iraqi-security-forces&count=exact",
    "/v1/events/k1-handover-2020-03-29",
    "/v1/events/summary?by=month",
    "/v1/bases",
    "/v1/events?format=csv",
    "/v1/events?bse=k1",
)
# Of the whole time, until every thread of every worker has met every question.
WARM_UP = 1 / 3
MAX_GROWTH_MB = 10.0


@contextmanager
def serve(database_url: str, log: Path) -> Iterator[tuple[str, int]]:
    """The address and the process id of gunicorn, which replaces no worker: that would hide what they gather."""
    address = f"127.0.0.1:{find_free_port()}"
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": database_url, "GUNICORN_BIND": address, "WEB_CONCURRENCY": "2"}
    for command in ("migrate", "load seeds/articles"):
        subprocess.run([sys.executable, "-m", "service", *command.split()], cwd=ROOT, env=environ, check=True)
    options = ["--config", "docker/gunicorn.conf.py", "--max-requests", "0", "service.wsgi:app"]
    with (
        log.open("wb") as file,
        subprocess.Popen([sys.executable, "-m", "gunicorn", *options], cwd=ROOT, env=environ, stdout=file) as process,
    ):
        try:
            wait_until(lambda: read_status(address, "/readyz") == 200)
            yield address, process.pid
        finally:
            process.terminate()


def measure_memory(pid: int) -> float:
    """What all workers hold, in MB."""
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    statuses = [Path(f"/proc/{worker}/status").read_text() for worker in workers]
    lines = [line for status in statuses for line in status.splitlines() if line.startswith("VmRSS:")]
    return sum(int(line.split()[1]) for line in lines) / 1000


def watch_memory(pid: int, seconds: float) -> list[float]:
    """What all workers hold, each second."""
    samples = []
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(1)
        samples.append(measure_memory(pid))
    return samples


def describe(tally: Tally, seconds: float, samples: list[float], growth: float) -> Iterator[str]:
    """The figures, a line each."""
    centiles = statistics.quantiles(tally.seconds, n=100)
    yield f"{tally.outcomes.total() / seconds:.0f} requests per second"
    yield from (f"{number} x {outcome}" for outcome, number in tally.outcomes.most_common())
    yield f"half within {centiles[49] * 1000:.0f} ms, 99 of 100 within {centiles[98] * 1000:.0f} ms"
    yield f"memory of both workers {samples[-1]:.0f} MB, {growth:+.1f} MB since they were warm"


def run(clients: int, seconds: float) -> bool:
    """Measure and print; whether all is well."""
    with tempfile.TemporaryDirectory(prefix="bwload") as name:
        folder = Path(name)
        with (
            run_database(folder / "pg") as database,
            serve(database.url, folder / "log") as (address, pid),
            ask_without_pause(address, *PATHS, clients=clients) as tally,
        ):
            samples = watch_memory(pid, seconds)
    warm = samples[int(len(samples) * WARM_UP) :]
    growth = statistics.mean(warm[-5:]) - statistics.mean(warm[:5])
    sys.stdout.writelines(f"{line}\n" for line in describe(tally, seconds, samples, growth))
    answered = all(outcome[:1] in {"2", "4"} for outcome in tally.outcomes)
    return answered and growth <= MAX_GROWTH_MB


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.serving", description=__doc__)
    parser.add_argument("--clients", type=int, default=100, help="how many ask at the same time (100)")
    parser.add_argument("--seconds", type=float, default=60, help="for how long (60)")
    arguments = parser.parse_args()
    return 0 if run(arguments.clients, arguments.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
