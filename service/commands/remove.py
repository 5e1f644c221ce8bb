"""`remove`: delete articles with everything extracted from them."""

import argparse
import sys

from service.codebook import read_codebook
from service.commands.load import describe_events
from service.commands.stores import open_store
from service.errors import NotFoundError
from service.loader.runs.loading import remove_article
from service.loader.runs.pipelines import build_merger
from service.settings import Settings
from service.storage.write.events import EventTally


def run(arguments: argparse.Namespace, settings: Settings) -> int:
    """Give 1 where an id was of no article; the others are removed all the same."""
    merger = build_merger(read_codebook().event_types)
    removed, events = 0, EventTally()
    with open_store(settings) as engine:
        for content_hash in arguments.ids:
            try:
                events += remove_article(engine, content_hash, merger).events
                removed += 1
            except NotFoundError as error:
                sys.stderr.write(f"basewatch: {error}\n")
    sys.stdout.write(f"articles: {removed} removed; {describe_events(events)}\n")
    return 0 if removed == len(arguments.ids) else 1
