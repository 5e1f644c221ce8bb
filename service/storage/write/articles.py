"""Writing articles: adding, superseding an earlier state, and permanent removal."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, tuple_, update
from sqlalchemy.orm import Session

from service.domain.articles.article import Article
from service.domain.changes import Revision
from service.domain.events.reports import Report
from service.domain.names.places import Source
from service.errors import NotFoundError
from service.storage.database.bulk import insert_rows, reserve_numbers
from service.storage.names.gazetteer import ensure_sources
from service.storage.tables.event_links import EventReportRow
from service.storage.tables.models import ArticleRow, EventRow, ReportRow
from service.storage.write.reports import (
    AddedReport,
    ReportView,
    StoredReports,
    add_reports,
    file_reports,
    has_other_reports,
    replace_reports,
)
from service.storage.write.rows.event_counts import CountedGroup, add_counts
from service.storage.write.rows.filed_reports import read_sources
from service.storage.write.rows.new_reports import build_new_record, get_table


@dataclass(frozen=True, slots=True)
class Given:
    """Details given with an article; the others were extracted from its text. `source` is a name."""

    source: str | None = None
    title: str | None = None
    published: date | None = None


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article to be stored, with its publisher and with its reports, each with its block.

    `content_hash` is that of the article as it was read, before its source or title was extracted, and `given` what
    it had then; near-identical texts have similar signatures.
    """

    article: Article
    content_hash: str
    source: Source | None
    reports: tuple[tuple[Report, str], ...]
    signature: bytes = b""
    given: Given = Given()


