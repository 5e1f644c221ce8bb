"""`load --dask` on a real cluster: the store becomes what it becomes if articles are loaded alone."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from service.errors import BusyError, SettingsError
from service.loader.readers.dask_pool import build_worker_reader, open_dask_pool
from service.loader.runs.loading import Pipeline
from service.loader.runs.outcomes import Outcome
from service.storage.database.engine import build_engine
from service.storage.database.schema import migrate
from tests.clusters import build_line_reader, run_scheduler, run_workers
from tests.commands import run_command
from tests.integration.loader.states import dump_tables, read_state
from tests.integration.loader.test_parallel import ATTACK, ODD, OTHERS, load_all, load_in_turn
from tests.loading import build_pool_pipeline, build_read
from tests.ports import find_free_port
from tests.suite.groups import ARTICLES

pytestmark = pytest.mark.xdist_group(ARTICLES)

ARTICLE = "US-led coalition forces left the K1 air base on March 29, 2020 and handed it over to the Iraqi army."


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """Its workers come and go."""
    with run_scheduler() as address:
        yield address


@pytest.fixture(scope="module")
def workers(scheduler: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
    with run_workers(scheduler, 2) as workers:
        yield workers


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[tuple[Engine, Engine]]:
    """Two stores, of one database: where articles are extracted is nothing that it would know."""
    engines = build_engine(f"sqlite:///{tmp_path / 'one.db'}"), build_engine(f"sqlite:///{tmp_path / 'other.db'}")
    for engine in engines:
        migrate(engine)
    yield engines
    for engine in engines:
        engine.dispose()


def test_load_of_which_one_of_two_workers_is_killed_makes_the_same_rows_as_alone_and_resumes(
    scheduler: str, workers: "list[subprocess.Popen[bytes]]", engines: tuple[Engine, Engine], tmp_path: Path
) -> None:
    engine, other_engine = engines
    killed = build_read(f"# die-once {tmp_path / 'mark'}\n{ATTACK}", "killed.txt")
    reads = [*OTHERS[:5], *ODD, killed, *OTHERS[5:]]
    with open_dask_pool(scheduler, build_line_reader, "lines", min_workers=2) as pool:
        assert pool.size == 2
        outcomes = load_all(engine, reads, build_pool_pipeline(pool), pool)
        again = load_all(engine, OTHERS, build_pool_pipeline(pool), pool)
    assert [worker.poll() for worker in workers].count(None) == 1
    assert {outcome for _, outcome in again} == {Outcome.UNCHANGED}
    assert outcomes == load_in_turn(other_engine, reads)
    assert dict(outcomes)["killed.txt"] is Outcome.LOADED
    load_in_turn(other_engine, OTHERS)
    assert dump_tables(engine) == dump_tables(other_engine)


def test_load_command_on_a_cluster_stores_what_the_encoder_finds_here(
    scheduler: str, workers: object, engines: tuple[Engine, Engine], fixed_pipeline: Pipeline
) -> None:
    engine, other_engine = engines
    done = run_command("load", "-", "--dask", scheduler, url=str(engine.url), text=ARTICLE)
    assert (done.returncode, done.stderr) == (0, "")
    load_all(other_engine, [build_read(ARTICLE, "-", source=None)], fixed_pipeline, None)
    state = read_state(engine)
    assert [json.loads(item)["id"] if isinstance(item, str) else item["id"] for item in state["events"]] != []
    assert state == read_state(other_engine)


def test_extraction_by_workers_of_other_seeds_is_refused(scheduler: str, workers: object) -> None:
    with (
        open_dask_pool(scheduler, build_worker_reader, "of other seeds") as pool,
        pytest.raises(SettingsError, match="other code, weights or seeds"),
    ):
        pool.extract(OTHERS[0].article)


def test_open_dask_pool_without_workers_or_scheduler_says_so(scheduler: str) -> None:
    with run_scheduler() as idle, pytest.raises(BusyError, match="has no workers"):
        open_dask_pool(idle, build_line_reader, "", timeout_s=1).__enter__()
    nobody = f"tcp://127.0.0.1:{find_free_port()}"
    with pytest.raises(BusyError, match=f"no Dask scheduler answers at {nobody}"):
        open_dask_pool(nobody, build_line_reader, "", timeout_s=1).__enter__()
    with pytest.raises(SettingsError, match="not the address of a scheduler"):
        open_dask_pool("pigeon://nest", build_line_reader, "", timeout_s=1).__enter__()


def test_open_dask_pool_without_the_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SettingsError, match=r"not installed; run `.* requirements/dask\.txt`"):
        open_dask_pool("tcp://127.0.0.1:1", build_line_reader, "").__enter__()
