"""What requests see when the API is told to end, or replaces a worker."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clients import ANSWERED, REFUSED, ask_without_pause
from tests.ports import find_free_port
from tests.system.test_api_process import ROOT, wait_until_up
from tests.waiting import wait_until

QUESTION = "/v1/events?limit=1"


@contextmanager
def serve(
    database_url: str, log: Path, options: str = "", config: str = "docker/gunicorn.conf.py"
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    address = f"127.0.0.1:{find_free_port()}"
    environ = {
        **os.environ,
        "BASEWATCH_DATABASE_URL": database_url,
        "GUNICORN_BIND": address,
        "WEB_CONCURRENCY": "2",
        "GUNICORN_CMD_ARGS": options,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", config, "service.wsgi:app"]
    with (
        log.open("wb") as file,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=file, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until_up(address, process)
            yield address, process
        finally:
            process.terminate()
            process.wait(timeout=40)
    assert process.returncode == 0, log.read_text()


SLOW_START = """
import time
from pathlib import Path
from runpy import run_path
globals().update(run_path({conf!r}))
fork = post_fork
def post_fork(server, worker):
    Path({mark!r}).touch()
    time.sleep(1)
    fork(server, worker)
"""


def test_sigterm_while_workers_start_ends_them_at_once(tmp_path: Path) -> None:
    mark, slow = tmp_path / "forked", tmp_path / "slow.conf.py"
    slow.write_text(SLOW_START.format(conf=str(ROOT / "docker/gunicorn.conf.py"), mark=str(mark)))
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": "sqlite://", "GUNICORN_BIND": f"127.0.0.1:{find_free_port()}"}
    command = [sys.executable, "-m", "gunicorn", "--config", str(slow), "service.wsgi:app"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as process:
        wait_until(lambda: mark.exists() or process.poll() is not None)
        process.terminate()
        # One that has not heard it would be killed after `graceful_timeout`, which is 20 seconds.
        assert process.wait(timeout=15) == 0


ENDED_WHILE_IT_LOOKS = """
import os
import signal
from runpy import run_path
from service.api.server.workers import ProblemWorker
globals().update(run_path({conf!r}))
class EndedWorker(ProblemWorker):
    def is_parent_alive(self):
        os.kill(os.getpid(), signal.SIGTERM)
        return super().is_parent_alive()
worker_class = EndedWorker
"""


def test_sigterm_while_a_worker_looks_for_its_parent_is_not_forgotten(tmp_path: Path) -> None:
    ended = tmp_path / "ended.conf.py"
    ended.write_text(ENDED_WHILE_IT_LOOKS.format(conf=str(ROOT / "docker/gunicorn.conf.py")))
    log = tmp_path / "log"
    with serve("sqlite://", log, config=str(ended)):
        # Others take their place, and end so, too.
        wait_until(lambda: log.read_text().count("Worker exiting") >= 4)


@pytest.mark.parametrize("keep", [True, False], ids=["kept-connections", "new-connections"])
def test_sigterm_under_load_loses_no_request(database_url: str, tmp_path: Path, keep: bool) -> None:
    with (
        serve(database_url, tmp_path / "log") as (address, process),
        ask_without_pause(address, QUESTION, clients=12, keep=keep) as tally,
    ):
        wait_until(lambda: tally.outcomes[ANSWERED] > 100)
        process.terminate()
        assert process.wait(timeout=40) == 0
    assert tally.outcomes.keys() <= {ANSWERED, REFUSED}


def test_sighup_under_load_replaces_all_workers_loses_no_request_and_keeps_the_form_of_the_log(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_LOG_FORMAT", "json")
    log = tmp_path / "log"
    with (
        serve(database_url, log) as (address, process),
        ask_without_pause(address, QUESTION, clients=12, keep=False) as tally,
    ):
        process.send_signal(signal.SIGHUP)
        wait_until(lambda: log.read_text().count("Worker exiting") >= 2)
        answered = tally.outcomes[ANSWERED]
        wait_until(lambda: tally.outcomes[ANSWERED] > answered + 50)
    assert tally.outcomes.keys() == {ANSWERED}
    assert [line for line in log.read_text().splitlines() if not line.startswith("{")] == []


def test_worker_that_is_replaced_under_load_loses_no_request(database_url: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with (
        serve(database_url, log, "--max-requests 40 --max-requests-jitter 20") as (address, _),
        ask_without_pause(address, QUESTION, clients=12) as tally,
    ):
        wait_until(lambda: log.read_text().count("Autorestarting worker") >= 4, seconds=60)
    assert tally.outcomes.keys() == {ANSWERED}
