"""Commands of the service as processes that import nothing: each is forked from one process that has imported it all.

To import is most of what a short command takes. Everything that a command does is done in a process of its own, from
its arguments to its status, with the released weights; but what these have scored in this test run is not scored again.
That `python -m service` starts a command is shown by the tests that start it so.
"""

import gc
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile

from service import extraction
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.runtime import OnnxEncoder
from tests.suite.encoder import RememberingEncoder, remember

ROOT = Path(__file__).parents[2]
MAX_BYTES = 100_000
TIMEOUT_S = 120
# What the commands import once they run; `service.__main__` itself is run anew by each.
MODULES = (
    *(f"service.commands.{name}" for name in ("extract", "keys", "load", "migrate", "rebuild", "remove")),
    "datasketch",
)


@dataclass(frozen=True, slots=True)
class Command:
    """Arguments of `python -m service`, and where it is run."""

    arguments: Sequence[str]
    environ: Mapping[str, str]
    folder: str


class Forker:
    """The process that forks, for as long as the tests run; it runs one command at a time."""

    def __init__(self) -> None:
        self._connection, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._connection.settimeout(TIMEOUT_S)
        program = [sys.executable, "-m", "tests.suite.forks", str(other.fileno())]
        # It ends when the connection does.
        self._process = subprocess.Popen(program, cwd=ROOT, stdin=subprocess.DEVNULL, pass_fds=[other.fileno()])
        other.close()

    def run(self, command: Command, text: str) -> "subprocess.CompletedProcess[str]":
        """What a command says, with a text for its standard input."""
        with ExitStack() as stack:
            given, said, complained = (stack.enter_context(TemporaryFile()) for _ in range(3))
            given.write(text.encode())
            given.seek(0)
            message = json.dumps(asdict(command)).encode()
            socket.send_fds(self._connection, [message], [given.fileno(), said.fileno(), complained.fileno()])
            status = self._wait(int(self._receive()))
            said.seek(0)
            complained.seek(0)
            return subprocess.CompletedProcess(
                list(command.arguments), status, said.read().decode(), complained.read().decode()
            )

    def _wait(self, pid: int) -> int:
        try:
            return int(self._receive())
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            self._receive()
            raise

    def _receive(self) -> bytes:
        message = self._connection.recv(MAX_BYTES)
        assert message, "the process that forks has ended"
        return message


def fork_commands(connection: socket.socket) -> Command | None:
    """Fork for each command that is asked for. A child gets the command, the parent null at the end."""
    while True:
        message, files, _, _ = socket.recv_fds(connection, MAX_BYTES, 3)
        if not message:
            return None
        pid = os.fork()
        if pid == 0:
            connection.close()
            for number, file in enumerate(files):
                os.dup2(file, number)
                os.close(file)
            return Command(**json.loads(message))
        for file in files:
            os.close(file)
        connection.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        connection.send(str(os.waitstatus_to_exitcode(status)).encode())


def run_service(command: Command) -> None:
    """What `python -m service` does."""
    os.chdir(command.folder)
    os.environ.clear()
    os.environ.update(command.environ)
    sys.argv = ["service", *command.arguments]
    runpy.run_module("service", run_name="__main__", alter_sys=True)


def build_encoder(folder: Path, labels: Labels) -> RememberingEncoder:
    """The encoder that a command takes in place of the bare weights."""
    return remember(OnnxEncoder(folder, labels))


if __name__ == "__main__":
    for module in MODULES:
        import_module(module)
    vars(extraction)["OnnxEncoder"] = build_encoder
    # What is never freed need not be copied to a child that counts its references.
    gc.freeze()
    if asked := fork_commands(socket.socket(fileno=int(sys.argv[1]))):
        run_service(asked)
