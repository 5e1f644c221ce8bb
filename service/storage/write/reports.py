"""Writing reports. A report is never overwritten: one that changes is ended, and another takes its place."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from service.domain.changes import Revision
from service.domain.events.dates import EventDate
from service.domain.events.events import FiledReport
from service.domain.events.reports import Report
from service.domain.names.places import Base
from service.domain.records import ReportRecord
from service.storage.names.gazetteer import NameChanges, ensure_actors, ensure_bases
from service.storage.tables.models import (
    ArticleRow,
    FigureRow,
    QuoteRow,
    ReportParticipationRow,
    ReportRow,
)
from service.storage.tables.records import build_article_record, build_report
from service.storage.tables.search import build_search_text

Filed = tuple[Report, str]

# Keys of one statement.
BATCH = 500


@dataclass(frozen=True, slots=True)
class ReportView:
    """How reports are kept: `render` gives their JSON, `get_block` what they may be merged within."""

    render: Callable[[ReportRecord], str]
    get_block: Callable[[Report], str]


def find_all_blocks(session: Session) -> list[str]:
    """Every block in which a report lies, sorted."""
    return sorted(session.scalars(select(ReportRow.block).where(ReportRow.until.is_(None)).distinct()))


def find_filed_reports(session: Session, blocks: Collection[str]) -> list[FiledReport]:
    """All present reports of these blocks, by key. The number of statements does not depend on theirs."""
    return _find_filed(session, ReportRow.block.in_(blocks))


def find_reports_by_key(session: Session, keys: Collection[str]) -> dict[str, FiledReport]:
    """Present reports, each under its key."""
    found: dict[str, FiledReport] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), BATCH):
        filed = _find_filed(session, ReportRow.key.in_(wanted[start : start + BATCH]))
        found |= {item.key: item for item in filed}
    return found


def _find_filed(session: Session, condition: ColumnElement[bool]) -> list[FiledReport]:
    rows = session.scalars(_select_present(condition))
    return [
        FiledReport(
            row.key,
            build_report(row),
            row.article.content_hash,
            row.article.source_slug,
            row.article.published,
            row.article.signature,
        )
        for row in rows
    ]


def add_reports(session: Session, article: ArticleRow, reports: Sequence[Filed], revision: Revision) -> None:
    """Add the reports of an article that has none."""
    _ensure_names(session, [report for report, _ in reports])
    session.add_all(
        _build_row(report, block, article, place, revision) for place, (report, block) in enumerate(reports, 1)
    )
    session.flush()


def has_other_reports(session: Session, article: ArticleRow, reports: Sequence[Filed]) -> bool:
    """Whether these are other reports than the present ones of an article."""
    stored = session.scalars(_select_present(ReportRow.article_id == article.id)).all()
    return len(stored) != len(reports) or not all(
        _is_same(row, *filed) for row, filed in zip(sorted(stored, key=lambda row: row.position), reports, strict=True)
    )


def replace_reports(session: Session, article: ArticleRow, reports: Sequence[Filed], revision: Revision) -> None:
    """Make these the reports of an article; those that are as they were stay."""
    _ensure_names(session, [report for report, _ in reports])
    stored = {row.position: row for row in session.scalars(_select_present(ReportRow.article_id == article.id))}
    new = dict(enumerate(reports, 1))
    same = {place for place in stored.keys() & new.keys() if _is_same(stored[place], *new[place])}
    for place in stored.keys() - same:
        stored[place].until = revision.number
    for place in same:
        base = new[place][0].base
        stored[place].base_name = base.name if base else None
    # What is ended must be so in the database before another row takes its key.
    session.flush()
    session.add_all(_build_row(*new[place], article, place, revision) for place in sorted(new.keys() - same))
    session.flush()


def refresh_reports(
    session: Session, names: NameChanges, articles: Collection[int], view: ReportView, revision: Revision
) -> frozenset[str]:
    """Bring the reports of this revision and of some articles, and those that use changed names, up to what is now.

    The blocks of all of them, before and after.
    """
    return _refresh(session, _find_affected(names, articles, revision), view, revision)


def refresh_all_reports(session: Session, view: ReportView, revision: Revision) -> frozenset[str]:
    """Bring every present report up to what is now, some at a time, and return all their blocks."""
    blocks: set[str] = set()
    present = select(ReportRow.id).where(ReportRow.until.is_(None)).order_by(ReportRow.id).limit(BATCH)
    last = 0
    while numbers := session.scalars(present.where(ReportRow.id > last)).all():
        blocks |= _refresh(session, ReportRow.id.in_(numbers), view, revision)
        last = numbers[-1]
    return frozenset(blocks)


def _refresh(session: Session, condition: ColumnElement[bool], view: ReportView, revision: Revision) -> frozenset[str]:
    blocks: set[str] = set()
    renewed: list[ReportRow] = []
    for row in session.scalars(_select_present(condition)).all():
        record = ReportRecord(row.key, build_report(row), build_article_record(row.article))
        document, block = view.render(record), view.get_block(record.report)
        blocks |= {row.block, block}
        row.search_text = build_search_text(record)
        if (document, block) == (row.document, row.block):
            continue
        if row.since == revision.number:
            row.document, row.block = document, block
        else:
            row.until = revision.number
            renewed.append(
                _build_row(record.report, block, row.article, row.position, revision, base_name=row.base_name)
            )
            renewed[-1].document, renewed[-1].search_text = document, row.search_text
    session.flush()
    session.add_all(renewed)
    session.flush()
    return frozenset(blocks)


def _find_affected(names: NameChanges, articles: Collection[int], revision: Revision) -> ColumnElement[bool]:
    if names.types:
        return true()
    published = select(ArticleRow.id).where(ArticleRow.source_slug.in_(names.sources))
    acted = select(ReportParticipationRow.report_id).where(ReportParticipationRow.actor_slug.in_(names.actors))
    conditions: list[ColumnElement[bool]] = [ReportRow.since == revision.number]
    if articles:
        conditions.append(ReportRow.article_id.in_(articles))
    if names.bases:
        conditions.append(ReportRow.base_slug.in_(names.bases))
    if names.sources:
        conditions.append(ReportRow.article_id.in_(published))
    if names.actors:
        conditions.append(ReportRow.id.in_(acted))
    return or_(*conditions)


def _select_present(condition: ColumnElement[bool]) -> Select[ReportRow]:
    """Reports with all that belongs to them but texts of articles: one statement, and one for each kind of part."""
    return (
        select(ReportRow)
        .where(condition, ReportRow.until.is_(None))
        .order_by(ReportRow.key)
        .options(
            joinedload(ReportRow.article).options(defer(ArticleRow.text), joinedload(ArticleRow.source)),
            joinedload(ReportRow.base),
            selectinload(ReportRow.participations).joinedload(ReportParticipationRow.actor),
            selectinload(ReportRow.figures),
            selectinload(ReportRow.quotes),
        )
        .execution_options(populate_existing=True)
    )


def _ensure_names(session: Session, reports: Iterable[Report]) -> None:
    given = list(reports)
    ensure_bases(session, [report.base for report in given if report.base])
    ensure_actors(session, [part.actor for report in given for part in report.participations])


def _is_same(row: ReportRow, report: Report, block: str) -> bool:
    return (_reduce(build_report(row)), row.block) == (_reduce(report), block)


def _reduce(report: Report) -> tuple[Report, list[tuple[str, str]]]:
    """A report whose base and actors are their slugs: how they are called is not the report's."""
    parts = [(part.actor.slug, part.role.value) for part in report.participations]
    base = Base(report.base.slug, "") if report.base else None
    return replace(report, base=base, participations=()), parts


