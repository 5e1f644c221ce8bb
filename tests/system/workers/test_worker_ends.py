"""What a worker does that ends while some of its requests are still being answered."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from tests.processes import has_ended, read_parent
from tests.system.workers.conftest import Server, receive_all, run_server
from tests.waiting import wait_until


def has_open(pid: int, word: str) -> bool:
    for file in Path(f"/proc/{pid}/fd").iterdir():
        # It may have been closed since.
        with suppress(FileNotFoundError):
            if word in str(file.readlink()):
                return True
    return False


def test_answer_that_takes_longer_than_the_worker_waits_writes_into_no_file_of_the_application(tmp_path: Path) -> None:
    with run_server(tmp_path, "--graceful-timeout", "1", "--workers", "1") as server, server.connect() as connection:
        server.held.touch()
        connection.sendall(b"POST /open HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        wait_until((tmp_path / "begun").exists)
        worker = int((tmp_path / "begun").read_text())
        os.kill(worker, signal.SIGTERM)
        # What the loop waited with is closed when it has ended.
        wait_until(lambda: not has_open(worker, "eventpoll"))
        server.held.unlink()
        wait_until(lambda: has_ended(worker))
        files = sorted(tmp_path.glob("file*"))
        assert [file.read_bytes() for file in files] == [b""] * 20


def is_refused(server: Server) -> bool:
    try:
        server.connect().close()
    except ConnectionRefusedError:
        return True
    return False


def test_sigterm_while_a_response_is_awaited_refuses_new_clients_and_sends_it(tmp_path: Path) -> None:
    with run_server(tmp_path, "--workers", "1") as server, server.connect() as connection:
        server.held.touch()
        connection.sendall(b"POST /open HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        wait_until((tmp_path / "begun").exists)
        parent = read_parent(int((tmp_path / "begun").read_text()))
        assert parent is not None
        os.kill(parent, signal.SIGTERM)
        wait_until(lambda: is_refused(server), seconds=5)
        server.held.unlink()
        assert receive_all(connection).startswith(b"HTTP/1.1 200 ")
