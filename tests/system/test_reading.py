"""The processes that read texts for a server: one for each of its workers, from the first text to the worker's end."""

import json
import os
import signal
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.processes import has_ended, list_children, read_state
from tests.system.test_stopping import serve
from tests.waiting import wait_until

TEXT = "The coalition handed K1 Air Base over to Iraqi forces on 29 March 2020."
READER = "--multiprocessing-fork"


def post(address: str, body: dict[str, str]) -> tuple[int, str]:
    with closing(HTTPConnection(address, timeout=120)) as connection:
        connection.request("POST", "/v1/extract", json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def list_readers(server: int) -> dict[int, list[int]]:
    """By worker."""
    return {worker: list_children(worker, READER) for worker in list_children(server, "gunicorn")}


def test_every_worker_has_its_own_process_that_reads_and_ends_with_it(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BASEWATCH_RATE_LIMIT_EXTRACT", "off")
    with serve(database_url, tmp_path / "log") as (address, server):

        def is_read_by_all() -> bool:
            status, text = post(address, {"text": TEXT})
            assert (status, '"k1"' in text) == (200, True), text
            readers = list_readers(server.pid)
            return len(readers) == 2 and all(readers.values())

        wait_until(lambda: len(list_readers(server.pid)) == 2)
        assert list(list_readers(server.pid).values()) == [[], []]
        wait_until(is_read_by_all, seconds=200)
        assert list_children(server.pid, READER) == []
        readers = list_readers(server.pid)
        assert [len(pids) for pids in readers.values()] == [1, 1]
        (killed, [orphan]), (other, [reader]) = readers.items()

        os.kill(killed, signal.SIGKILL)
        wait_until(lambda: has_ended(orphan))
        os.kill(reader, signal.SIGKILL)
        wait_until(lambda: read_state(reader) is None)

        wait_until(is_read_by_all, seconds=200)
        started = list_readers(server.pid)
        assert {other} < started.keys()
        server.terminate()
        server.wait(timeout=40)
        for [pid] in started.values():
            wait_until(lambda pid=pid: has_ended(pid))  # type: ignore[misc] # It is bound at once.


def test_page_with_endless_markup_is_refused_by_a_server(database_url: str, tmp_path: Path) -> None:
    page = "<p " + " ".join(f"a{number}=1" for number in range(70_000)) + ">"
    with serve(database_url, tmp_path / "log") as (address, _):
        status, text = post(address, {"html": page})
    assert (status, "70000 attributes" in text) == (422, True)
