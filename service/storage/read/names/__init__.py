"""Reading names and articles. Every function sends the same number of statements whatever the page size."""

from service.storage.read.names.articles import find_articles, get_article, get_article_reports, get_article_text
from service.storage.read.names.lists import count_unplaced_bases, find_actors, find_bases, find_sources
from service.storage.read.names.single import get_actor, get_base, get_source

__all__ = [
    "count_unplaced_bases",
    "find_actors",
    "find_articles",
    "find_bases",
    "find_sources",
    "get_actor",
    "get_article",
    "get_article_reports",
    "get_article_text",
    "get_base",
    "get_source",
]
