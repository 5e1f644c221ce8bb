"""Markup is measured before it is read: building and searching a tree takes time that some pages make endless.

They are counted by the parser that reads them later, as it goes and without a tree, so that what it takes for an
element counts and nothing else does.
"""

import re
from collections.abc import Mapping
from contextlib import suppress

from lxml import etree

from service.errors import ArticleError
from service.loader.articles.details import Details
from service.loader.pages.reading import parse_html

# Pages of news have some thousand elements, seldom over 10,000, with some 10 attributes, less than 100 deep.
MAX_ELEMENTS = 20_000
MAX_ATTRIBUTES = 200
# Below this depth the parser drops whatever is there.
MAX_DEPTH = 250
# What no text has. Libraries take it out before they parse, and it could hide the beginning of an element from us.
NO_TEXT = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Gauge:
    """Counts what the parser meets, and stops it beyond a bound."""

    def __init__(self) -> None:
        self._elements = self._depth = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if len(attributes) > MAX_ATTRIBUTES:
            raise ArticleError(f"has an element with {len(attributes)} attributes; the limit is {MAX_ATTRIBUTES}")
        if self._elements > MAX_ELEMENTS:
            raise ArticleError(f"is over the limit of {MAX_ELEMENTS} elements")
        if self._depth > MAX_DEPTH:
            raise ArticleError(f"is over the nesting limit of {MAX_DEPTH} elements")

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """The parser asks for a result."""


def check_markup(text: str) -> None:
    """Refuse a page with too many elements, too many attributes of one, or too many in one another; linear in time.

    What cannot be parsed is left to the parser.
    """
    parser = etree.HTMLParser(target=_Gauge(), encoding="utf-8")
    with suppress(etree.XMLSyntaxError):
        etree.fromstring(text.encode(errors="replace"), parser)


def parse_page(text: str) -> tuple[str, Details]:
    """What a web page says, as `parse_html` has it, if it is within the bounds of what is read."""
    text = NO_TEXT.sub("", text)
    check_markup(text)
    return parse_html(text)
