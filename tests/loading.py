"""A run with a pipeline that needs no encoder, as a value for tests and as a program that can be killed.

An article's reports are its lines, as `tests.lines` says. Reports of one type, base and day are one event, unless the
real merging is asked for.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from service.domain.articles.article import Article
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Report
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import Source
from service.loader.articles.building import ReadArticle
from service.loader.files.folders import read_articles
from service.loader.files.reading import ReadOptions
from service.loader.readers.dask_pool import DaskPool
from service.loader.readers.extraction_pool import ExtractionPool
from service.loader.runs.batches import store_batches
from service.loader.runs.loading import Pipeline, load_gazetteer
from service.loader.runs.outcomes import Outcome
from service.loader.runs.parallel import begin_loading
from service.loader.runs.pipelines import build_neighbour_merger
from service.loader.runs.saving import Merger
from service.loader.seeds.sources import SourceIndex
from service.merging import block_of, merge_reports
from service.merging.signatures import sign_text
from service.storage.database.engine import build_engine
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_event,
    build_gazetteer,
    build_source,
)
from tests.line_readers import build_line_pool
from tests.lines import BASES, extract_lines

SOURCE = build_source()
GAZETTEER = build_gazetteer(bases=BASES, actors=[build_actor()], sources=[SOURCE])
BATCH = 5
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


def merge_same(filed: Iterable[FiledReport]) -> Sequence[Event]:
    groups: dict[str, list[FiledReport]] = {}
    for item in sorted(filed, key=lambda item: item.key):
        groups.setdefault(_build_id(item.report), []).append(item)
    return [
        build_event(
            group, event_id, event_type=group[0].report.type, base=group[0].report.base, date=group[0].report.date
        )
        for event_id, group in sorted(groups.items())
    ]


def _build_id(report: Report) -> str:
    assert report.base
    assert report.date
    return f"{report.base.slug}-{report.type}-{report.date.edtf}"


def get_base_block(report: Report) -> str:
    return report.base.slug if report.base else ""


def build_merger(now: datetime = NOW) -> Merger:
    return Merger(merge_same, get_base_block, lambda: now)


def build_real_merger(now: datetime = NOW) -> Merger:
    merge, get_block = partial(merge_reports, event_types=EVENT_TYPES), partial(block_of, event_types=EVENT_TYPES)
    return Merger(merge, get_block, lambda: now, build_neighbour_merger(EVENT_TYPES))


def build_pipeline(gazetteer: Gazetteer = GAZETTEER, now: datetime = NOW) -> Pipeline:
    return Pipeline(gazetteer, EVENT_TYPES, build_merger(now), extract_lines, sign_text)


def build_read(
    text: str,
    file: str = "a.txt",
    url: str | None = None,
    source: Source | None = SOURCE,
    published: date | None = None,
) -> ReadArticle:
    article = Article(text=text, file=file, source=source.slug if source else None, url=url, published=published)
    return ReadArticle(article, source)


def build_pool_pipeline(pool: ExtractionPool | DaskPool) -> Pipeline:
    return replace(build_pipeline(), extract=pool.extract)


def run_folder(
    database_url: str,
    folder: Path,
    wait: Callable[[], object] = lambda: None,
    pool: ExtractionPool | None = None,
    batch: int = 1,
) -> list[Outcome]:
    """Load a folder; every article waits before it is extracted, and a dot is printed after it."""
    engine = build_engine(database_url)
    pipeline = build_pool_pipeline(pool) if pool else build_pipeline()
    load_gazetteer(engine, pipeline)
    results: list[Outcome] = []
    loadings = (loading for loading in begin_loading(engine, read_folder(folder), pipeline, pool) if wait() or True)
    for finished in store_batches(engine, loadings, pipeline.merger, batch):
        results += finished.outcomes
        sys.stdout.write("." * len(finished.outcomes))
        sys.stdout.flush()
    engine.dispose()
    return results


def read_folder(folder: Path) -> Iterator[ReadArticle]:
    for read in read_articles(str(folder), ReadOptions(SourceIndex(GAZETTEER.sources), max_bytes=10_000)):
        assert isinstance(read, ReadArticle)
        yield read


def run_program(database_url: str, folder: str, *options: str) -> None:
    """Load a folder, an article for each byte that comes.

    With the option `workers`, by several processes; with `batch`, so many at once.
    """
    batch = BATCH if "batch" in options else 1
    with closing(build_line_pool()) if "workers" in options else nullcontext() as pool:
        run_folder(database_url, Path(folder), wait=lambda: sys.stdin.buffer.read(1), pool=pool, batch=batch)


if __name__ == "__main__":
    run_program(*sys.argv[1:])
