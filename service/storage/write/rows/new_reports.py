"""Inserting reports with all their parts, a statement for each table."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from service.domain.articles.article import Article
from service.domain.changes import Revision
from service.domain.events.dates import EventDate
from service.domain.events.reports import Report
from service.domain.names.places import Source
from service.domain.records import ArticleRecord
from service.storage.database.bulk import insert_rows, reserve_numbers
from service.storage.tables.columns import Model
from service.storage.tables.models import FigureRow, QuoteRow, ReportParticipationRow, ReportRow

Parts = Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class NewReport:
    """A report to be stored: its article's number and content hash, its place there, its block, and its JSON.

    Without a `document` it is rendered later. `base_name` is the base's name as the article gives it.
    """

    article_id: int
    article: str
    position: int
    report: Report
    block: str
    base_name: str | None
    document: str = ""
    search_text: str = ""

    @property
    def key(self) -> str:
        """The key of the report."""
        return f"{self.article}-{self.position}"


def insert_reports(session: Session, reports: Sequence[NewReport], revision: Revision) -> None:
    """Add reports of which no present one has the key."""
    numbers = reserve_numbers(session, get_table(ReportRow), len(reports))
    placed = list(zip(numbers, (new.report for new in reports), strict=True))
    rows = [_build_values(number, new, revision) for number, new in zip(numbers, reports, strict=True)]
    insert_rows(session, get_table(ReportRow), rows)
    insert_rows(session, get_table(ReportParticipationRow), list(_list_participations(placed)))
    insert_rows(session, get_table(FigureRow), list(_list_figures(placed)))
    insert_rows(session, get_table(QuoteRow), list(_list_quotes(placed)))


def build_new_record(article: Article, content_hash: str, sources: Mapping[str, Source]) -> ArticleRecord:
    """An article as its row will give it; `sources` are those that are stored, by slug."""
    return ArticleRecord(
        id=content_hash,
        source=sources[article.source] if article.source else None,
        title=article.title,
        url=article.url,
        published=article.published,
        language=article.language,
        rendition=article.rendition,
        original=article.original,
        file=article.file,
        report_count=None,
    )


def get_table(model: type[Model]) -> Table:
    """The table of a model."""
    return cast(Table, model.__table__)


def read_date_columns(date: EventDate | None) -> Mapping[str, Any]:
    """The four columns that keep a date, all null for none."""
    if date is None:
        return {"edtf": None, "first_day": None, "last_day": None, "precision": None}
    return {"edtf": date.edtf, "first_day": date.first, "last_day": date.last, "precision": date.precision}


def _build_values(number: int, new: NewReport, revision: Revision) -> dict[str, Any]:
    report = new.report
    return {
        "id": number,
        "key": new.key,
        "article_id": new.article_id,
        "position": new.position,
        "block": new.block,
        "type": report.type,
        "status": report.status,
        "base_slug": report.base.slug if report.base else None,
        "base_name": new.base_name,
        "country": report.country,
        **read_date_columns(report.date),
        "attributed_to": report.attributed_to,
        "confidence": report.confidence,
        "document": new.document,
        "search_text": new.search_text,
        "since": revision.number,
    }


def _list_participations(placed: Iterable[tuple[int, Report]]) -> Parts:
    for number, report in placed:
        for place, part in enumerate(report.participations):
            yield {"report_id": number, "position": place, "actor_slug": part.actor.slug, "role": part.role}


def _list_figures(placed: Iterable[tuple[int, Report]]) -> Parts:
    for number, report in placed:
        for place, figure in enumerate(report.figures):
            values = {"kind": figure.kind, "value": figure.value, "unit": figure.unit, "qualifier": figure.qualifier}
            yield {"report_id": number, "position": place, **values}


def _list_quotes(placed: Iterable[tuple[int, Report]]) -> Parts:
    for number, report in placed:
        for place, quote in enumerate(report.quotes):
            values = {"text": quote.text, "start": quote.start, "end": quote.end, "supports": list(quote.supports)}
            yield {"report_id": number, "position": place, **values}
