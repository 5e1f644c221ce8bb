"""The metadata of an article as its own text gives it: publisher, publication date and headline."""

import datetime as dt
import re
from dataclasses import replace

from dateparser.date import DateDataParser

from service.codebook.model import BoilerplateRules
from service.domain.articles.article import Article
from service.domain.articles.publishers import parse_publisher_slug
from service.domain.names.places import Source
from service.extraction.text.layout import PLAIN, Line, Part
from service.extraction.text.names import NameIndex, split_words

# The publisher and the day stand at the head or the foot of a text.
EDGE = 6


class IdentityReader:
    """Fills in what the caller did not say of an article. Built once."""

    def __init__(self, rules: BoilerplateRules, sources: tuple[Source, ...]) -> None:
        self._source_patterns = [re.compile(pattern, re.IGNORECASE) for pattern in rules.sources]
        self._date_patterns = [re.compile(pattern) for pattern in rules.published]
        self._known = NameIndex((name, source) for source in sources for name in (source.name, *source.aliases))
        self._dates = DateDataParser(languages=["en"], settings={"REQUIRE_PARTS": ["day", "month", "year"]})

    def complete(self, article: Article, lines: tuple[Line, ...]) -> Article:
        """The article with title, source and publication date from its text where it had none."""
        edge = [*lines[:EDGE], *lines[-EDGE:]] if len(lines) > 2 * EDGE else list(lines)
        title = article.title or next((line.text for line in lines if line.part is Part.HEADLINE), None)
        source = article.source or self._find_source(edge)
        published = article.published
        if published is None:
            published = next((found for line in edge if (found := self._read_date(line.text))), None)
        return replace(article, title=title, source=source, published=published)

    def _find_source(self, lines: list[Line]) -> str | None:
        for line in lines:
            for pattern in self._source_patterns:
                match = pattern.search(line.text[:300])
                if match is not None:
                    return self._resolve(match["source"].strip())
        return None

    def _resolve(self, name: str) -> str | None:
        """The slug of a publisher on the list; one that is not gets a slug of its own name."""
        plain = name.translate(PLAIN)
        found = self._known.match_at(split_words(plain), 0)
        return found.value.slug if found else parse_publisher_slug(plain) or None

    def _read_date(self, text: str) -> dt.date | None:
        for pattern in self._date_patterns:
            match = pattern.search(text[:200])
            if match is not None:
                found = self._dates.get_date_data(match["date"]).date_obj
                return found.date() if found else None
        return None
