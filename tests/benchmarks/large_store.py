"""A large store for measuring: bulk SQL fills the tables of an earlier schema, and the real migrations do the rest.

A few bases, actors and sources carry most events, most days are recent, and a third of the events has coordinates.
Events differ by their number alone, so that a store is the same each time it is made.
"""

import argparse
import datetime as dt
from calendar import monthrange
from dataclasses import replace
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from service.storage.database.engine import WRITES, build_engine
from service.storage.database.schema import migrate
from service.storage.names.gazetteer import save_gazetteer
from tests.builders import EVENT_TYPES, build_actor, build_base, build_country, build_gazetteer, build_source
from tests.earlier_schemas import go_back

# The schema that the statements fill.
SCHEMA = "0009"
COUNTRIES = ("IQ", "SY", "AF", "ML", "NE", "ID", "DJ", "KW", "JO", "SO")
ROLES = ("leaving", "arriving", "attacker", "target", "actor")
STATUSES = ("occurred", "occurred", "occurred", "planned", "denied")
BASES, ACTORS, SOURCES = 300, 200, 80
FIRST_YEAR, LAST_YEAR = 1950, 2025
# How many rows each event draws one of: primes, so that what it draws of one says nothing of another.
SIZES = {"base": 1_009, "date": 10_007, "actor": 1_013, "source": 499, "kind": 251}
COLUMNS = {
    "base": "slug TEXT, country TEXT, latitude DOUBLE PRECISION, longitude DOUBLE PRECISION",
    "date": "edtf TEXT, first_day DATE, last_day DATE, precision_ TEXT",
    "actor": "slug TEXT, role TEXT",
    "source": "slug TEXT",
    "kind": "type TEXT, status TEXT",
}
REVISIONS = "INSERT INTO revision (id, committed_at, action) VALUES (1, :then, 'load'), (2, :now, 'load')"
# The ended version of every fifth event, and the current one of each.
EVENTS = """
WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
INSERT INTO event (id, slug, sort_key, reported_key, updated_key, block, type, status, base, latitude, longitude,
    country, edtf, first_day, last_day, precision, first_reported, report_count, independent_source_count, confidence,
    is_disputed, document, evidence, content_hash, since, until)
SELECT {count} * {ended} + n, 'event-' || n, coalesce(CAST(d.first_day AS TEXT), '0000-00-00') || '|event-' || n,
    coalesce(CAST(d.last_day AS TEXT), '0000-00-00') || '|event-' || n,
    CASE WHEN {is_new} THEN '000000000002|event-' ELSE '000000000001|event-' END || n,
    coalesce(b.slug, 'nowhere') || n % 1000, k.type, k.status, b.slug, b.latitude, b.longitude, b.country, d.edtf,
    d.first_day, d.last_day, d.precision_, d.last_day, 1, 1 + n % 3, 0.5 + (n % 50) * 0.01, n % 40 = 0,
    '{{"id":"event-' || n || '","type":"' || k.type || '","revision" : 1}}', '{{}}', '',
    CASE WHEN {is_new} THEN 2 ELSE 1 END, {until}
FROM numbers
JOIN draw_base b ON b.place = n % {base} * 7919 % {base}
JOIN draw_date d ON d.place = n % {date} * 3571 % {date}
JOIN draw_kind k ON k.place = n % {kind}
WHERE {chosen}
"""
LINKS = (
    "INSERT INTO participation (event_id, actor, role) SELECT event.id, draw.slug, role FROM event "
    "JOIN draw_actor draw ON draw.place = event.id % {actor} * 31 % {actor} WHERE event.id % 10 <> 0",
    "INSERT INTO participation (event_id, actor, role) SELECT event.id, draw.slug, role FROM event "
    "JOIN draw_actor draw ON draw.place = event.id % {actor} * 37 % {actor} WHERE event.id % 3 = 0 "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO event_source (event_id, source) SELECT event.id, draw.slug FROM event "
    "JOIN draw_source draw ON draw.place = event.id % {source} * 41 % {source}",
    "INSERT INTO event_source (event_id, source) SELECT event.id, draw.slug FROM event "
    "JOIN draw_source draw ON draw.place = event.id % {source} * 43 % {source} WHERE event.id % 2 = 0 "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO article (id, content_hash, source_slug, file, published, language, rendition, text, signature, since) "
    "SELECT event.id, 'article-' || event.id, draw.slug, event.id || '.txt', last_day, 'en', 'full', '', :none, 1 "
    "FROM event JOIN draw_source draw ON draw.place = event.id % {source} * 41 % {source} WHERE until IS NULL",
    "INSERT INTO event_report (event_id, position, report_key, article, published) "
    "SELECT id, 0, 'article-' || id || '-0', 'article-' || id, last_day FROM event WHERE until IS NULL",
    "INSERT INTO change (revision, position, kind, slug, event_id) SELECT since, row_number() OVER (PARTITION BY since "
    "ORDER BY id) - 1, CASE WHEN since = 1 THEN 'added' ELSE 'changed' END, slug, id FROM event",
)


