"""The reader that runs in the extraction process, with the encoder."""

from schemas.responses.extraction import ExtractionView
from service.codebook import read_codebook
from service.domain.articles.article import Article
from service.extraction import Extractor, build_extractor
from service.loader.articles.details import Details
from service.loader.files.markup import parse_page
from service.loader.seeds.gazetteer import read_gazetteer
from service.settings import Settings

# A submitted text is extracted within some seconds: a core of 2023 does 1,500 tokens in one. An article of 30
# sentences has about 3,000.
MAX_TOKENS = 10_000


class TextReader:
    """Pages to texts, and articles to reports. What it gives can be read where no encoder is."""

    def __init__(self, extractor: Extractor) -> None:
        self._extractor = extractor

    def parse_page(self, html: str) -> tuple[str, Details]:
        """The text of a web page, and what it says of itself; an ArticleError for what is none."""
        return parse_page(html)

    def extract(self, article: Article) -> ExtractionView:
        """An article's reports."""
        found = self._extractor.extract(article)
        return ExtractionView(found.article, found.reports)


def build_text_reader(settings: Settings, max_tokens: int | None = MAX_TOKENS) -> TextReader:
    """From the data files and the encoder; takes seconds. Without `max_tokens`, texts of any length are extracted."""
    return TextReader(build_extractor(read_codebook(), read_gazetteer(settings.seeds), max_tokens))
