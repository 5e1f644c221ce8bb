"""The server that is asked: gunicorn with two workers, as `make run` has it, on a store of seeds/."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from service.domain.access import Scope
from service.loader.runs.loading import Pipeline
from service.storage.database.engine import build_engine
from tests.container.running import read_status
from tests.examples import ROOT, open_client
from tests.fuzzing.corpus import Corpus, build_corpus
from tests.fuzzing.exchanges import exchange
from tests.integration.api.sending import make_key
from tests.ports import find_free_port
from tests.waiting import wait_until

COMMAND = (sys.executable, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "service.wsgi:app")
# Of a worker that had to be ended, or of an exception that nobody foresaw.
ALARMS = ("Traceback", "CRITICAL", "ERROR")
# So many texts at a time, so many times in a row, each read within so many seconds: all workers have the encoder.
AT_ONCE, WARM_ROUNDS, WARM_S = 4, 3, 3.0


def prepare(store: Path, pipeline: Pipeline) -> Corpus:
    """Add a key to a store of seeds/, and build what can be asked of it."""
    url = f"sqlite:///{store}"
    engine = build_engine(url)
    key = make_key(engine, *Scope)
    engine.dispose()
    with open_client(store, pipeline) as client:
        return build_corpus(client, key["Authorization"])


@contextmanager
def serve(store: Path, log: Path) -> Iterator[str]:
    """The address, for as long as the block lasts. What the server says goes to `log`, but for its access log."""
    address = f"127.0.0.1:{find_free_port()}"
    environ = {
        **os.environ,
        "BASEWATCH_DATABASE_URL": f"sqlite:///{store}",
        "BASEWATCH_RATE_LIMIT_EXTRACT": "off",
        "GUNICORN_ACCESS_LOG": os.devnull,
        "GUNICORN_BIND": address,
        "WEB_CONCURRENCY": "2",
    }
    with (
        log.open("wb") as file,
        subprocess.Popen(COMMAND, cwd=ROOT, env=environ, stdout=file, stderr=subprocess.STDOUT) as process,
    ):
        try:
            wait_until(lambda: read_status(address, "/readyz") == 200)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def warm_up(address: str, corpus: Corpus, seconds: float = 300) -> None:
    """Have texts read until every worker does it at once: the first takes as long as loading the encoder."""
    [extract] = [operation for operation in corpus.operations if operation.path == "/v1/extract"]
    # A short text: how long the encoder takes for long ones says nothing of whether it was loaded.
    shortest = replace(extract, bodies=[min(extract.bodies, key=lambda body: len(body[1]))])
    message = shortest.build(Random(0), corpus.authorization)  # noqa: S311 - nothing here is a secret.
    quick = 0

    def is_warm() -> bool:
        nonlocal quick
        answers = list(pool.map(lambda _number: exchange(address, message, seconds), range(AT_ONCE)))
        quick = quick + 1 if all(answer.is_valid and answer.seconds < WARM_S for answer in answers) else 0
        return quick >= WARM_ROUNDS

    with ThreadPoolExecutor(AT_ONCE) as pool:
        wait_until(is_warm, seconds)


def find_alarms(log: Path) -> list[str]:
    """The lines of the log that whoever runs the server would have to look into."""
    return [line for line in log.read_text("utf-8", "replace").splitlines() if any(word in line for word in ALARMS)]
