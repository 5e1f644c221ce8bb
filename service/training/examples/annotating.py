"""The extractor's own steps, as training needs them."""

from service.domain.articles.article import Article
from service.domain.events.dates import EventDate
from service.extraction import Extractor
from service.training.examples.studies import AnnotatedArticle, PhraseDates


def annotate_article(extractor: Extractor, article: Article) -> AnnotatedArticle:
    """The sentences of an article, and what their date phrases mean."""
    annotation = extractor.annotate(article)
    dates = [annotation.dates.get(item.sentence.index, ()) for item in annotation.sentences]
    return AnnotatedArticle(
        annotation.sentences,
        tuple(tuple(PhraseDates(_write(one.past), _write(one.future)) for one in row) for row in dates),
    )


def _write(date: EventDate | None) -> str | None:
    return None if date is None else date.edtf
