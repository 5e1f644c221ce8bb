"""Opening the store for commands."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from service.errors import StorageError
from service.settings import Settings
from service.storage.database.engine import build_engine
from service.storage.database.schema import read_schema_state


@contextmanager
def open_store(settings: Settings) -> Iterator[Engine]:
    """The engine, for as long as the block lasts. A database whose schema is out of date is a StorageError."""
    engine = build_engine(settings.database_url)
    try:
        if not read_schema_state(engine).is_current:
            raise StorageError("the database schema is out of date; run `python -m service migrate` first")
        yield engine
    finally:
        engine.dispose()
