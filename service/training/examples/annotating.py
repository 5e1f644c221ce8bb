"""The extractor's own steps, as training needs them."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from service.domain.articles import Article
from service.domain.dates import EventDate
from service.extraction.annotation import AnnotatedSentence
from service.training.examples.studies import AnnotatedArticle, PhraseDates


class DatedPhrase(Protocol):
    """A date phrase with what it means of something past, and of something still to come."""

    @property
    def past(self) -> EventDate | None:
        """The date of something past."""

    @property
    def future(self) -> EventDate | None:
        """The date of something still to come."""


class Annotation(Protocol):
    """What extraction finds in an article; `dates` has the phrases of each sentence, in order, by its index."""

    @property
    def sentences(self) -> Sequence[AnnotatedSentence]:
        """All sentences, the n-th with the index n."""

    @property
    def dates(self) -> Mapping[int, Sequence[DatedPhrase]]:
        """The dated phrases of the sentences that have any."""


class Annotator(Protocol):
    """The part of an extractor that comes before its encoder."""

    def annotate(self, article: Article) -> Annotation:
        """What is found in an article."""


class ArticleReader:
    """Annotates articles for training."""

    def __init__(self, annotator: Annotator) -> None:
        self._annotator = annotator

    def read(self, article: Article) -> AnnotatedArticle:
        """The sentences of an article, and what their date phrases mean."""
        annotation = self._annotator.annotate(article)
        dates = [annotation.dates.get(item.sentence.index, ()) for item in annotation.sentences]
        return AnnotatedArticle(
            tuple(annotation.sentences),
            tuple(tuple(PhraseDates(_write(one.past), _write(one.future)) for one in row) for row in dates),
        )


def _write(date: EventDate | None) -> str | None:
    return None if date is None else date.edtf
