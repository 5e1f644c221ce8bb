"""Codebook, names, extraction and merging put together for a run."""

from datetime import UTC, datetime
from functools import partial

from service.codebook import read_codebook
from service.extraction import build_extractor
from service.loader.runs import Pipeline
from service.loader.seeds import read_gazetteer
from service.merging import block_of, merge_reports
from service.settings import Settings


def build_pipeline(settings: Settings) -> Pipeline:
    """Everything that a run needs, from the data files and the language model."""
    codebook = read_codebook()
    gazetteer = read_gazetteer(settings.seeds)
    return Pipeline(
        gazetteer=gazetteer,
        event_types=codebook.event_types,
        extract=build_extractor(codebook, gazetteer).extract,
        merge=partial(merge_reports, event_types=codebook.event_types),
        get_block=partial(block_of, event_types=codebook.event_types),
        tell_time=partial(datetime.now, UTC),
    )
