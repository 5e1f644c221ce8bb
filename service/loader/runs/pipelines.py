"""The pipeline of a run: codebook, gazetteer, extraction and merging."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from service.codebook import Codebook, read_codebook
from service.domain.articles.article import Article
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import EventType
from service.loader.runs.loading import Found, MergingPipeline, Pipeline
from service.loader.runs.neighbours import NeighbourMerger
from service.loader.runs.saving import Merger
from service.loader.seeds.gazetteer import read_gazetteer
from service.merging import (
    block_of,
    build_group,
    merge_and_place_reports,
    merge_reports,
    number_events,
    regroup_reports,
)
from service.merging.signatures import sign_text
from service.settings import Settings


def build_pipeline(settings: Settings) -> Pipeline:
    """Everything that a run needs, from the data files and the encoder."""
    # A process that stores reports extracted elsewhere has no encoder to import.
    from service.extraction import build_extractor  # noqa: PLC0415 - as above.

    codebook, gazetteer = read_codebook(), read_gazetteer(settings.seeds)
    return _assemble(codebook, gazetteer, build_extractor(codebook, gazetteer).extract)


def build_storing_pipeline(settings: Settings, extract: Callable[[Article], Found]) -> Pipeline:
    """A pipeline without the encoder, for reports extracted elsewhere, such as in another process."""
    return _assemble(read_codebook(), read_gazetteer(settings.seeds), extract)


def build_merging_pipeline(settings: Settings) -> MergingPipeline:
    """What merges stored reports anew, with the names of the data files."""
    event_types = read_codebook().event_types
    return MergingPipeline(read_gazetteer(settings.seeds), event_types, build_merger(event_types))


def _assemble(codebook: Codebook, gazetteer: Gazetteer, extract: Callable[[Article], Found]) -> Pipeline:
    return Pipeline(
        gazetteer=gazetteer,
        event_types=codebook.event_types,
        extract=extract,
        sign=sign_text,
        merger=build_merger(codebook.event_types),
    )


def build_neighbour_merger(event_types: Iterable[EventType]) -> NeighbourMerger:
    """What merges a part of a block."""
    rows = tuple(event_types)
    return NeighbourMerger(
        regroup=regroup_reports,
        merge_and_place=partial(merge_and_place_reports, event_types=rows),
        build=partial(build_group, event_types=rows),
        number=number_events,
    )


def build_merger(event_types: Iterable[EventType]) -> Merger:
    """What is needed where no article is read, and so no encoder."""
    rows = tuple(event_types)
    return Merger(
        merge=partial(merge_reports, event_types=rows),
        get_block=partial(block_of, event_types=rows),
        clock=partial(datetime.now, UTC),
        by_neighbours=build_neighbour_merger(rows),
    )
