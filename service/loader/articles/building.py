"""From a text, and what is said of it, to an article: for files, lines and requests alike."""

import datetime as dt
from dataclasses import dataclass

from service.domain.articles.article import Article, Rendition
from service.domain.names.places import Source
from service.errors import ArticleError
from service.loader.articles.details import Details, check_details
from service.loader.seeds.sources import SourceIndex

# Most bytes of what is said of an article. PostgreSQL keeps no index entry of more than 2,704, and the API takes
# no longer key for a source than this.
MAX_BYTES = {"file": 2_000, "source": 200, "title": 2_000, "url": 2_000, "language": 100, "original": 2_000}


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """An article with its publisher, who may be a new one."""

    article: Article
    source: Source | None


def build_read_article(text: str, details: Details, file: str, sources: SourceIndex, *, today: dt.date) -> ReadArticle:
    """An article of a text. ArticleError for a text or detail that none can have; `today` is that of UTC."""
    if not text.strip():
        raise ArticleError("has no text")
    source = sources.get_source(details.source) if details.source else None
    article = Article(
        text=text,
        file=file,
        source=source.slug if source else None,
        title=details.title,
        url=details.url,
        published=details.published,
        language=details.language or "en",
        rendition=details.rendition or Rendition.FULL,
        original=details.original,
    )
    _check_value("text", article.text)
    _check_value("source", source.name if source else None)
    for name in MAX_BYTES:
        _check_value(name, getattr(article, name))
    check_details(details, today)
    return ReadArticle(article, source)


def _check_value(name: str, value: str | None) -> None:
    """Refuse what JSON and YAML can write but no database keeps: NUL, halves of a surrogate pair, and endless names."""
    if not value:
        return
    if "\0" in value or (not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value)):
        raise ArticleError(f"{name} has an invalid character (NUL or a lone surrogate)")
    if name in MAX_BYTES and (size := len(value.encode())) > MAX_BYTES[name]:
        raise ArticleError(f"{name} has {size} bytes; the limit is {MAX_BYTES[name]}")
