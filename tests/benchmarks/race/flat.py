"""The same events for the peers: a flat row each, with tables of who takes part, who reports it, and all names.

datasette reads them from a SQLite file with the indexes that its questions need, roapi from files of CSV.
"""

import csv
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path

from service.domain.names.places import Actor, Base, Source
from tests.benchmarks.race.events import BATCH, MadeEvent, World, make_events, name_moment
from tests.benchmarks.race.stores import Row

EVENTS = {
    "id": "TEXT PRIMARY KEY",
    "sort_key": "TEXT",
    "type": "TEXT",
    "status": "TEXT",
    "date": "TEXT",
    "date_first": "TEXT",
    "date_last": "TEXT",
    "date_precision": "TEXT",
    "base": "TEXT",
    "base_name": "TEXT",
    "country": "TEXT",
    "region": "TEXT",
    "latitude": "REAL",
    "longitude": "REAL",
    "actors": "TEXT",
    "sources": "TEXT",
    "personnel": "INTEGER",
    "independent_source_count": "INTEGER",
    "report_count": "INTEGER",
    "confidence": "REAL",
    "first_reported": "TEXT",
    "revision": "INTEGER",
    "updated_at": "TEXT",
}
NAMES = {"slug": "TEXT PRIMARY KEY", "name": "TEXT", "country": "TEXT"}
TABLES = {
    "events": EVENTS,
    "participation": {"event": "TEXT", "actor": "TEXT", "role": "TEXT"},
    "event_source": {"event": "TEXT", "source": "TEXT"},
    "bases": NAMES,
    "actors": NAMES,
    "sources": NAMES,
}
INDEXES = (
    "events (sort_key)",
    "events (base, sort_key)",
    "events (country, sort_key)",
    "events (type, sort_key)",
    "events (date_first, date_last)",
    "events (latitude, longitude)",
    "participation (actor, event)",
    "event_source (source, event)",
)


def write_flat(folder: Path, world: World, count: int) -> None:
    """Write `race.db`, and a file of CSV for each table."""
    events = make_events(world, count)
    with ExitStack() as stack:
        database = stack.enter_context(closing(sqlite3.connect(folder / "race.db", isolation_level=None)))
        files = [stack.enter_context((folder / f"{table}.csv").open("w", newline="")) for table in TABLES]
        writers = dict(zip(TABLES, map(csv.writer, files), strict=True))
        database.execute("PRAGMA synchronous=OFF")
        database.execute("BEGIN")
        for table, columns in TABLES.items():
            database.execute(f"CREATE TABLE {table} ({', '.join(map(' '.join, columns.items()))})")
            writers[table].writerow(columns)
        tables: dict[str, Iterable[Row]] = build_names(world)
        while tables:
            for table, rows in tables.items():
                kept = list(rows)
                writers[table].writerows(kept)
                places = ",".join("?" * len(TABLES[table]))
                database.executemany(f"INSERT INTO {table} VALUES ({places})", kept)  # noqa: S608 - our own names
            batch = list(islice(events, BATCH))
            tables = build_tables(batch) if batch else {}
        for place, index in enumerate(INDEXES):
            database.execute(f"CREATE INDEX index_{place} ON {index}")
        database.execute("COMMIT")
        database.execute("ANALYZE")


def build_names(world: World) -> dict[str, Iterable[Row]]:
    """The rows of names, by table."""
    named: dict[str, Sequence[Base | Actor | Source]] = {
        "bases": world.bases,
        "actors": world.actors,
        "sources": world.sources,
    }
    return {table: [(item.slug, item.name, item.country) for item in names] for table, names in named.items()}


def build_tables(events: Sequence[MadeEvent]) -> dict[str, Iterable[Row]]:
    """The rows of some events, by table."""
    return {
        "events": map(_build_event, events),
        "participation": ((event.slug, actor.slug, role.value) for event in events for actor, role in event.parts),
        "event_source": ((event.slug, source.slug) for event in events for source in event.sources),
    }


def _build_event(event: MadeEvent) -> Row:
    base, date = event.base, event.date
    return (
        *(event.slug, event.sort_key, event.type, event.status.value),
        *((date.edtf, str(date.first), str(date.last), date.precision.value) if date else (None,) * 4),
        *((base.slug, base.name) if base else (None, None)),
        event.country,
        *((base.region, base.latitude, base.longitude) if base else (None,) * 3),
        "; ".join(f"{actor.slug} {role}" for actor, role in event.parts),
        "; ".join(source.slug for source in event.sources),
        *(event.personnel, len(event.sources), len(event.sources), event.confidence, event.published),
        *(event.revision, name_moment(event.revision)),
    )
