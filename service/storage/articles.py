"""Writing articles and their reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from service.domain.articles import Article
from service.domain.dates import EventDate
from service.domain.events import FiledReport
from service.domain.places import Actor, Base, Source
from service.domain.reports import Report
from service.storage.gazetteer import ensure_named
from service.storage.locks import lock_names
from service.storage.models import (
    ArticleRow,
    FigureRow,
    QuoteRow,
    ReportParticipationRow,
    ReportRow,
)
from service.storage.records import build_report


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be stored, with its publisher and with its reports, each with its block.

    `content_hash` is that of the article as it was read, before its text told its source or title.
    """

    article: Article
    content_hash: str
    source: Source | None
    reports: tuple[tuple[Report, str], ...]

    @property
    def blocks(self) -> set[str]:
        """The blocks that the reports lie in."""
        return {block for _, block in self.reports}


def has_article(session: Session, content_hash: str) -> bool:
    """Whether this very article is stored."""
    return session.scalar(select(ArticleRow.id).where(ArticleRow.content_hash == content_hash)) is not None


def find_superseded_articles(session: Session, article: Article) -> tuple[str, ...]:
    """The content hashes of stored articles that are earlier states of this one, which is not stored.

    An article is known again by its URL, or else by its source and file name.
    """
    same_source = ArticleRow.source_slug == article.source if article.source else ArticleRow.source_slug.is_(None)
    same = and_(ArticleRow.file == article.file, same_source)
    if article.url:
        # Two texts from different addresses are two articles, whatever their files are called.
        same = or_(and_(same, ArticleRow.url.is_(None)), ArticleRow.url == article.url)
    hashes = session.scalars(select(ArticleRow.content_hash).where(same))
    return tuple(sorted(hashes))


def find_blocks(session: Session, content_hashes: Sequence[str]) -> set[str]:
    """The blocks in which the reports of these articles lie."""
    statement = select(ReportRow.block).join(ReportRow.article).where(ArticleRow.content_hash.in_(content_hashes))
    return set(session.scalars(statement.distinct()))


def find_all_blocks(session: Session) -> list[str]:
    """Every block in which a report lies, sorted."""
    return sorted(session.scalars(select(ReportRow.block).distinct()))


def lock_article(session: Session, new: NewArticle) -> None:
    """Let no other transaction store this article, or another state of it, before this one ends."""
    names = (new.content_hash, new.article.file, new.article.url)
    lock_names(session, [f"article:{name}" for name in names if name])


def lock_blocks(session: Session, blocks: Sequence[str]) -> None:
    """Let no other transaction merge these blocks before this one ends."""
    lock_names(session, [f"block:{block}" for block in blocks])


def delete_articles(session: Session, content_hashes: Sequence[str]) -> None:
    """Remove articles with their reports. The events of the blocks must be merged and saved anew."""
    session.execute(delete(ArticleRow).where(ArticleRow.content_hash.in_(content_hashes)))


def save_article(session: Session, new: NewArticle) -> None:
    """Add an article with its reports, and the bases, actors and source that it is the first to name."""
    told = [report for report, _ in new.reports]
    ensure_named(session, Source, [new.source] if new.source else [])
    ensure_named(session, Base, [report.base for report in told if report.base])
    ensure_named(session, Actor, [part.actor for report in told for part in report.participations])
    row = _build_article_row(new.article, new.content_hash)
    session.add(row)
    session.flush()
    session.add_all(
        _build_report_row(report, block, row, position) for position, (report, block) in enumerate(new.reports, start=1)
    )
    session.flush()


def find_filed_reports(session: Session, blocks: Sequence[str]) -> list[FiledReport]:
    """All reports of these blocks, by key. The number of statements does not depend on theirs."""
    rows = session.execute(
        select(ReportRow, ArticleRow.content_hash, ArticleRow.source_slug, ArticleRow.published)
        .join(ReportRow.article)
        .where(ReportRow.block.in_(blocks))
        .order_by(ReportRow.key)
        .options(
            joinedload(ReportRow.base),
            selectinload(ReportRow.participations).joinedload(ReportParticipationRow.actor),
            selectinload(ReportRow.figures),
            selectinload(ReportRow.quotes),
        )
        .execution_options(populate_existing=True)
    )
    return [
        FiledReport(row.key, build_report(row), content_hash, source, published)
        for row, content_hash, source, published in rows
    ]


def _build_article_row(article: Article, content_hash: str) -> ArticleRow:
    return ArticleRow(
        content_hash=content_hash,
        source_slug=article.source,
        file=article.file,
        title=article.title,
        url=article.url,
        published=article.published,
        language=article.language,
        rendition=article.rendition,
        original=article.original,
        text=article.text,
    )


def _build_report_row(report: Report, block: str, article: ArticleRow, position: int) -> ReportRow:
    return ReportRow(
        key=f"{article.content_hash}-{position}",
        article_id=article.id,
        position=position,
        block=block,
        type=report.type,
        status=report.status,
        base_slug=report.base.slug if report.base else None,
        country=report.country,
        **read_date_columns(report.date),
        attributed_to=report.attributed_to,
        confidence=report.confidence,
        participations=[
            ReportParticipationRow(position=place, actor_slug=part.actor.slug, role=part.role)
            for place, part in enumerate(report.participations)
        ],
        figures=[
            FigureRow(
                position=place, kind=figure.kind, value=figure.value, unit=figure.unit, qualifier=figure.qualifier
            )
            for place, figure in enumerate(report.figures)
        ],
        quotes=[
            QuoteRow(position=place, text=quote.text, start=quote.start, end=quote.end, supports=list(quote.supports))
            for place, quote in enumerate(report.quotes)
        ],
    )


def read_date_columns(date: EventDate | None) -> dict[str, Any]:
    """The four columns that keep a date, all null for none."""
    if date is None:
        return {"edtf": None, "first_day": None, "last_day": None, "precision": None}
    return {"edtf": date.edtf, "first_day": date.first, "last_day": date.last, "precision": date.precision}
