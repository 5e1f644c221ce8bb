"""Reports as merging takes them, read a table at a time: many are read at once, and none is changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.reports import Figure, Participation, Quote, Report
from service.domain.names.places import Actor, Base, Source
from service.storage.database.bulk import is_among, read_rows
from service.storage.tables.models import ArticleRow, FigureRow, QuoteRow, ReportParticipationRow, ReportRow
from service.storage.tables.names import ActorRow, BaseRow, SourceRow
from service.storage.tables.records import build_actor, build_base, build_source

Row = TypeVar("Row", BaseRow, ActorRow, SourceRow)
Named = TypeVar("Named", Base, Actor, Source)
Grouped = dict[int, list[Any]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of reports by their row numbers, in order."""

    participations: dict[int, list[Participation]]
    figures: Grouped
    quotes: Grouped


def read_filed_reports(session: Session, condition: ColumnElement[bool]) -> list[FiledReport]:
    """Present reports that a condition holds of, by key. The number of statements hardly depends on theirs."""
    rows = read_rows(session, _select_reports(condition))
    numbers = [row.id for row in rows]
    bases = read_bases(session, {row.base_slug for row in rows if row.base_slug})
    acting = _read_parts(session, numbers, ReportParticipationRow.report_id, _PARTICIPATIONS)
    actors = read_actors(session, {part.actor_slug for some in acting.values() for part in some})
    parts = _Parts(
        {
            number: [Participation(actors[part.actor_slug], part.role) for part in some]
            for number, some in acting.items()
        },
        _read_parts(session, numbers, FigureRow.report_id, _FIGURES),
        _read_parts(session, numbers, QuoteRow.report_id, _QUOTES),
    )
    return [
        FiledReport(
            row.key,
            _build_report(row, bases.get(row.base_slug), parts),
            row.content_hash,
            row.source_slug,
            row.published,
            row.signature,
        )
        for row in rows
    ]


def read_bases(session: Session, slugs: set[str]) -> dict[str, Base]:
    """Stored bases, each under its slug."""
    return _read_named(session, slugs, BaseRow, build_base)


def read_actors(session: Session, slugs: set[str]) -> dict[str, Actor]:
    """As read_bases, for actors."""
    return _read_named(session, slugs, ActorRow, build_actor)


def read_sources(session: Session, slugs: set[str]) -> dict[str, Source]:
    """As read_bases, for sources."""
    return _read_named(session, slugs, SourceRow, build_source)


def _read_named(session: Session, slugs: set[str], rows: type[Row], build: Callable[[Row], Named]) -> dict[str, Named]:
    # A row of the table has what the object of it would have.
    table: Any = rows.__table__
    found = read_rows(session, select(table).where(is_among(table.c.slug, slugs)))
    return {row.slug: build(row) for row in found}


_PARTICIPATIONS = (ReportParticipationRow.report_id, ReportParticipationRow.actor_slug, ReportParticipationRow.role)
_FIGURES = (FigureRow.report_id, FigureRow.kind, FigureRow.value, FigureRow.qualifier, FigureRow.unit)
_QUOTES = (QuoteRow.report_id, QuoteRow.text, QuoteRow.start, QuoteRow.end, QuoteRow.supports)


def _select_reports(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = (
        *(ReportRow.id, ReportRow.key, ReportRow.type, ReportRow.status, ReportRow.base_slug, ReportRow.country),
        *(ReportRow.edtf, ReportRow.first_day, ReportRow.last_day, ReportRow.precision),
        *(ReportRow.attributed_to, ReportRow.confidence),
        *(ArticleRow.content_hash, ArticleRow.source_slug, ArticleRow.published, ArticleRow.signature),
    )
    statement = select(*columns).join(ArticleRow, ArticleRow.id == ReportRow.article_id)
    return statement.where(condition, ReportRow.until.is_(None)).order_by(ReportRow.key)


def _read_parts(
    session: Session, numbers: Sequence[int], report_id: InstrumentedAttribute[int], columns: Sequence[Any]
) -> Grouped:
    """The parts of each report, in their order, by its row number."""
    grouped: Grouped = {}
    position = report_id.class_.position
    statement = select(*columns).where(is_among(report_id, numbers)).order_by(report_id, position)
    for row in read_rows(session, statement):
        grouped.setdefault(row.report_id, []).append(row)
    return grouped


def _build_report(row: Any, base: Base | None, parts: _Parts) -> Report:
    return Report(
        type=row.type,
        status=row.status,
        base=base,
        country=row.country,
        date=EventDate(row.edtf, row.first_day, row.last_day, row.precision) if row.edtf else None,
        participations=tuple(parts.participations.get(row.id, ())),
        figures=tuple(
            Figure(each.kind, each.value, each.qualifier, each.unit) for each in parts.figures.get(row.id, ())
        ),
        attributed_to=row.attributed_to,
        confidence=row.confidence,
        quotes=tuple(
            Quote(each.text, each.start, each.end, tuple(each.supports)) for each in parts.quotes.get(row.id, ())
        ),
    )
