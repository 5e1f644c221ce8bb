"""A server with the worker, and clients that know no manners."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import find_free_port
from tests.waiting import wait_until

ROOT = Path(__file__).parents[3]
# Far more than anything takes here, and less than a client that is left waiting would need.
PATIENCE_S = 20


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and the file for as long as which some of its answers wait."""

    port: int
    held: Path

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_S)

    def ask(self, request: bytes) -> bytes:
        """All that is answered to these bytes, until the server closes."""
        with self.connect() as connection:
            connection.sendall(request)
            return receive_all(connection)

    def answers_quickly(self) -> bool:
        answer = self.ask(b"GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return answer.startswith(b"HTTP/1.1 200 ")


def receive_all(connection: socket.socket) -> bytes:
    answer = b""
    with suppress(ConnectionResetError):
        while received := connection.recv(65_536):
            answer += received
    return answer


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with run_server(tmp_path_factory.mktemp("server")) as found:
        yield found


@contextmanager
def run_server(folder: Path, *options: str) -> Iterator[Server]:
    held = folder / "held"
    found = Server(find_free_port(), held)
    command = [sys.executable, "-m", "gunicorn", "--config", "tests/system/workers/gunicorn_conf.py"]
    command += [*options, "--bind", f"127.0.0.1:{found.port}", "tests.system.workers.application:create_app()"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "HELD": str(held)}) as process:
        try:
            wait_until(lambda: is_up(found))
            yield found
        finally:
            held.unlink(missing_ok=True)
            process.terminate()
            process.wait(timeout=40)
    assert process.returncode == 0


def is_up(server: Server) -> bool:
    with suppress(OSError):
        return server.answers_quickly()
    return False
