"""Answers that are sent again from memory by a server with workers, while others write and the database goes away."""

import json
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event as Signal

import pytest
from sqlalchemy import Engine, text

from service.storage.database.engine import build_engine, open_session
from service.storage.database.schema import migrate
from service.storage.tables.revisions import find_last_number
from tests.clients import ANSWERED, REFUSED, UNAVAILABLE, Tally, ask_without_pause
from tests.container.databases import Database, run_database
from tests.integration.api.conftest import stock, store_event
from tests.replicas import ReplicaServer
from tests.system.test_stopping import serve
from tests.waiting import wait_until

PATH = "/v1/events?limit=200&count=exact"
WRITTEN, READERS = 20, 4
# The connections by which loops look at the store; threads ask in other words.
LOOKS = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT revision.id, revision.committed_at %'"
# More than a look may take, and less than a request that waits for a database that is silent.
PROMPT_S = 3.0


@pytest.fixture
def server() -> Iterator[Database]:
    """A database of the test's own, with two events, in a folder that the account of the server may enter."""
    with TemporaryDirectory(prefix="bwpg") as folder, run_database(make_readable(Path(folder)) / "pg") as database:
        engine = build_engine(database.url)
        migrate(engine)
        stock(engine, 2)
        engine.dispose()
        yield database


def make_readable(folder: Path) -> Path:
    folder.chmod(0o755)
    return folder


def count_looks(database_url: str) -> int:
    engine = build_engine(database_url)
    with engine.connect() as connection:
        count: int = connection.scalar(text(LOOKS)) or 0
    engine.dispose()
    return count


def ask_until(is_over: Signal, address: str, acknowledged: list[int]) -> list[tuple[int, int, int]]:
    """The last revision that was committed before each answer was asked for, that of the answer, and its count."""
    seen = []
    with closing(HTTPConnection(address, timeout=20)) as connection:
        while not is_over.is_set():
            before = acknowledged[-1]
            connection.request("GET", PATH)
            response = connection.getresponse()
            count = json.loads(response.read())["count"]
            seen.append((before, int(response.headers["Basewatch-Revision"]), count))
    return seen


def read_last_number(engine: Engine) -> int:
    with open_session(engine) as session:
        return find_last_number(session)


def test_answers_while_others_write_are_never_older_than_what_was_committed_before(
    engine: Engine, database_url: str, backend: str, tmp_path: Path
) -> None:
    stock(engine, 2)
    acknowledged, is_over = [read_last_number(engine)], Signal()
    counts = {acknowledged[0]: 2}
    with (
        serve(database_url, tmp_path / "log") as (address, _),
        ThreadPoolExecutor(READERS) as pool,
    ):
        readers = [pool.submit(ask_until, is_over, address, acknowledged) for _ in range(READERS)]
        for number in range(2, WRITTEN):
            store_event(engine, number)
            last = read_last_number(engine)
            counts[last] = number + 1
            acknowledged.append(last)
            # A response is kept from the second after its revision on.
            is_over.wait(1.2 if number % 4 == 0 else 0.05)
        is_over.set()
        answers = [answer for reader in readers for answer in reader.result()]
        assert backend == "sqlite" or count_looks(database_url) > 0
    assert len(answers) > 10 * WRITTEN
    assert {revision for _, revision, _ in answers} > set(acknowledged[-3:-1])
    assert all(before <= revision and counts[revision] == count for before, revision, count in answers)


@contextmanager
def ask_for_kept(database_url: str, address: str) -> Iterator[Tally]:
    """Clients that ask for a response that is kept, while there is a connection to look at the store by."""
    with ask_without_pause(address, PATH, clients=8) as tally:
        wait_until(lambda: tally.outcomes[ANSWERED] > 100 and count_looks(database_url) > 0)
        yield tally


def wait_for_more(tally: Tally, outcome: str) -> None:
    seen = tally.outcomes[outcome]
    wait_until(lambda: tally.outcomes[outcome] > seen + 20)


def test_database_that_is_started_again_is_looked_at_again_and_no_request_is_lost(
    server: Database, tmp_path: Path
) -> None:
    with (
        serve(server.url, tmp_path / "log") as (address, _),
        ask_for_kept(server.url, address) as tally,
    ):
        server.stop()
        wait_for_more(tally, UNAVAILABLE)
        server.start()
        wait_for_more(tally, ANSWERED)
        wait_until(lambda: count_looks(server.url) > 0)
        wait_for_more(tally, ANSWERED)
    assert tally.outcomes.keys() <= {ANSWERED, UNAVAILABLE}


def test_database_that_is_silent_holds_neither_the_loop_nor_requests_for_good(server: Database, tmp_path: Path) -> None:
    with (
        serve(server.url, tmp_path / "log") as (address, _),
        ask_for_kept(server.url, address) as tally,
    ):
        with (
            ReplicaServer(server.folder, server.account or "").hold(),
            closing(HTTPConnection(address, timeout=PROMPT_S)) as connection,
        ):
            for _ in range(5):
                Signal().wait(0.1)
                connection.request("GET", "/healthz")
                response = connection.getresponse()
                assert (response.status, bool(response.read())) == (200, True)
        wait_for_more(tally, ANSWERED)
        wait_until(lambda: count_looks(server.url) > 0)
    assert tally.outcomes.keys() == {ANSWERED}


def test_sigterm_while_requests_wait_for_a_look_loses_none(engine: Engine, database_url: str, tmp_path: Path) -> None:
    stock(engine, 2)
    with (
        serve(database_url, tmp_path / "log") as (address, process),
        ask_without_pause(address, PATH, clients=12) as tally,
    ):
        wait_until(lambda: tally.outcomes[ANSWERED] > 1_000)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0
    assert tally.outcomes.keys() <= {ANSWERED, REFUSED}
