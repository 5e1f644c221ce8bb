"""Extraction in several processes, and one writer: the store becomes what it becomes if articles come one by one."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.errors import BusyError, ModelError
from service.loader.articles.building import ReadArticle
from service.loader.readers.extraction_pool import ExtractionPool
from service.loader.runs.batches import store_batches
from service.loader.runs.loading import Pipeline, load_gazetteer
from service.loader.runs.outcomes import Outcome
from service.loader.runs.parallel import AHEAD, Pool, begin_loading
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.integration.loader.states import dump_tables
from tests.line_readers import SIZE, build_line_pool
from tests.loading import build_pipeline, build_pool_pipeline, build_read
from tests.processes import list_children
from tests.readers import build_dying_reader, build_no_reader

URL = "https://news.example/k1"
ATTACK = "attack k1 2020-03-11"
OTHERS = [
    build_read(f"# {n}\nhandover k1 2020-03-{1 + n % 5:02}\nattack Camp_X 2020-03", f"{n}.txt") for n in range(12)
]
# The first of one address is superseded, and comes once more; one comes twice, and one is refused twice.
ODD = [
    build_read(ATTACK, "first.txt", URL),
    build_read("attack k1 2020-03-12", "second.txt", URL),
    build_read(ATTACK, "first.txt", URL),
    build_read("# unreadable", "bad.txt"),
    build_read("# unreadable", "bad.txt"),
    build_read("# twice\nhandover taji 2020-08-23", "one.txt"),
    build_read("# twice\nhandover taji 2020-08-23", "one.txt"),
]


@pytest.fixture
def pool() -> Iterator[ExtractionPool]:
    with closing(build_line_pool()) as pool:
        yield pool


@pytest.fixture
def other_engine(empty_database_url: str) -> Iterator[Engine]:
    engine = build_engine(empty_database_url)
    migrate(engine)
    yield engine
    engine.dispose()


def load_all(
    engine: Engine, reads: Iterable[ReadArticle], pipeline: Pipeline, pool: Pool | None, size: int = 1
) -> list[tuple[str, Outcome | str]]:
    """What became of each article, by the name of its file."""
    load_gazetteer(engine, pipeline)
    outcomes: list[tuple[str, Outcome | str]] = []
    for finished in store_batches(engine, begin_loading(engine, reads, pipeline, pool), pipeline.merger, size):
        for read, outcome in zip(finished.reads, finished.outcomes, strict=True):
            outcomes.append((read.article.file, str(finished.refusal) if finished.refusal else outcome))
    return outcomes


def load_in_turn(engine: Engine, reads: Sequence[ReadArticle]) -> list[tuple[str, Outcome | str]]:
    return load_all(engine, reads, build_pipeline(), None)


def list_workers() -> set[int]:
    return set(list_children(os.getpid(), "--multiprocessing-fork"))


def test_load_with_workers_makes_the_same_rows_as_without(
    engine: Engine, other_engine: Engine, pool: ExtractionPool
) -> None:
    reads = [*OTHERS[:6], *ODD, *OTHERS[6:]]
    outcomes = load_all(engine, reads, build_pool_pipeline(pool), pool)
    assert outcomes == load_in_turn(other_engine, reads)
    assert [outcome for file, outcome in outcomes if file == "first.txt"] == [Outcome.LOADED, Outcome.REPLACED]
    assert dump_tables(engine) == dump_tables(other_engine)


def test_article_whose_process_is_killed_is_extracted_again_or_refused_and_loses_no_other(
    engine: Engine, other_engine: Engine, pool: ExtractionPool, tmp_path: Path
) -> None:
    killed = build_read(f"# die-once {tmp_path / 'mark'}\n{ATTACK}", "killed.txt")
    reads = [*OTHERS[:2], killed, build_read("# die", "fatal.txt"), *OTHERS[2:]]
    outcomes = dict(load_all(engine, reads, build_pool_pipeline(pool), pool))
    assert (tmp_path / "mark").exists()
    assert outcomes.pop("fatal.txt") == "ended the process that extracts it 3 times; there may be too little memory"
    assert set(outcomes.values()) == {Outcome.LOADED}
    load_in_turn(other_engine, [*OTHERS[:2], killed, *OTHERS[2:]])
    assert dump_tables(engine) == dump_tables(other_engine)


def test_load_with_workers_of_what_is_stored_extracts_nothing(engine: Engine) -> None:
    load_in_turn(engine, OTHERS)
    before = list_workers()
    with closing(ExtractionPool(build_no_reader, SIZE)) as pool:
        outcomes = load_all(engine, OTHERS, build_pool_pipeline(pool), pool)
        assert list_workers() == before
    assert {outcome for _, outcome in outcomes} == {Outcome.UNCHANGED}


def test_load_with_workers_reads_few_articles_ahead(engine: Engine, pool: ExtractionPool) -> None:
    begun: list[str] = []

    def read_all() -> Iterator[ReadArticle]:
        for read in OTHERS:
            begun.append(read.article.file)
            yield read

    pipeline = build_pool_pipeline(pool)
    load_gazetteer(engine, pipeline)
    loadings = begin_loading(engine, read_all(), pipeline, pool)
    for done, _finished in enumerate(store_batches(engine, loadings, pipeline.merger, 1), 1):
        # The one that was read last waits until there is room for it.
        assert len(begun) - done <= AHEAD * SIZE + 1
    assert len(begun) == len(OTHERS) > AHEAD * SIZE


def test_load_whose_workers_cannot_start_ends_with_the_reason_and_keeps_what_is_stored(engine: Engine) -> None:
    load_in_turn(engine, OTHERS[:2])
    before = dump_tables(engine)
    with (
        closing(ExtractionPool(build_no_reader, SIZE)) as pool,
        pytest.raises(ModelError, match="another one"),
    ):
        load_all(engine, OTHERS, build_pool_pipeline(pool), pool)
    with (
        closing(ExtractionPool(build_dying_reader, SIZE)) as pool,
        pytest.raises(BusyError, match="ended unexpectedly"),
    ):
        load_all(engine, OTHERS, build_pool_pipeline(pool), pool)
    assert dump_tables(engine) == before


def test_pool_that_is_closed_ends_its_processes_and_what_they_extract(pool: ExtractionPool, tmp_path: Path) -> None:
    before = list_workers()
    here = tmp_path / "here"
    waiting = [pool.submit(lambda: pool.extract(build_read(f"# wait {here}").article)) for _ in range(4)]
    while not here.exists():
        assert not any(future.done() for future in waiting)
    pool.close()
    assert list_workers() <= before
    assert all(future.cancelled() or isinstance(future.exception(), BusyError) for future in waiting)