def fill_large_store(engine: Engine, count: int) -> None:
    """Store so many current events in an empty database."""
    migrate(engine)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        _fill_names(connection)
    go_back(engine, SCHEMA)
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        _fill_draws(connection, Random(1))  # noqa: S311 - nothing is to be kept secret
        _fill_events(connection, count)
        for name in SIZES:
            connection.execute(text(f"DROP TABLE draw_{name}"))
    migrate(engine)
    if engine.dialect.name == "postgresql":
        # It does so by itself some time after a load; on SQLite nobody does.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _fill_names(connection: Connection) -> None:
    gazetteer = build_gazetteer(
        bases=[build_base(f"base-{place}", f"Base {place}", ()) for place in range(BASES)],
        actors=[build_actor(f"actor-{place}", f"Actor {place}") for place in range(ACTORS)],
        sources=[build_source(f"source-{place}", f"Source {place}") for place in range(SOURCES)],
        countries=[
            replace(build_country(code, code.lower(), f"State {code}"), aliases=(), adjectives=()) for code in COUNTRIES
        ],
    )
    with Session(connection, join_transaction_mode="create_savepoint") as session, session.begin():
        save_gazetteer(session, gazetteer, EVENT_TYPES)


def _fill_draws(connection: Connection, random: Random) -> None:
    """Tables of which each event draws one row; what is there often is drawn often."""
    drawn = {
        "base": [_draw_base(random) for _ in range(SIZES["base"])],
        "date": [_draw_date(random) for _ in range(SIZES["date"])],
        "actor": [
            {"slug": f"actor-{_pick(random, ACTORS)}", "role": random.choice(ROLES)} for _ in range(SIZES["actor"])
        ],
        "source": [{"slug": f"source-{_pick(random, SOURCES)}"} for _ in range(SIZES["source"])],
        "kind": [_draw_kind(random) for _ in range(SIZES["kind"])],
    }
    for name, rows in drawn.items():
        connection.execute(text(f"CREATE TEMPORARY TABLE draw_{name} (place INTEGER PRIMARY KEY, {COLUMNS[name]})"))
        values = ", ".join(f":{column}" for column in ("place", *rows[0]))
        placed = [{"place": place, **row} for place, row in enumerate(rows)]
        connection.execute(text(f"INSERT INTO draw_{name} VALUES ({values})"), placed)  # noqa: S608 - all of it stands here


def _pick(random: Random, count: int) -> int:
    """A number below `count`, low ones often."""
    return int(count * random.random() ** 3)


def _draw_base(random: Random) -> dict[str, Any]:
    place = _pick(random, BASES)
    country = COUNTRIES[place % len(COUNTRIES)]
    if random.random() < 0.2:
        return {"slug": None, "country": random.choice([None, country]), "latitude": None, "longitude": None}
    placed = place % 5 in {0, 2}
    latitude, longitude = (20 + place * 0.05, 30 + place * 7 % 60) if placed else (None, None)
    return {"slug": f"base-{place}", "country": country, "latitude": latitude, "longitude": longitude}


def _draw_actor(random: Random) -> dict[str, Any]:
    return {"slug": f"actor-{_pick(random, ACTORS)}", "role": random.choice(ROLES)}


def _draw_kind(random: Random) -> dict[str, Any]:
    return {"type": EVENT_TYPES[_pick(random, len(EVENT_TYPES))].slug, "status": random.choice(STATUSES)}


def _draw_date(random: Random) -> dict[str, Any]:
    year = LAST_YEAR - _pick(random, LAST_YEAR + 1 - FIRST_YEAR)
    first = dt.date(year, random.randint(1, 12), random.randint(1, 28))
    precision = random.choices(["day", "month", "season", "year", "interval", "yearless"], [60, 18, 2, 10, 5, 5])[0]
    first, last = _DATES.get(precision, _keep)(first, random)
    if precision == "yearless":
        return {"edtf": f"XXXX-{first:%m-%d}", "first_day": None, "last_day": None, "precision_": precision}
    return {"edtf": f"{first}/{last}", "first_day": first, "last_day": last, "precision_": precision}


def _keep(day: dt.date, _random: Random) -> tuple[dt.date, dt.date]:
    return day, day


def _draw_month(day: dt.date, _random: Random) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _draw_season(day: dt.date, random: Random) -> tuple[dt.date, dt.date]:
    first = dt.date(day.year, random.choice([3, 6, 9]), 1)
    return first, first + dt.timedelta(days=91)


def _draw_year(day: dt.date, _random: Random) -> tuple[dt.date, dt.date]:
    return dt.date(day.year, 1, 1), dt.date(day.year, 12, 31)


def _draw_interval(day: dt.date, random: Random) -> tuple[dt.date, dt.date]:
    return day, day + dt.timedelta(days=random.choice([2, 5, 9, 14, 40, 200, 900, 5_000]))


_DATES = {"month": _draw_month, "season": _draw_season, "year": _draw_year, "interval": _draw_interval}


def _fill_events(connection: Connection, count: int) -> None:
    moments = {"then": dt.datetime(2025, 1, 1, tzinfo=dt.UTC), "now": dt.datetime(2025, 2, 1, tzinfo=dt.UTC)}
    connection.execute(text(REVISIONS), moments)
    ended = {"ended": 1, "is_new": "1 = 0", "until": 2, "chosen": "n % 5 = 0"}
    current = {"ended": 0, "is_new": "n % 5 = 0", "until": "CAST(NULL AS INTEGER)", "chosen": "1 = 1"}
    for values in (ended, current):
        connection.execute(text(EVENTS.format(count=count, **values, **SIZES)))
    for statement in LINKS:
        wanted = {"none": b""} if ":none" in statement else {}
        connection.execute(text(statement.format(**SIZES)), wanted)


def main() -> None:
    """Fill an empty database."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.large_store", description=__doc__)
    parser.add_argument("url", help="of an empty database, as in BASEWATCH_DATABASE_URL")
    parser.add_argument("--events", type=int, default=1_000_000)
    arguments = parser.parse_args()
    engine = build_engine(arguments.url)
    fill_large_store(engine, arguments.events)
    engine.dispose()


if __name__ == "__main__":
    main()
