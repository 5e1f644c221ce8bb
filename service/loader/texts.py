"""From the bytes of a file to its text, and to what it says about itself."""

import json
import logging
from copy import deepcopy
from datetime import date
from typing import Any

import htmldate
import trafilatura
from frontmatter.default_handlers import YAMLHandler
from yaml import YAMLError

from service.errors import ArticleError
from service.loader.details import Details, check_texts, parse_details

BOM = b"\xef\xbb\xbf"
# Where pages say when they were last changed.
CHANGED = "//*[self::meta or self::time][contains(concat(@property, @name, @itemprop), 'modified')]"


def parse_utf8(data: bytes) -> str:
    """Text without its byte order mark, otherwise as it is: newlines too. ArticleError for what is no UTF-8 text."""
    if b"\0" in data:
        raise ArticleError(f"is not UTF-8 text: byte {data.index(0)} is zero; save it as UTF-8")
    start = len(BOM) if data.startswith(BOM) else 0
    try:
        return data[start:].decode()
    except UnicodeDecodeError as error:
        raise ArticleError(f"is not UTF-8: byte {start + error.start} cannot be read; convert it first") from None


def parse_plain(text: str) -> tuple[str, Details]:
    """Plain text says nothing about itself."""
    return text, Details()


def parse_markdown(text: str) -> tuple[str, Details]:
    """The body after the front matter, without the blank lines around it, and what the front matter says."""
    handler = YAMLHandler()
    if not handler.detect(text):
        return text, Details()
    try:
        header, body = handler.split(text)
    except ValueError:
        raise ArticleError("has front matter that no second line of --- ends") from None
    try:
        values = handler.load(header)
    except (YAMLError, ValueError, RecursionError) as error:
        raise ArticleError(f"has front matter that is not YAML: {_shorten(error)}") from None
    if values is not None and not isinstance(values, dict):
        raise ArticleError("has front matter that is not a list of keys with values")
    return body.strip(), parse_details(values or {})


def parse_html(text: str) -> tuple[str, Details]:
    """The article in a web page, without navigation and advertising, its title, and the day of publication.

    Only a tree is handed on: of a text that is an address, a library might fetch what is there.
    """
    for library in ("trafilatura", "htmldate"):
        # A page that is none is told in our refusal, and is no error of the service.
        logging.getLogger(library).setLevel(logging.CRITICAL)
    try:
        tree = trafilatura.load_html(text)
        published = None if tree is None else _find_published(deepcopy(tree))
        page = None if tree is None else trafilatura.bare_extraction(tree, include_comments=False, with_metadata=True)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not a web page that can be read: {_shorten(error)}") from None
    if page is None or isinstance(page, dict) or not page.text:
        raise ArticleError("is a web page in which no article can be found; save the text alone")
    # Whoever lays out a page may break its headline into lines.
    title = " ".join((page.title or "").split())
    return page.text, Details(title=title or None, published=published)


def _find_published(tree: Any) -> date | None:
    """The day that the page itself gives; no day is looked for in its sentences, and a day of change is none."""
    for element in tree.xpath(CHANGED):
        element.attrib.clear()
    found = htmldate.find_date(tree, original_date=True, extensive_search=False)
    return date.fromisoformat(found) if found else None


def parse_json_line(data: bytes) -> tuple[str, Details, str | None]:
    """An object with `text` and details: its text, the details, and the file name it gives itself."""
    values = parse_json_object(data)
    text, file = values.get("text"), values.get("file")
    if not isinstance(text, str):
        raise ArticleError('has no "text"; each line must be an object with one')
    check_texts(values)
    return text, parse_details(values), file or None


def parse_json_object(data: bytes) -> dict[str, Any]:
    """One JSON object. ArticleError for anything else."""
    try:
        values = json.loads(parse_utf8(data))
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not JSON: {_shorten(error)}") from None
    if not isinstance(values, dict):
        raise ArticleError("is not a JSON object")
    return values


def _shorten(error: BaseException) -> str:
    return " ".join(str(error).split())[:200]
