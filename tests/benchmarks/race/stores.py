"""Stores of the service with made events: tables by the real migrations, rows by what each database has for many.

Rows are those of an earlier schema, and the migrations since make the rest of them, as they do of any store: the counts
and the keys that lists are read by.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from service.storage.database.engine import build_engine, open_transaction
from service.storage.database.schema import migrate
from service.storage.names.gazetteer import save_gazetteer
from tests.benchmarks.race.documents import build_document, build_evidence
from tests.benchmarks.race.events import (
    BATCH,
    NO_DAY,
    PER_ARTICLE,
    PER_REVISION,
    MadeEvent,
    World,
    make_events,
    name_moment,
)
from tests.earlier_schemas import go_back

Row = tuple[Any, ...]
# The schema that the rows are of.
SCHEMA = "0009"
REVISION = ("id", "committed_at", "action")
ARTICLE = (
    *("id", "content_hash", "source_slug", "source_name", "file", "title", "published", "language", "rendition"),
    *("text", "signature", "since"),
)
EVENT = (
    *("id", "slug", "sort_key", "reported_key", "updated_key", "block", "type", "status", "base"),
    *("latitude", "longitude", "country", "edtf", "first_day", "last_day", "precision", "first_reported"),
    *("report_count", "independent_source_count", "confidence", "is_disputed", "document", "evidence"),
    *("content_hash", "since"),
)
TABLES = {
    "revision": REVISION,
    "article": ARTICLE,
    "event": EVENT,
    "participation": ("event_id", "actor", "role"),
    "event_source": ("event_id", "source"),
    "change": ("revision", "position", "kind", "slug", "event_id"),
}
TEXT = "Forces left the base at dawn, as a spokesman said. " * 8


class Writer(Protocol):
    """What writes many rows into a database whose indexes are made in the end."""

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows to a table."""


def fill_store(database_url: str, world: World, count: int) -> None:
    """Make all tables in an empty database, and store all names and so many events."""
    engine = build_engine(database_url)
    migrate(engine)
    with open_transaction(engine) as session:
        save_gazetteer(session, world.gazetteer, world.types)
    go_back(engine, SCHEMA)
    engine.dispose()
    with open_writer(database_url) as writer:
        events = make_events(world, count)
        while batch := list(islice(events, BATCH)):
            for table, rows in build_rows(batch).items():
                writer.write(table, TABLES[table], rows)
    migrate(engine)
    engine.dispose()
    if make_url(database_url).get_backend_name() != "sqlite":
        # What the server does by itself some minutes after so many rows, which the migrations have written anew.
        with psycopg.connect(database_url, autocommit=True) as postgresql:
            postgresql.execute("VACUUM (ANALYZE)")


def build_rows(events: Sequence[MadeEvent]) -> dict[str, list[Row]]:
    """The rows of some events, by table."""
    revisions = dict.fromkeys(event.revision for event in events)
    return {
        "revision": [(number, name_moment(number).replace("T", " ")[:19] + ".000000", "load") for number in revisions],
        "article": [_build_article(event) for event in events if event.number % PER_ARTICLE == 0],
        "event": [_build_event(event) for event in events],
        "participation": [(event.number, actor.slug, role.value) for event in events for actor, role in event.parts],
        "event_source": [(event.number, source.slug) for event in events for source in event.sources],
        "change": [_build_change(event) for event in events],
    }


def _build_article(event: MadeEvent) -> Row:
    source = event.sources[0]
    named = (event.number, f"{event.number:064x}", source.slug, source.name, f"{event.number}.txt", event.slug)
    return (*named, event.published, "en", "full", TEXT, bytes(64), event.revision)


def _build_change(event: MadeEvent) -> Row:
    return event.revision, event.number % PER_REVISION, "added", event.slug, event.number


def _build_event(event: MadeEvent) -> Row:
    base, date = event.base, event.date
    first, last = (date.first, date.last) if date else (None, None)
    return (
        *(event.number, event.slug, event.sort_key, f"{event.published or NO_DAY}|{event.slug}"),
        *(f"{event.revision:012}|{event.slug}", f"{base.slug if base else event.country}|{event.type}"),
        *(event.type, event.status.value, base.slug if base else None),
        *((base.latitude, base.longitude) if base else (None, None)),
        *(event.country, date.edtf if date else None, first and first.isoformat(), last and last.isoformat()),
        *(date.precision.value if date else None, event.published, len(event.sources), len(event.sources)),
        *(event.confidence, False, build_document(event), build_evidence(event), f"{event.number:064x}"),
        event.revision,
    )


@contextmanager
def open_writer(database_url: str) -> Iterator[Writer]:
    """What writes into a database of either kind; at its end all is committed, with all indexes."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database), isolation_level=None)) as connection:
            yield from _write_sqlite(connection)
        return
    with psycopg.connect(database_url) as postgresql:
        yield from _write_postgresql(postgresql)


class SqliteWriter:
    """Writes into SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows by one statement that is prepared once."""
        places = ",".join("?" * len(columns))
        self.connection.executemany(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({places})", rows)  # noqa: S608 - our own names


def _write_sqlite(connection: sqlite3.Connection) -> Iterator[Writer]:
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN")
    names = ",".join(f"'{table}'" for table in TABLES)
    asked = f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({names})"  # noqa: S608 - as above
    indexes = connection.execute(asked).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}")
    yield SqliteWriter(connection)
    for _, statement in indexes:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresqlWriter:
    """Writes into PostgreSQL."""

    def __init__(self, connection: "psycopg.Connection[Row]") -> None:
        self.connection = connection

    def write(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows by COPY."""
        statement = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with self.connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            for row in rows:
                copy.write_row(row)


def _write_postgresql(connection: "psycopg.Connection[Row]") -> Iterator[Writer]:
    # No look-up of every foreign key: all names are stored before.
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET TIME ZONE 'UTC'")
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename = ANY(%s)"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(TABLES)],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    yield PostgresqlWriter(connection)
    for _, statement in indexes:
        connection.execute(statement.encode())
