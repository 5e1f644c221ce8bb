"""The database for endpoints: one session and one state per request, and what each worker knows of the latest state."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.settings import NO_ENDPOINT, Settings
from service.storage.database.engine import open_session
from service.storage.names.memory import NameMemory, RememberedNames
from service.storage.read.pages.latest import LatestReader, StoreState
from service.storage.tables.revisions import find_last_revision

_EXTENSION = "basewatch_engine"
_LATEST = "basewatch_latest"


@dataclass(frozen=True, slots=True)
class Latest:
    """What a worker reads of the latest state without a session, and the names that it remembers."""

    reader: LatestReader
    names: NameMemory = field(default_factory=NameMemory)


def register_engine(app: Flask, engine: Engine, settings: Settings) -> None:
    """Store the engine on the application, and what is remembered of its database if anything may be."""
    app.extensions[_EXTENSION] = engine
    # Another connection to a database in memory would be to another database. Traces have the statements of sessions.
    is_shared = engine.url.database not in {None, "", ":memory:"}
    is_remembering = settings.response_cache_mb and settings.otel_endpoint == NO_ENDPOINT and is_shared
    app.extensions[_LATEST] = Latest(LatestReader(engine)) if is_remembering else None


def get_engine() -> Engine:
    """Return the current application's engine."""
    engine: Engine = current_app.extensions[_EXTENSION]
    return engine


def get_latest(app: Flask) -> Latest | None:
    """Return what an application remembers; null where each request is to be answered by a session alone."""
    latest: Latest | None = app.extensions[_LATEST]
    return latest


def find_name_index(session: Session) -> RememberedNames | None:
    """Return the names of the request's state, if they are remembered."""
    latest = get_latest(current_app)
    if latest is None or g.get("session") is not session or g.state is None:
        return None
    return latest.names.find(session, g.state)


@contextmanager
def open_state() -> Iterator[StoreState | None]:
    """Open the request's session for the block, and yield the latest state in it; null before the first revision."""
    with open_session(get_engine()) as session:
        g.session = session
        revision = find_last_revision(session)
        g.state = StoreState(revision.number, revision.committed_at) if revision else None
        try:
            yield g.state
        finally:
            del g.session


@contextmanager
def open_request_session() -> Iterator[Session]:
    """Yield the request's session, or a new one if there is none."""
    if "session" in g:
        yield g.session
    else:
        with open_session(get_engine()) as session:
            yield session


def open_own_session() -> AbstractContextManager[Session]:
    """Open a separate session, as for a streamed response, which outlives the request's session."""
    return open_session(get_engine())