def _build_row(
    report: Report,
    block: str,
    article: ArticleRow,
    position: int,
    revision: Revision,
    *,
    base_name: str | None = None,
) -> ReportRow:
    return ReportRow(
        key=f"{article.content_hash}-{position}",
        article_id=article.id,
        position=position,
        block=block,
        type=report.type,
        status=report.status,
        base_slug=report.base.slug if report.base else None,
        base_name=base_name or (report.base.name if report.base else None),
        country=report.country,
        **read_date_columns(report.date),
        attributed_to=report.attributed_to,
        confidence=report.confidence,
        document="",
        search_text="",
        since=revision.number,
        **_build_parts(report),
    )


def _build_parts(report: Report) -> dict[str, Any]:
    return {
        "participations": [
            ReportParticipationRow(position=place, actor_slug=part.actor.slug, role=part.role)
            for place, part in enumerate(report.participations)
        ],
        "figures": [
            FigureRow(
                position=place, kind=figure.kind, value=figure.value, unit=figure.unit, qualifier=figure.qualifier
            )
            for place, figure in enumerate(report.figures)
        ],
        "quotes": [
            QuoteRow(position=place, text=quote.text, start=quote.start, end=quote.end, supports=list(quote.supports))
            for place, quote in enumerate(report.quotes)
        ],
    }


def read_date_columns(date: EventDate | None) -> dict[str, Any]:
    """The four columns that keep a date, all null for none."""
    if date is None:
        return {"edtf": None, "first_day": None, "last_day": None, "precision": None}
    return {"edtf": date.edtf, "first_day": date.first, "last_day": date.last, "precision": date.precision}
