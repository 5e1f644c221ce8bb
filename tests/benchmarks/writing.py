"""How fast the loader's batches are written, beside a bare insert of the same rows: a part of `make benchmark-loading`.

Reports are made and not extracted, so that what is measured begins where extraction ends: names, merging, JSON, counts
and statements. The bare insert has none of these: COPY on PostgreSQL and executemany on SQLite, into the same tables.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Engine, delete, insert, select

from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, find_reports, load_batch, load_gazetteer
from service.loader.runs.saving import Merger
from service.storage.database.bulk import insert_rows
from service.storage.database.engine import open_transaction
from service.storage.database.schema import migrate
from service.storage.tables.counts.event_counts import EventCountRow, EventMonthCountRow
from service.storage.tables.models import METADATA
from tests.loading import build_read

ARTICLES, PER_BASE, BATCH = 2_500, 4, 500
# What loading writes; the names are there before.
WRITTEN = (
    *("revision", "article", "report", "report_participation", "figure", "quote", "event", "event_report"),
    *("participation", "event_source", "change", "change_subject", "event_count", "event_month_count"),
)
Result = TypeVar("Result")


@dataclass
class Stopwatch:
    """The seconds that some calls took, in all."""

    seconds: float = 0.0

    def watch(self, call: Callable[..., Result]) -> Callable[..., Result]:
        def run(*arguments: Any) -> Result:
            start = time.perf_counter()
            try:
                return call(*arguments)
            finally:
                self.seconds += time.perf_counter() - start

        return run


def measure_writing(engine: Engine, bare_engine: Engine, pipeline: Pipeline) -> None:
    """Fill one empty database by batches and the other one by bare inserts, and print the rows a second of each."""
    for each in (engine, bare_engine):
        migrate(each)
        load_gazetteer(each, pipeline)
    articles = [build_told_twice(number) for number in range(ARTICLES)]
    news = [find_reports(read, read.article.content_hash, pipeline) for read in articles]
    written, merged = Stopwatch(), Stopwatch()
    write, merger = written.watch(load_batch), watch_merging(pipeline.merger, merged)
    for start in range(0, len(news), BATCH):
        write(engine, news[start : start + BATCH], merger)
    rows = read_rows(engine)
    bare_s = insert_bare(bare_engine, rows)
    count = sum(len(rows[name]) for name in WRITTEN)
    reports, events = len(rows["report"]), len(rows["event"])
    sys.stdout.write(
        f"{engine.dialect.name}: {reports} reports and {events} versions of events, {count} rows: "
        f"{count / written.seconds:.0f} rows a second by batches of {BATCH} articles, {count / bare_s:.0f} bare; "
        f"ratio {bare_s / written.seconds:.2f}, without merging {bare_s / (written.seconds - merged.seconds):.2f}\n"
    )
    sys.stdout.flush()


def watch_merging(merger: Merger, watch: Stopwatch) -> Merger:
    """The same, with the seconds that it computes for."""
    parts = merger.by_neighbours
    timed = parts and replace(
        parts,
        regroup=watch.watch(parts.regroup),
        merge_and_place=watch.watch(parts.merge_and_place),
        build=watch.watch(parts.build),
    )
    return replace(merger, merge=watch.watch(merger.merge), by_neighbours=timed)


def build_told_twice(number: int) -> ReadArticle:
    """An article of two events; each is told by four articles, far from one another."""
    base = number % (ARTICLES // PER_BASE)
    day = f"2020-{1 + base % 12:02}-{1 + base % 28:02}"
    return build_read(f"# {number}\nhandover base-{base} {day}\nattack base-{base} {day}", f"{number}.txt")


def read_rows(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables, as they are stored."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
        }


def insert_bare(engine: Engine, rows: dict[str, list[dict[str, Any]]]) -> float:
    """Seconds of the inserts alone, in one transaction."""
    with open_transaction(engine) as session:
        session.execute(delete(EventCountRow))
        session.execute(delete(EventMonthCountRow))
        for table, new in list_names(engine, rows):
            session.execute(insert(table), new)
    start = time.perf_counter()
    with open_transaction(engine) as session:
        for table in METADATA.sorted_tables:
            if table.name in WRITTEN:
                insert_rows(session, table, rows[table.name])
    return time.perf_counter() - start


def list_names(engine: Engine, rows: dict[str, list[dict[str, Any]]]) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The rows of names that the gazetteer has not brought already."""
    there = read_rows(engine)
    for table in METADATA.sorted_tables:
        new = [row for row in rows[table.name] if row not in there[table.name]]
        if table.name not in WRITTEN and new:
            yield table, new
