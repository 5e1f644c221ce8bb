"""Articles: the list, and one with its reports."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, defer, joinedload

from service.domain.queries import PageRequest
from service.domain.records import ArticleRecord, Page
from service.errors import NotFoundError
from service.storage.tables.keys import clean_key
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.records import build_article_record

_REPORTS = (
    select(func.count()).where(ReportRow.article_id == ArticleRow.id, ReportRow.until.is_(None)).scalar_subquery()
)
# Without the text, by far the longest part of a row, which few ask for.
_LOADED = (joinedload(ArticleRow.source), defer(ArticleRow.text))
_ARTICLES = select(ArticleRow, _REPORTS).where(ArticleRow.until.is_(None)).options(*_LOADED)


def find_articles(session: Session, page: PageRequest) -> Page[ArticleRecord]:
    """Articles in the order of their content hashes."""
    key, statement = ArticleRow.content_hash, _ARTICLES
    if page.after is not None:
        statement = statement.where(key > clean_key(page.after))
    rows = session.execute(statement.order_by(key).limit(page.limit + 1)).all()
    items = [build_article_record(row[0], row[1]) for row in rows[: page.limit]]
    return Page(items, items[-1].id if len(rows) > page.limit else None)


def get_article(session: Session, content_hash: str) -> ArticleRecord:
    """One article by its content hash."""
    row = session.execute(_ARTICLES.where(ArticleRow.content_hash == clean_key(content_hash))).one_or_none()
    if row is None:
        raise _build_unknown_article(content_hash)
    return build_article_record(row[0], row[1])


def get_article_text(session: Session, content_hash: str) -> str:
    """The text of an article as it was read, which the offsets of its quotes count."""
    text: str = _get_column(session, ArticleRow.text, content_hash)
    return text


def get_article_reports(session: Session, content_hash: str) -> list[str]:
    """The JSON documents of an article's reports, in the order of the text."""
    reported = (ReportRow.article_id == _get_column(session, ArticleRow.id, content_hash), ReportRow.until.is_(None))
    return list(session.scalars(select(ReportRow.document).where(*reported).order_by(ReportRow.position)))


def _get_column(session: Session, column: InstrumentedAttribute[Any], content_hash: str) -> Any:
    """What one article has in a column that is never empty."""
    present = (ArticleRow.content_hash == clean_key(content_hash), ArticleRow.until.is_(None))
    value = session.scalar(select(column).where(*present))
    if value is None:
        raise _build_unknown_article(content_hash)
    return value


def _build_unknown_article(content_hash: str) -> NotFoundError:
    return NotFoundError(f"no article has the id {content_hash}")
