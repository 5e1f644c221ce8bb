"""How fast the loader's batches are written, beside a bare insert of the same rows: a part of `make benchmark-loading`.

Reports are made and not extracted, so that what is measured begins where extraction ends: names, merging, JSON, counts
and statements. The bare insert has none of these: COPY on PostgreSQL and executemany on SQLite. It writes every row
that the batches left, of every table, names and counts among them, into the same tables with the same indexes, keys,
checks and triggers, in one transaction and each once, as it was in the end. What batches wrote only to change it later
is not among these rows: an earlier version of an event was a present one first, in the indexes of what holds now.
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, delete, select

from service.loader.articles.building import ReadArticle
from service.loader.runs.batches import store_batches
from service.loader.runs.loading import Pipeline, find_reports, load_gazetteer
from service.loader.runs.parallel import Loading
from service.loader.runs.saving import Merger
from service.storage.database.bulk import insert_rows
from service.storage.database.engine import open_transaction
from service.storage.database.schema import migrate
from service.storage.tables.counts.event_counts import EventCountRow
from service.storage.tables.models import METADATA
from service.storage.write.articles import NewArticle
from tests.loading import build_read

ARTICLES, PER_BASE, BATCH = 2_500, 4, 500
# By which base each article tells of. Where those of one base lie far from one another, each is in another batch, and
# of four versions of an event three are ended again; where they follow one another, an event is written once.
ORDERS: Mapping[str, Callable[[int], int]] = {
    "far apart": lambda number: number % (ARTICLES // PER_BASE),
    "together": lambda number: number // PER_BASE,
}
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
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


@dataclass(frozen=True)
class Times:
    """The seconds that one filling took by batches, their merging among them, and by bare inserts."""

    batches: float
    merging: float
    bare: float


def measure_writing(pairs: Sequence[tuple[Engine, Engine]], pipeline: Pipeline, order: str) -> None:
    """Fill the first of each pair of empty databases by batches, the other one bare, and print rows a second.

    Batches and bare inserts take turns, so that what else runs slows both; the medians count.
    """
    articles = [build_told_twice(number, ORDERS[order](number)) for number in range(ARTICLES)]
    news = [find_reports(read, read.article.content_hash, pipeline) for read in articles]
    loadings = [Loading(read, partial(_get, new)) for read, new in zip(articles, news, strict=True)]
    rounds = [measure_round(engine, bare_engine, loadings, pipeline) for engine, bare_engine in pairs]
    times = [times for times, _ in rounds]
    batches_s, bare_s = (statistics.median(each) for each in ([t.batches for t in times], [t.bare for t in times]))
    apart_s = statistics.median(each.batches - each.merging for each in times)
    new = rounds[0][1]
    count = sum(map(len, new.values()))
    sys.stdout.write(
        f"{pairs[0][0].dialect.name}, {order}: {len(new['report'])} reports, {len(new['event'])} versions of events, "
        f"{count} rows: {count / batches_s:.0f} rows a second by batches of {BATCH} articles, "
        f"{count / bare_s:.0f} bare; ratio {bare_s / batches_s:.2f}, without merging {bare_s / apart_s:.2f}\n"
    )
    sys.stdout.flush()


def measure_round(
    engine: Engine, bare_engine: Engine, loadings: Sequence[Loading], pipeline: Pipeline
) -> tuple[Times, Rows]:
    """How long one filling takes, and the rows that it adds."""
    for each in (engine, bare_engine):
        migrate(each)
        load_gazetteer(each, pipeline)
    before = read_rows(engine)
    written, merged = Stopwatch(), Stopwatch()
    merger = watch_merging(pipeline.merger, merged)
    written.watch(list)(store_batches(engine, loadings, merger, BATCH))
    rows = read_rows(engine)
    new = {name: [row for row in rows[name] if row not in before[name]] for name in rows}
    return Times(written.seconds, merged.seconds, insert_bare(bare_engine, new)), new


def _get(new: NewArticle) -> NewArticle:
    return new


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


def build_told_twice(number: int, base: int) -> ReadArticle:
    """An article of two events at a base."""
    day = f"2020-{1 + base % 12:02}-{1 + base % 28:02}"
    return build_read(f"# {number}\nhandover base-{base} {day}\nattack base-{base} {day}", f"{number}.txt")


def read_rows(engine: Engine) -> Rows:
    """The rows of all tables, as they are stored."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in METADATA.sorted_tables
        }


def insert_bare(engine: Engine, rows: Rows) -> float:
    """Seconds of the inserts alone, in one transaction. What the names were counted by already is counted anew."""
    with open_transaction(engine) as session:
        session.execute(delete(EventCountRow))
    start = time.perf_counter()
    with open_transaction(engine) as session:
        for table in METADATA.sorted_tables:
            insert_rows(session, table, rows[table.name])
    return time.perf_counter() - start
