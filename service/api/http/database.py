"""The database for endpoints: one session and one revision per request."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.domain.changes import Revision
from service.storage.database.engine import open_session
from service.storage.tables.revisions import find_last_revision

_EXTENSION = "basewatch_engine"


def register_engine(app: Flask, engine: Engine) -> None:
    """Store the engine on the application."""
    app.extensions[_EXTENSION] = engine


def get_engine() -> Engine:
    """Return the current application's engine."""
    engine: Engine = current_app.extensions[_EXTENSION]
    return engine


@contextmanager
def open_state() -> Iterator[Revision | None]:
    """Open the request's session for the block, and yield the latest revision in it."""
    with open_session(get_engine()) as session:
        g.session = session
        g.revision = find_last_revision(session)
        try:
            yield g.revision
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
