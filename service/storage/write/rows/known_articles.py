"""Which of some articles are stored, and of which earlier states are."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.domain.articles.article import Article
from service.storage.database.bulk import is_among
from service.storage.tables.models import ArticleRow


def find_stored_articles(session: Session, content_hashes: Collection[str]) -> frozenset[str]:
    """Those of these content hashes that are of current articles."""
    present = (is_among(ArticleRow.content_hash, content_hashes), ArticleRow.until.is_(None))
    return frozenset(session.scalars(select(ArticleRow.content_hash).where(*present)))


def find_superseded_articles(
    session: Session, articles: Mapping[str, Article], are_alike: Callable[[str, bytes], bool]
) -> dict[str, tuple[str, ...]]:
    """For each of some articles that are not stored, the content hashes of its earlier states that are; all by hash.

    An article is known again by its URL, or else by its source and file name. Where the source is not known, files
    of one name may be of any publisher: then the text must be similar too, which `are_alike` decides by the article's
    hash and the signature of the other one. A stored article is superseded by the first that could.
    """
    files = is_among(ArticleRow.file, {article.file for article in articles.values()})
    urls = is_among(ArticleRow.url, {article.url for article in articles.values() if article.url})
    columns = (ArticleRow.content_hash, ArticleRow.url, ArticleRow.file, ArticleRow.source_slug, ArticleRow.signature)
    present = select(*columns).where(ArticleRow.until.is_(None))
    # Each by itself, so that it has an index: for one question with "or" PostgreSQL would look at every article.
    left = session.execute(present.where(files).union(present.where(urls))).all()
    found: dict[str, tuple[str, ...]] = {}
    for content_hash, article in articles.items():
        states = [row for row in left if _is_state(row, article, partial(are_alike, content_hash))]
        found[content_hash] = tuple(sorted(row.content_hash for row in states))
        left = [row for row in left if row not in states]
    return found


def _is_state(row: Any, article: Article, is_alike: Callable[[bytes], bool]) -> bool:
    if article.url and row.url == article.url:
        return True
    # Two texts from different addresses are two articles, whatever their files are called.
    is_elsewhere = bool(article.url) and row.url is not None
    if is_elsewhere or (row.file, row.source_slug) != (article.file, article.source):
        return False
    return article.source is not None or is_alike(row.signature)
