import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from service.errors import SettingsError, StorageError
from service.storage.database.engine import (
    build_engine,
    build_replica_engine,
    open_session,
    open_transaction,
    parse_database_url,
)


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("postgresql://u@h/d", "postgresql+psycopg"),
        ("postgres://u@h/d", "postgresql+psycopg"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_parse_database_url_of_a_known_database_gives_its_driver(given: str, driver: str) -> None:
    assert parse_database_url(given).drivername == driver


@pytest.mark.parametrize("given", ["", "no url", "mysql://h/d", "postgresql+asyncpg://h/d", "postgresql://h:port/d"])
def test_parse_database_url_of_anything_else_is_a_settings_error(given: str) -> None:
    with pytest.raises(SettingsError, match="BASEWATCH_DATABASE_URL"):
        parse_database_url(given)


def test_open_session_on_a_database_without_tables_says_to_migrate(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(StorageError, match="service migrate"), open_session(engine) as session:
        session.execute(text("SELECT slug FROM base"))
    engine.dispose()


def test_open_session_on_a_file_that_is_no_database_is_a_storage_error(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database. " * 100)
    engine = build_engine(f"sqlite:///{path}")
    with pytest.raises(StorageError, match="file is not a database"), open_session(engine) as session:
        session.execute(text("SELECT 1"))
    engine.dispose()
    assert path.read_text() == "Not a database. " * 100


def test_open_transaction_with_an_error_inside_keeps_nothing(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(StorageError), open_transaction(engine) as session:
        _create_and_fail(session)
    with pytest.raises(StorageError, match="no such table: t"), open_session(engine) as session:
        session.execute(text("SELECT x FROM t"))
    engine.dispose()


def _create_and_fail(session: Session) -> None:
    session.execute(text("CREATE TABLE t (x INTEGER)"))
    session.execute(text("SELECT x FROM nowhere"))


def test_build_engine_for_sqlite_sets_every_connection_up(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
    engine.dispose()


def test_build_engine_for_a_new_file_that_somebody_else_is_opening_waits(tmp_path: Path) -> None:
    engine = build_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        ending = Timer(0.2, other.execute, ["COMMIT"])
        ending.start()
        with engine.connect() as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        ending.join()
    engine.dispose()


@pytest.mark.parametrize(
    ("primary", "replica", "told"),
    [
        ("sqlite:///a.db", "postgresql://db/basewatch", "SQLite has none"),
        ("postgresql://db/basewatch", "sqlite:///a.db", "SQLite has none"),
        ("postgresql://db/basewatch", "mysql://db/basewatch", "not mysql"),
        ("postgresql://db/basewatch", "db", "is not a URL"),
    ],
)
def test_build_replica_engine_of_what_has_no_replica_names_the_setting(primary: str, replica: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"BASEWATCH_READ_DATABASE_URL.*{told}"):
        build_replica_engine(replica, build_engine(primary), 10_000)
