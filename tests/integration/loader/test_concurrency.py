"""Several at once: loaders, removers and readers of the feed, on one database."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import Engine

from service.domain.changes import EventChange
from service.domain.queries import PageRequest
from service.loader.runs.loading import load_article, load_gazetteer, remove_article
from service.storage.database.engine import build_engine, open_session
from service.storage.database.schema import migrate
from service.storage.read.changes import find_changes
from tests.integration.loader.states import read_state
from tests.loading import build_pipeline, build_read, build_real_merger

MERGER = build_real_merger()
PIPELINE = replace(build_pipeline(), merger=MERGER)
# All tell of the same two bases, so that each changes what others changed.
KEPT = [build_read(f"# {n}\nhandover k1 2020-03-{1 + n % 5:02}\nattack Camp_X 2020-03", f"{n}.txt") for n in range(20)]
REMOVED = [build_read(f"# {n}\nattack camp_x 2020-03\nwithdrawal k1 -", f"gone-{n}.txt") for n in range(6)]


def read_feed(engine: Engine, after: str | None) -> list[EventChange]:
    with open_session(engine) as session:
        return list(find_changes(session, PageRequest(7, after)).items)


def follow_feed(engine: Engine, done: threading.Event) -> list[EventChange]:
    """What a reader sees who asks again and again while others write."""
    seen: list[EventChange] = []
    while True:
        is_last = done.is_set()
        page = read_feed(engine, seen[-1].place if seen else None)
        seen += page
        if is_last and not page:
            return seen


def test_loaders_and_removers_at_once_end_as_one_after_the_other(engine: Engine, empty_database_url: str) -> None:
    load_gazetteer(engine, PIPELINE)
    for read in REMOVED:
        load_article(engine, read, PIPELINE)
    done = threading.Event()
    with ThreadPoolExecutor(6) as pool:
        reader = pool.submit(follow_feed, engine, done)
        loads = [pool.submit(load_article, engine, read, PIPELINE) for read in KEPT]
        removals = [pool.submit(remove_article, engine, read.article.content_hash, MERGER) for read in REMOVED]
        for load in loads:
            load.result()
        for removal in removals:
            removal.result()
        done.set()
        seen = reader.result()
    whole: list[EventChange] = []
    while page := read_feed(engine, whole[-1].place if whole else None):
        whole += page
    assert seen == whole
    assert len({change.place for change in seen}) == len(seen)
    other = build_engine(empty_database_url)
    migrate(other)
    load_gazetteer(other, PIPELINE)
    for read in KEPT:
        load_article(other, read, PIPELINE)
    assert read_state(engine) == read_state(other)
    other.dispose()


def test_remove_article_while_somebody_reads_waits_for_nobody(engine: Engine) -> None:
    load_gazetteer(engine, PIPELINE)
    load_article(engine, REMOVED[0], PIPELINE)
    with open_session(engine) as session:
        assert find_changes(session, PageRequest(7)).items
        start = time.monotonic()
        remove_article(engine, REMOVED[0].article.content_hash, MERGER)
        # Far less than a writer waits for another one.
        assert time.monotonic() - start < 10
