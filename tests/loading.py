"""A run with a pipeline that needs no encoder, as a value for tests and as a program that can be killed.

An article's reports are its lines: `TYPE BASE DATE [STATUS [PEOPLE [CONFIDENCE]]]`; lines that begin with # are its
other words. A base is a slug or a name with underscores for spaces; a date is a day, month, year, interval, day of any
year (XXXX-03-29) or `-` for none; people are a number, `-` for none, and 300 where they are left out; confidence is
0.75 where it is. Reports of one type, base and day are one event, unless the real merging is asked for.
"""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from service.domain.articles.article import Article
from service.domain.events.dates import EventDate, Precision
from service.domain.events.events import Event, FiledReport
from service.domain.events.reports import Figure, Report, Status
from service.domain.names.gazetteer import Gazetteer
from service.domain.names.places import Base, Source
from service.domain.names.slugs import parse_slug
from service.errors import ArticleError
from service.extraction.dates.values import build_year
from service.loader.articles.building import ReadArticle
from service.loader.files.folders import read_articles
from service.loader.files.reading import ReadOptions
from service.loader.runs.loading import Pipeline, load_article, load_gazetteer
from service.loader.runs.outcomes import LoadResult
from service.loader.runs.pipelines import build_neighbour_merger
from service.loader.runs.saving import Merger
from service.loader.seeds.sources import SourceIndex
from service.merging import block_of, merge_reports
from service.merging.signatures import sign_text
from service.storage.database.engine import build_engine
from tests.builders import (
    EVENT_TYPES,
    build_actor,
    build_base,
    build_day,
    build_event,
    build_gazetteer,
    build_month,
    build_participation,
    build_report,
    build_source,
)

SOURCE = build_source()
GAZETTEER = build_gazetteer(
    bases=[build_base(), build_base("taji", "Camp Taji", ("Taji",))], actors=[build_actor()], sources=[SOURCE]
)
NOW = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class LineExtraction:
    article: Article
    reports: tuple[Report, ...]


def extract_lines(article: Article) -> LineExtraction:
    if "unreadable" in article.text:
        raise ArticleError("is in a language that has no rules")
    lines = [line for line in article.text.splitlines() if line and not line.startswith("#")]
    return LineExtraction(article, tuple(_build_line_report(line) for line in lines))


def _build_line_report(line: str) -> Report:
    event_type, base, when, *rest = line.split()
    status, people, confidence = [*rest, *["occurred", "300", "0.75"][len(rest) :]]
    known = {item.slug: item for item in GAZETTEER.bases}
    name = base.replace("_", " ")
    return build_report(
        event_type,
        base=known.get(base) or Base(parse_slug(name), name if "_" in base else base.capitalize()),
        date=_parse_date(when),
        status=Status(status),
        figures=[] if people == "-" else [Figure("personnel", int(people))],
        participations=[build_participation()],
        confidence=float(confidence),
    )


def _parse_date(text: str) -> EventDate | None:
    if text == "-":
        return None
    if text.startswith("XXXX"):
        return EventDate(text, None, None, Precision.YEARLESS)
    if "/" in text:
        first, last = map(date.fromisoformat, text.split("/"))
        return EventDate(text, first, last, Precision.INTERVAL)
    year, *rest = map(int, text.split("-"))
    if len(rest) == 2:
        return build_day(date(year, *rest))
    return build_month(year, rest[0]) if rest else build_year(year)


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


def run_folder(database_url: str, folder: Path, wait: Callable[[], object] = lambda: None) -> list[LoadResult]:
    """Load a folder; every article waits before it begins, and a dot is printed after it."""
    engine = build_engine(database_url)
    pipeline = build_pipeline()
    load_gazetteer(engine, pipeline)
    results = []
    options = ReadOptions(SourceIndex(GAZETTEER.sources), max_bytes=10_000)
    for read in read_articles(str(folder), options):
        assert isinstance(read, ReadArticle)
        wait()
        results.append(load_article(engine, read, pipeline))
        sys.stdout.write(".")
        sys.stdout.flush()
    engine.dispose()
    return results


if __name__ == "__main__":
    run_folder(sys.argv[1], Path(sys.argv[2]), wait=lambda: sys.stdin.buffer.read(1))
