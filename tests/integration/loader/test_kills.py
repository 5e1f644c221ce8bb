"""A run that is killed leaves whole articles only, and the next run completes it."""

import random
import shutil
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from service.domain.queries import PageRequest
from service.storage.database.engine import build_engine, open_session
from service.storage.read.names import find_articles
from tests.integration.loader.states import Dump, State, dump_tables, read_state
from tests.line_readers import SIZE, build_line_pool
from tests.loading import BATCH, run_folder
from tests.processes import has_ended, list_children
from tests.waiting import wait_until

ARTICLES = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_articles(tmp_path / "articles")


def write_articles(folder: Path) -> Path:
    """Articles that tell of a few events, so that most of them change an event that is there."""
    folder.mkdir()
    for number in range(ARTICLES):
        lines = [f"# {number}", f"handover k1 2020-03-{1 + number % 3:02}", f"attack base-{number % 5} 2020-03-11"]
        (folder / f"{number:03}.txt").write_text("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def wanted_url(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What a run that nobody kills makes of the articles; all are compared with it."""
    folder = tmp_path_factory.mktemp("wanted")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'wanted.db')}"
    run_folder(url, write_articles(folder / "articles"))
    return url


@pytest.fixture
def url(sqlite_template: Path, tmp_path: Path) -> str:
    """A database for a run that is killed."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'killed.db')}"


def read_database(url: str) -> State:
    engine = build_engine(url)
    state = read_state(engine)
    engine.dispose()
    return state


def dump_database(url: str) -> Dump:
    engine = build_engine(url)
    dump = dump_tables(engine)
    engine.dispose()
    return dump


def count_articles(url: str) -> int:
    engine = build_engine(url)
    with open_session(engine) as session:
        count = len(find_articles(session, PageRequest(1000)).items)
    engine.dispose()
    return count


@pytest.mark.parametrize("seed", range(3))
def test_run_killed_and_started_again_ends_as_one_never_killed(
    url: str, wanted_url: str, folder: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - any moment will do; the seed makes a failure repeatable
    articles = chance.randrange(1, ARTICLES - 1)
    kill_after_articles(url, folder, articles, chance.random() * 0.02)
    stored = count_articles(url)
    assert stored in {articles, articles + 1}
    results = run_folder(url, folder)
    assert [outcome.name for outcome in results] == ["UNCHANGED"] * stored + ["LOADED"] * (ARTICLES - stored)
    assert read_database(url) == read_database(wanted_url)


def test_run_with_workers_killed_ends_them_and_started_again_ends_as_one_without(
    url: str, wanted_url: str, folder: Path
) -> None:
    workers = kill_after_articles(url, folder, 7, 0, "workers")
    assert len(workers) == SIZE
    wait_until(lambda: all(map(has_ended, workers)))
    # What was extracted ahead of the writer is absent as a whole.
    assert count_articles(url) in {7, 8}
    with closing(build_line_pool()) as pool:
        run_folder(url, folder, pool=pool)
    assert dump_database(url) == dump_database(wanted_url)


def test_run_in_batches_killed_keeps_whole_batches_alone_and_goes_on_later(
    url: str, wanted_url: str, folder: Path
) -> None:
    # One more is extracted, and waits for the rest of its batch.
    kill_after_articles(url, folder, BATCH, 0.5, "batch")
    assert count_articles(url) == BATCH
    run_folder(url, folder, batch=BATCH)
    assert read_database(url) == read_database(wanted_url)


def kill_after_articles(url: str, folder: Path, articles: int, seconds: float, *options: str) -> list[int]:
    """Kill a run; the processes that extracted for it."""
    command = [sys.executable, "-m", "tests.loading", url, str(folder), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        # It may begin one more, and no further: however late the kill comes, it has not ended by itself.
        process.stdin.write(b"." * (articles + 1))
        process.stdin.flush()
        assert process.stdout.read(articles) == b"." * articles
        time.sleep(seconds)
        workers = list_children(process.pid, "--multiprocessing-fork")
        process.kill()
    assert process.returncode == -9
    return workers
