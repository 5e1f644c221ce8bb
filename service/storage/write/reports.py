"""Writing reports. A report is never overwritten: one that changes is ended, and another takes its place."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.orm import Session, defer, joinedload, selectinload

from service.domain.changes import Revision
from service.domain.events.events import FiledReport
from service.domain.events.reports import Participation, Report
from service.domain.names.places import Actor, Base
from service.domain.records import ArticleRecord, ReportRecord
from service.storage.database.bulk import is_among
from service.storage.names.discovered import settle_bases
from service.storage.names.gazetteer import NameChanges, ensure_actors, ensure_bases
from service.storage.tables.models import ArticleRow, ReportParticipationRow, ReportRow
from service.storage.tables.records import build_article_record, build_report
from service.storage.tables.search import build_search_text
from service.storage.write.rows.filed_reports import read_actors, read_bases, read_filed_reports
from service.storage.write.rows.new_reports import NewReport, insert_reports

Filed = tuple[Report, str]
# A report with its block, as it is read.
AddedReport = tuple[str, FiledReport]

# Reports that are brought up to date at once.
BATCH = 500


@dataclass(frozen=True, slots=True)
class StoredReports:
    """The reports of an article that is stored under a row number, each with its block."""

    number: int
    record: ArticleRecord
    reports: Sequence[Filed]
    signature: bytes = b""


@dataclass(frozen=True, slots=True)
class ReportView:
    """How reports are kept: `render` gives their JSON, `get_block` what they may be merged within."""

    render: Callable[[ReportRecord], str]
    get_block: Callable[[Report], str]


def find_all_blocks(session: Session) -> list[str]:
    """Every block in which a report lies, sorted."""
    return sorted(session.scalars(select(ReportRow.block).where(ReportRow.until.is_(None)).distinct()))


def find_filed_reports(session: Session, blocks: Collection[str], before: int | None = None) -> list[FiledReport]:
    """All present reports of these blocks, by key. The number of statements does not depend on theirs.

    With the number of a revision, only those that are older.
    """
    condition = is_among(ReportRow.block, blocks)
    return read_filed_reports(session, condition if before is None else and_(condition, ReportRow.since < before))


def find_reports_by_key(session: Session, keys: Collection[str]) -> dict[str, FiledReport]:
    """Present reports, each under its key."""
    return {item.key: item for item in read_filed_reports(session, is_among(ReportRow.key, keys))}


def add_reports(
    session: Session, articles: Sequence[StoredReports], view: ReportView | None, revision: Revision
) -> list[NewReport]:
    """Add the reports of articles that have none; rendered with a `view`, else to be refreshed. What was added."""
    _ensure_names(session, [[report for report, _ in new.reports] for new in articles])
    new = [each for stored in articles for each in _list_new(stored.number, stored.record.id, stored.reports)]
    if view is not None:
        new = _render_new(session, new, {stored.record.id: stored.record for stored in articles}, view)
    insert_reports(session, new, revision)
    return new


def file_reports(articles: Sequence[StoredReports], added: Iterable[NewReport]) -> Iterator[AddedReport]:
    """Those of added reports that were rendered, and so have their names as these are stored."""
    stored = {new.record.id: new for new in articles}
    for new in added:
        if new.document:
            record, signature = stored[new.article].record, stored[new.article].signature
            source = record.source.slug if record.source else None
            yield new.block, FiledReport(new.key, new.report, new.article, source, record.published, signature)


def _list_new(number: int, content_hash: str, reports: Sequence[Filed]) -> Iterator[NewReport]:
    for place, (report, block) in enumerate(reports, 1):
        yield NewReport(number, content_hash, place, report, block, report.base.name if report.base else None)


def _render_new(
    session: Session, reports: Sequence[NewReport], articles: Mapping[str, ArticleRecord], view: ReportView
) -> list[NewReport]:
    """With the names that are stored, which are not those of the article where it is not the first to name them."""
    bases = read_bases(session, {new.report.base.slug for new in reports if new.report.base})
    actors = read_actors(session, {part.actor.slug for new in reports for part in new.report.participations})
    return [_render_one(new, _name(new.report, bases, actors), articles[new.article], view) for new in reports]


def _name(report: Report, bases: Mapping[str, Base], actors: Mapping[str, Actor]) -> Report:
    parts = tuple(Participation(actors[part.actor.slug], part.role) for part in report.participations)
    return replace(report, base=bases[report.base.slug] if report.base else None, participations=parts)


def _render_one(new: NewReport, report: Report, article: ArticleRecord, view: ReportView) -> NewReport:
    record = ReportRecord(new.key, report, article)
    return replace(
        new,
        report=report,
        block=view.get_block(report),
        document=view.render(record),
        search_text=build_search_text(record),
    )


def has_other_reports(session: Session, article: ArticleRow, reports: Sequence[Filed]) -> bool:
    """Whether these are other reports than the present ones of an article."""
    stored = session.scalars(_select_present(ReportRow.article_id == article.id)).all()
    return len(stored) != len(reports) or not all(
        _is_same(row, *filed) for row, filed in zip(sorted(stored, key=lambda row: row.position), reports, strict=True)
    )


def replace_reports(session: Session, article: ArticleRow, reports: Sequence[Filed], revision: Revision) -> None:
    """Make these the reports of an article; those that are as they were stay."""
    _ensure_names(session, [[report for report, _ in reports]])
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
    listed = _list_new(article.id, article.content_hash, reports)
    insert_reports(session, [each for each in listed if each.position not in same], revision)


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
        blocks |= _refresh(session, is_among(ReportRow.id, numbers), view, revision)
        last = numbers[-1]
    return frozenset(blocks)


def _refresh(session: Session, condition: ColumnElement[bool], view: ReportView, revision: Revision) -> frozenset[str]:
    blocks: set[str] = set()
    renewed: list[NewReport] = []
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
            place = (row.article_id, row.article.content_hash, row.position)
            renewed.append(NewReport(*place, record.report, block, row.base_name, document, row.search_text))
    session.flush()
    insert_reports(session, renewed, revision)
    return frozenset(blocks)


def _find_affected(names: NameChanges, articles: Collection[int], revision: Revision) -> ColumnElement[bool]:
    if names.types:
        return true()
    published = select(ArticleRow.id).where(ArticleRow.source_slug.in_(names.sources))
    acted = select(ReportParticipationRow.report_id).where(ReportParticipationRow.actor_slug.in_(names.actors))
    conditions: list[ColumnElement[bool]] = [and_(ReportRow.since == revision.number, ReportRow.document == "")]
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


def _ensure_names(session: Session, articles: Sequence[Sequence[Report]]) -> None:
    """Of several names of one thing that is new, that of the first article holds, and in it the last one."""
    given = [report for reports in reversed(articles) for report in reports]
    bases = [(report.base, report.country) for report in given if report.base]
    # One that is not stored yet has no other reports than these; what is more than a name comes from seeds.
    is_found = {base.slug: base == Base(base.slug, base.name, country=base.country) for base, _ in bases}
    settled = settle_bases((base.slug, base.name, country) for base, country in bases if is_found[base.slug])
    ensure_bases(session, [*settled, *(base for base, _ in bases if not is_found[base.slug])])
    ensure_actors(session, [part.actor for report in given for part in report.participations])


def _is_same(row: ReportRow, report: Report, block: str) -> bool:
    return (_reduce(build_report(row)), row.block) == (_reduce(report), block)


def _reduce(report: Report) -> tuple[Report, list[tuple[str, str]]]:
    """A report whose base and actors are their slugs: how they are called is not the report's."""
    parts = [(part.actor.slug, part.role.value) for part in report.participations]
    base = Base(report.base.slug, "") if report.base else None
    return replace(report, base=base, participations=()), parts
