"""A reader for a process of its own that finds a report in each line; the first line can be an order."""

from schemas.responses.extraction import ExtractionView
from service.domain.articles.article import Article
from service.loader.readers.extraction_pool import ExtractionPool
from tests.lines import extract_lines
from tests.readers import OddReader

SIZE = 2


class LineReader(OddReader):
    def extract(self, article: Article) -> ExtractionView:
        self.obey(article.text.partition("\n")[0].removeprefix("# "))
        found = extract_lines(article)
        return ExtractionView(found.article, found.reports)


def build_line_reader() -> LineReader:
    return LineReader()


def build_line_pool() -> ExtractionPool:
    """So many processes with such a reader."""
    return ExtractionPool(build_line_reader, SIZE)
