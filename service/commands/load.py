"""`load`: store articles, their reports, and the events that these tell."""

import argparse
import sys
from collections import Counter

from sqlalchemy import Engine
from tqdm import tqdm

from service.commands.pipelines import build_pipeline
from service.commands.reading import ArticleReader
from service.errors import ArticleError, StorageError
from service.loader.runs import Outcome, Pipeline, load_article, load_gazetteer
from service.settings import Settings
from service.storage.engine import build_engine
from service.storage.events import EventTally
from service.storage.schema import read_schema_state


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where something given was no article; the rest is loaded all the same."""
    engine = build_engine(settings.database_url)
    try:
        if not read_schema_state(engine).is_current:
            raise StorageError("the database has not the current tables; run `python -m service migrate` first")
        pipeline = build_pipeline(settings)
        reader = ArticleReader(arguments, pipeline.gazetteer, settings)
        sys.stdout.write(_load_all(engine, pipeline, reader) + "\n")
    finally:
        engine.dispose()
    return 1 if reader.refused else 0


def _load_all(engine: Engine, pipeline: Pipeline, reader: ArticleReader) -> str:
    events = load_gazetteer(engine, pipeline)
    outcomes: Counter[Outcome] = Counter()
    # Without a terminal there is no bar, only complaints.
    for read in tqdm(reader.read(), unit="article", file=sys.stderr, disable=None):
        try:
            result = load_article(engine, read, pipeline)
        except ArticleError as error:
            reader.refuse(f"{read.article.file}: {error}")
            continue
        outcomes[result.outcome] += 1
        events += result.events
    outcomes[Outcome.REFUSED] = reader.refused
    return describe_load(outcomes, events)


def describe_load(outcomes: Counter[Outcome], events: EventTally) -> str:
    """The line that a run ends with."""
    articles = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome)
    return f"articles: {articles}; events: {events.added} added, {events.changed} changed, {events.removed} removed"