# A report linked to a current event: its block, the row number of the event, and the days in which it lies.
LinkedReport = tuple[str, int, date | None, date | None]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change of articles touches: the blocks of their reports, and the names that they use, by slug.

    `renewed` are articles whose own data changed while their reports stayed, by row number; `linked` are the reports
    that were linked to events before the change; `added` are those that it added, as they are read while no name
    changes.
    """

    blocks: frozenset[str] = frozenset()
    bases: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    renewed: frozenset[int] = frozenset()
    linked: frozenset[LinkedReport] = frozenset()
    added: tuple[AddedReport, ...] = ()

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(
            self.blocks | other.blocks,
            self.bases | other.bases,
            self.sources | other.sources,
            self.renewed | other.renewed,
            self.linked | other.linked,
            self.added + other.added,
        )


def has_article(session: Session, content_hash: str) -> bool:
    """Whether an article with this content hash is current."""
    return session.scalar(select(ArticleRow.id).where(*_hold_now(content_hash))) is not None


def _hold_now(content_hash: str) -> tuple[ColumnElement[bool], ...]:
    """Conditions for the current state of an article."""
    return ArticleRow.content_hash == content_hash, ArticleRow.until.is_(None)


def save_articles(
    session: Session, news: Sequence[NewArticle], revision: Revision, view: ReportView | None = None
) -> Touched:
    """Add articles with their reports, and the bases, actors and sources that they are the first to name.

    No two may be states of one article. Without a `view` reports get their JSON from `refresh_reports`.
    """
    named = {new.source.slug: new.source for new in reversed(news) if new.source}
    ensure_sources(session, named.values())
    numbers = reserve_numbers(session, get_table(ArticleRow), len(news))
    placed = list(zip(numbers, news, strict=True))
    insert_rows(session, get_table(ArticleRow), [_build_values(number, new, revision) for number, new in placed])
    counted = ((new.article.source, new.article.published) for new in news)
    add_counts(session, Counter(group for article in counted for group in _list_groups(*article)))
    sources = read_sources(session, {new.article.source for new in news if new.article.source})
    stored = [
        StoredReports(number, build_new_record(new.article, new.content_hash, sources), new.reports, new.signature)
        for number, new in placed
    ]
    added = add_reports(session, stored, view, revision)
    return Touched(
        blocks=frozenset(new.block for new in added),
        bases=frozenset(new.report.base.slug for new in added if new.report.base),
        sources=frozenset(new.article.source for new in news if new.article.source),
        added=tuple(file_reports(stored, added)),
    )


def update_article(session: Session, new: NewArticle, revision: Revision) -> Touched:
    """Update a current article with its new extraction; unchanged reports stay.

    An article that is no longer stored is skipped.
    """
    row = session.scalar(select(ArticleRow).where(*_hold_now(new.content_hash)))
    if row is None:
        return Touched()
    before = read_touched(session, [row.id])
    _change_counts(session, [row.id], -1)
    ensure_sources(session, [new.source] if new.source else [])
    row.source_slug, row.source_name = new.article.source, new.source.name if new.source else None
    row.title, row.published, row.signature = new.article.title, new.article.published, new.signature
    session.flush()
    _change_counts(session, [row.id], 1)
    replace_reports(session, row, new.reports, revision)
    return before | read_touched(session, [row.id]) | Touched(renewed=frozenset({row.id}))


def retire_articles(session: Session, content_hashes: Collection[str], successor: str, revision: Revision) -> Touched:
    """End the current state of articles that another supersedes. They are kept for earlier revisions."""
    present = (ArticleRow.content_hash.in_(content_hashes), ArticleRow.until.is_(None))
    ids = list(session.scalars(select(ArticleRow.id).where(*present)))
    touched = read_touched(session, ids)
    _change_counts(session, ids, -1)
    ended = {"until": revision.number}
    session.execute(update(ArticleRow).where(ArticleRow.id.in_(ids)).values(**ended, successor=successor))
    session.execute(update(ReportRow).where(ReportRow.article_id.in_(ids), ReportRow.until.is_(None)).values(ended))
    return touched


def remove_article(session: Session, content_hash: str) -> Touched:
    """Delete an article with its earlier states, their texts, reports and quotes.

    Versions of events that rest on them stay, and list those reports as withheld. An unknown article is a
    NotFoundError.
    """
    ids = _find_states(session, content_hash)
    if not ids:
        raise NotFoundError(f"no article has the id {content_hash}")
    touched = read_touched(session, ids)
    _change_counts(session, ids, -1)
    session.execute(delete(ArticleRow).where(ArticleRow.id.in_(ids)))
    session.expire_all()
    return touched


def _change_counts(session: Session, ids: Collection[int], step: int) -> None:
    """Count those of these rows that are current for their sources and months."""
    present = (ArticleRow.id.in_(ids), ArticleRow.until.is_(None))
    counted = session.execute(select(ArticleRow.source_slug, ArticleRow.published).where(*present)).all()
    changes = Counter(group for source, published in counted for group in _list_groups(source, published))
    add_counts(session, {group: count * step for group, count in changes.items()})


def _list_groups(source: str | None, published: date | None) -> tuple[CountedGroup, ...]:
    """What an article is counted by: its source, its source and month, and its month; empty where unknown."""
    month = f"{published}"[:7] if published else ""
    return (
        ("article", "", source or "", ""),
        ("article", "month", source or "", month),
        ("article_month", "", month, ""),
    )


def _find_states(session: Session, content_hash: str) -> list[int]:
    """The rows of an article and of the states that it took the place of.

    The present one where there is one: the same text may stand in the past of another article, which stays.
    """
    named = select(ArticleRow.id, ArticleRow.content_hash, ArticleRow.since).where(
        ArticleRow.content_hash == content_hash
    )
    found = session.execute(named.where(ArticleRow.until.is_(None))).all() or session.execute(named).all()
    ids = [row.id for row in found]
    while found:
        earlier = select(ArticleRow.id, ArticleRow.content_hash, ArticleRow.since).where(
            tuple_(ArticleRow.successor, ArticleRow.until).in_([(row.content_hash, row.since) for row in found])
        )
        found = [row for row in session.execute(earlier) if row.id not in ids]
        ids += [row.id for row in found]
    return ids


def read_touched(session: Session, article_ids: Sequence[int]) -> Touched:
    """What the current reports of these articles touch."""
    present = (ReportRow.article_id.in_(article_ids), ReportRow.until.is_(None))
    reports = session.execute(select(ReportRow.block, ReportRow.base_slug).where(*present)).all()
    sources = session.scalars(select(ArticleRow.source_slug).where(ArticleRow.id.in_(article_ids)))
    linked = (
        select(ReportRow.block, EventRow.id, ReportRow.near_first, ReportRow.near_last)
        .join(EventReportRow, EventReportRow.report_id == ReportRow.id)
        .join(EventRow, and_(EventRow.id == EventReportRow.event_id, EventRow.until.is_(None)))
        .where(*present)
    )
    return Touched(
        blocks=frozenset(block for block, _ in reports),
        bases=frozenset(base for _, base in reports if base),
        sources=frozenset(source for source in sources if source),
        linked=frozenset((block, event, first, last) for block, event, first, last in session.execute(linked)),
    )


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """A current article as it was read, without its extraction. `number` orders all of them."""

    number: int
    article: Article
    content_hash: str
    given: Given


def find_next_article(session: Session, after: int) -> StoredArticle | None:
    """The present article whose number follows another; null after the last."""
    following = (ArticleRow.until.is_(None), ArticleRow.id > after)
    row = session.scalar(select(ArticleRow).where(*following).order_by(ArticleRow.id).limit(1))
    if row is None:
        return None
    given = Given(row.given_source, row.given_title, row.given_published)
    return StoredArticle(row.id, _build_article(row, given), row.content_hash, given)


def differs_from_stored(session: Session, new: NewArticle) -> bool:
    """Whether extraction now gives another result than the stored one."""
    row = session.scalar(select(ArticleRow).where(*_hold_now(new.content_hash)))
    if row is None:
        return False
    read = (new.article.source, new.article.title, new.article.published, new.signature)
    return read != (row.source_slug, row.title, row.published, row.signature) or has_other_reports(
        session, row, new.reports
    )


def _build_article(row: ArticleRow, given: Given) -> Article:
    return Article(
        text=row.text,
        file=row.file,
        title=given.title,
        url=row.url,
        published=given.published,
        language=row.language,
        rendition=row.rendition,
        original=row.original,
    )


def _build_values(number: int, new: NewArticle, revision: Revision) -> dict[str, Any]:
    article = new.article
    return {
        "id": number,
        "content_hash": new.content_hash,
        "source_slug": article.source,
        "source_name": new.source.name if new.source else None,
        "given_source": new.given.source,
        "given_title": new.given.title,
        "given_published": new.given.published,
        "file": article.file,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "rendition": article.rendition,
        "original": article.original,
        "text": article.text,
        "signature": new.signature,
        "since": revision.number,
    }
