"""`load`: store articles, their reports and events."""

import argparse
import sys
from collections import Counter
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field

from sqlalchemy import Engine

from service.commands.progress import open_progress
from service.commands.reading import ArticleReader
from service.commands.rebuild import rebuild_all
from service.commands.stores import open_store
from service.errors import SettingsError
from service.loader.readers.dask_pool import DaskPool, build_worker_reader, open_dask_pool, read_fingerprint
from service.loader.readers.extraction_pool import ExtractionPool, build_extraction_pool
from service.loader.runs.batches import store_batches
from service.loader.runs.loading import Pipeline, load_gazetteer
from service.loader.runs.outcomes import Outcome
from service.loader.runs.parallel import begin_loading
from service.loader.runs.pipelines import build_pipeline, build_storing_pipeline
from service.settings import Settings
from service.storage.database.engine import open_session
from service.storage.read.totals.store import count_store
from service.storage.tables.revisions import is_unread
from service.storage.write.events import EventTally

ExtractingPool = ExtractionPool | DaskPool


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where something given was no article; the rest is loaded all the same."""
    with open_store(settings) as engine, _open_pool(arguments, settings) as pool:
        pipeline = build_storing_pipeline(settings, pool.extract) if pool else build_pipeline(settings)
        reader = ArticleReader(arguments, pipeline.gazetteer, settings)
        _rebuild_unread(engine, pipeline)
        tally = LoadTally()
        try:
            _load_all(engine, pipeline, reader, tally, pool=pool, batch=arguments.batch)
        except (KeyboardInterrupt, SystemExit):
            sys.stderr.write("basewatch: stopped early; stored articles are complete, and loading again resumes\n")
            raise
        finally:
            tally.outcomes[Outcome.REFUSED] = reader.refused
            sys.stdout.write(describe_load(tally, engine) + "\n")
    return 1 if reader.refused else 0


def _open_pool(arguments: argparse.Namespace, settings: Settings) -> AbstractContextManager[ExtractingPool | None]:
    """Where articles are extracted; nothing for this process."""
    workers: int = arguments.workers
    for option in ("workers", "batch"):
        if (given := getattr(arguments, option)) < 1:
            raise SettingsError(f"--{option} is {given}; it must be a whole number above 0")
    if arguments.dask is not None:
        return open_dask_pool(arguments.dask, build_worker_reader, read_fingerprint(settings))
    return closing(build_extraction_pool(settings, workers)) if workers > 1 else nullcontext()


@dataclass
class LoadTally:
    """What a load has done so far."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    events: EventTally = field(default_factory=EventTally)


def _rebuild_unread(engine: Engine, pipeline: Pipeline) -> None:
    """Rebuild after the migration that dropped all reports."""
    with open_session(engine) as session:
        unread = is_unread(session)
    if unread:
        rebuild_all(engine, pipeline)


def _load_all(
    engine: Engine,
    pipeline: Pipeline,
    reader: ArticleReader,
    tally: LoadTally,
    *,
    pool: ExtractingPool | None,
    batch: int,
) -> None:
    tally.events += load_gazetteer(engine, pipeline)
    with open_progress(sys.stderr, reader.count()) as report:
        loadings = begin_loading(engine, reader.read(), pipeline, pool)
        for finished in store_batches(engine, loadings, pipeline.merger, batch):
            if finished.refusal is not None:
                reader.refuse(f"{finished.reads[0].article.file}: {finished.refusal}")
            else:
                tally.outcomes.update(finished.outcomes)
                tally.events += finished.events
            report(tally.outcomes.total() + reader.refused)


def describe_load(tally: LoadTally, engine: Engine) -> str:
    """What a load has done, and how much is stored now, in one line."""
    with open_session(engine) as session:
        stored = count_store(session)
    articles = ", ".join(f"{tally.outcomes[outcome]} {outcome.value}" for outcome in Outcome)
    events = f"{describe_events(tally.events)} ({stored.events} in all)"
    return f"articles: {articles} ({stored.articles} stored); {events}"


def describe_events(events: EventTally) -> str:
    """What became of events, as the last line of a command says it."""
    counts = f"{events.added} added, {events.changed} changed, {events.merged} merged, {events.removed} removed"
    return f"events: {counts}"
