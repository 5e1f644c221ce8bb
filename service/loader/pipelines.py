"""Codebook, names, extraction and merging put together for a run."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from service.codebook import read_codebook
from service.domain.places import EventType
from service.extraction import build_extractor
from service.loader.runs import Pipeline
from service.loader.saving import Merger
from service.loader.seeds import read_gazetteer
from service.merging import block_of, merge_reports
from service.merging.signatures import sign_text
from service.settings import Settings


def build_pipeline(settings: Settings) -> Pipeline:
    """Everything that a run needs, from the data files and the language model."""
    codebook = read_codebook()
    gazetteer = read_gazetteer(settings.seeds)
    return Pipeline(
        gazetteer=gazetteer,
        event_types=codebook.event_types,
        extract=build_extractor(codebook, gazetteer).extract,
        sign=sign_text,
        merger=build_merger(codebook.event_types),
    )


def build_merger(event_types: Iterable[EventType]) -> Merger:
    """What is needed where no article is read, and so no language model."""
    rows = tuple(event_types)
    return Merger(
        merge=partial(merge_reports, event_types=rows),
        get_block=partial(block_of, event_types=rows),
        tell_time=partial(datetime.now, UTC),
    )
