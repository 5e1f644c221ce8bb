"""The database as endpoints see it: a session for one request."""

from contextlib import AbstractContextManager

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from service.storage.engine import open_session

_EXTENSION = "basewatch_engine"


def register_engine(app: Flask, engine: Engine) -> None:
    """Keep the engine with the application that uses it."""
    app.extensions[_EXTENSION] = engine


def get_engine() -> Engine:
    """Return the current application's engine."""
    engine: Engine = current_app.extensions[_EXTENSION]
    return engine


def open_request_session() -> AbstractContextManager[Session]:
    """Open a session for reading, which is closed and rolled back at the end of the block."""
    return open_session(get_engine())
