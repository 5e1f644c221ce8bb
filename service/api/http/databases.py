"""The databases that an application answers from, the primary and its replica if there is one, and what each worker
knows of the latest state of each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app
from sqlalchemy import Engine

from service.settings import NO_ENDPOINT, NO_REPLICA, Settings
from service.storage.database.engine import build_replica_engine
from service.storage.names.memory import NameMemory
from service.storage.read.pages.latest import LatestReader
from service.storage.read.replica import ReadReplica
from service.storage.read.state_look import StateLook

# Where the server finds the engines, to give each worker its own connections.
_ENGINE, _READ_ENGINE = "basewatch_engine", "basewatch_read_engine"
_EXTENSION = "basewatch_databases"


@dataclass(frozen=True, slots=True)
class Latest:
    """What a worker reads of the latest state without a session, and the names that it remembers. `look` is for a loop,
    and null where the reader waits for nothing either."""

    reader: LatestReader
    look: StateLook | None
    names: NameMemory = field(default_factory=NameMemory)


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """One that requests are answered from. `latest` is null where each is to be answered by a session alone; `follower`
    says of a replica how far it is, and is null of the primary."""

    engine: Engine
    latest: Latest | None
    follower: ReadReplica | None = None


@dataclass(slots=True)
class Databases:
    """The primary, and the replica that reads are answered from while it is ready."""

    primary: Database
    replica: Database | None
    # Told whenever the primary answers a read because the replica cannot, with the reason.
    note_fallback: Callable[[str], None] = lambda _reason: None

    @property
    def all(self) -> tuple[Database, ...]:
        """Both, or the one that there is."""
        return (self.primary,) if self.replica is None else (self.primary, self.replica)

    def choose(self) -> Database:
        """The one that answers a read, as long as it is recent enough for it."""
        replica, follower = self.replica, self.follower
        return replica if replica is not None and follower is not None and follower.is_ready() else self.primary

    @property
    def follower(self) -> ReadReplica | None:
        """How far the replica is; null where there is none."""
        return self.replica.follower if self.replica else None


def register_databases(app: Flask, engine: Engine, settings: Settings) -> Databases:
    """Store the databases on the application, and what is remembered of each if anything may be."""
    primary, replica = Database(engine, _remember(engine, settings)), None
    if settings.read_database_url != NO_REPLICA:
        reading = build_replica_engine(settings.read_database_url, engine, settings.statement_timeout_ms)
        follower = ReadReplica(reading, engine, settings.max_replica_lag_s)
        replica = Database(reading, _remember(reading, settings), follower)
    app.extensions[_ENGINE] = engine
    app.extensions[_READ_ENGINE] = replica.engine if replica else None
    databases = app.extensions[_EXTENSION] = Databases(primary, replica)
    return databases


def _remember(engine: Engine, settings: Settings) -> Latest | None:
    # Another connection to a database in memory would be to another database. Traces have the statements of sessions.
    is_shared = engine.url.database not in {None, "", ":memory:"}
    is_remembering = settings.response_cache_mb and settings.otel_endpoint == NO_ENDPOINT and is_shared
    if not is_remembering:
        return None
    reader = LatestReader(engine)
    return Latest(reader, None if reader.is_immediate else StateLook(engine))


def get_databases(app: Flask | None = None) -> Databases:
    """Return the databases of an application; of the current one by default."""
    return cast(Databases, (app or current_app).extensions[_EXTENSION])


def get_engine() -> Engine:
    """Return the engine of the current application's primary, for all that writes, and all that must not be late."""
    return get_databases().primary.engine
