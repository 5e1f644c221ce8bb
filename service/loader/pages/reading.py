"""From the markup of a web page to its article and what the page says of it."""

import datetime as dt
import logging
from copy import deepcopy

import trafilatura

from service.errors import ArticleError
from service.loader.articles.details import Details
from service.loader.pages.body import compose_body, extract_lines
from service.loader.pages.metadata import read_metadata
from service.loader.pages.publication import Publication
from service.loader.pages.stories import PageBlocks
from service.loader.pages.titles import find_heading, find_title
from service.loader.pages.vocabulary import read_vocabulary

# Pages are saved where it may be tomorrow already.
ONE_DAY = dt.timedelta(days=1)


def parse_html(text: str) -> tuple[str, Details]:
    """The article in a web page, without navigation and other stories, its headline, and the day of publication.

    Paragraphs are divided by blank lines. A day of change is no day of publication, nor is one after tomorrow.
    """
    # A page that is none is told in our refusal, and is no error of the service.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    latest = dt.datetime.now(tz=dt.UTC).date() + ONE_DAY
    try:
        paragraphs, details = _read_page(text, latest)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"is not a readable web page: {' '.join(str(error).split())[:200]}") from None
    if not paragraphs:
        raise ArticleError("is a web page without a recognizable article; save the text alone")
    return "\n\n".join(paragraphs), details


def _read_page(text: str, latest: dt.date) -> tuple[list[str], Details]:
    # Only a tree is handed on: of a text that is an address, the library might fetch what is there.
    tree = trafilatura.load_html(text)
    if tree is None:
        return [], Details()
    if not (lines := extract_lines(deepcopy(tree))):
        return [], Details()
    metadata = read_metadata(tree, read_vocabulary())
    page = PageBlocks(tree, metadata, lines, lambda blocks: find_heading(blocks, metadata))
    heading = None if page.heading is None else page.blocks[page.heading].text
    published = Publication(tree, metadata, page, latest).find_day()
    return compose_body(page, metadata), Details(title=find_title(heading, metadata), published=published)
