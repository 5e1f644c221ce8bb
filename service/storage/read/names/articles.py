"""Articles: the list, and one with its reports."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from service.domain.queries import PageRequest
from service.domain.records import ArticleRecord, Page
from service.errors import NotFoundError
from service.storage.tables.keys import clean_key
from service.storage.tables.models import ArticleRow, ReportRow
from service.storage.tables.records import build_article_record

_REPORTS = (
    select(func.count()).where(ReportRow.article_id == ArticleRow.id, ReportRow.until.is_(None)).scalar_subquery()
)
_ARTICLES = select(ArticleRow, _REPORTS).where(ArticleRow.until.is_(None)).options(joinedload(ArticleRow.source))


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
    present = (ArticleRow.content_hash == clean_key(content_hash), ArticleRow.until.is_(None))
    text = session.scalar(select(ArticleRow.text).where(*present))
    if text is None:
        raise _build_unknown_article(content_hash)
    return text


def get_article_reports(session: Session, content_hash: str) -> list[str]:
    """The JSON documents of an article's reports, in the order of the text."""
    present = (ArticleRow.content_hash == clean_key(content_hash), ArticleRow.until.is_(None))
    article = session.scalar(select(ArticleRow.id).where(*present))
    if article is None:
        raise _build_unknown_article(content_hash)
    reported = (ReportRow.article_id == article, ReportRow.until.is_(None))
    return list(session.scalars(select(ReportRow.document).where(*reported).order_by(ReportRow.position)))


def _build_unknown_article(content_hash: str) -> NotFoundError:
    return NotFoundError(f"no article has the id {content_hash}")
