"""From the names of publishers to sources."""

from collections.abc import Iterable

from service.domain.articles.publishers import parse_publisher_key, parse_publisher_slug
from service.domain.names.places import Source
from service.errors import ArticleError


class SourceIndex:
    """Known sources by slug, name and alias. Built once."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self._by_key: dict[str, Source] = {}
        for source in sources:
            for name in (source.slug, source.name, *source.aliases):
                self._by_key.setdefault(parse_publisher_key(name), source)

    def get_source(self, name: str) -> Source:
        """The source of a name; a discovered one for an unknown name. ArticleError for an invalid name."""
        known = self._by_key.get(parse_publisher_key(name))
        if known is not None:
            return known
        slug = parse_publisher_slug(name)
        if not slug:
            raise ArticleError(f"source is {name!r}, which has neither letters nor digits")
        return Source(slug=slug, name=name)
