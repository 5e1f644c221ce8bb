"""`load`: store articles, their reports, and the events that these tell."""

import argparse
import sys
from collections import Counter

from sqlalchemy import Engine
from tqdm import tqdm

from service.commands.reading import ArticleReader
from service.commands.stores import open_store
from service.errors import ArticleError
from service.loader.outcomes import Outcome
from service.loader.pipelines import build_pipeline
from service.loader.rebuilds import rebuild
from service.loader.runs import Pipeline, load_article, load_gazetteer
from service.settings import Settings
from service.storage.engine import open_session
from service.storage.events import EventTally
from service.storage.revisions import is_unread


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where something given was no article; the rest is loaded all the same."""
    with open_store(settings) as engine:
        pipeline = build_pipeline(settings)
        reader = ArticleReader(arguments, pipeline.gazetteer, settings)
        _read_what_was_carried_over(engine, pipeline)
        sys.stdout.write(_load_all(engine, pipeline, reader) + "\n")
    return 1 if reader.refused else 0


def _read_what_was_carried_over(engine: Engine, pipeline: Pipeline) -> None:
    """After the migration that dropped what was found in them, stored articles have no reports."""
    with open_session(engine) as session:
        unread = is_unread(session)
    if unread:
        rebuild(engine, pipeline)


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
    articles = ", ".join(f"{outcomes[outcome]} {outcome.value}" for outcome in Outcome)
    return f"articles: {articles}; {describe_events(events)}"


def describe_events(events: EventTally) -> str:
    """What became of events, as the last line of a command says it."""
    counts = f"{events.added} added, {events.changed} changed, {events.merged} merged, {events.removed} removed"
    return f"events: {counts}"
