"""Which of the bases that an article names are those that its reports mean."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from service.domain.names.places import Base
from service.training.examples.base_identity import BaseIndex, Likeness, compare_bases
from service.training.examples.gold import GoldReport
from service.training.examples.studies import AnnotatedArticle


class BaseLinker:
    """Knows the bases of the gazetteer by all their names. Built once."""

    def __init__(self, bases: Iterable[Base]) -> None:
        self._index = BaseIndex(bases)

    def link(self, report: GoldReport, annotated: AnnotatedArticle) -> GoldReport:
        """The report with the slugs that mentions of its base have in the article; none where none does."""
        if report.base is None:
            return report
        meant = self._index.identify(report.base, report.base_name)
        likeness = {slug: compare_bases(meant, self._index.identify(slug)) for slug in list_slugs(annotated)}
        best = max(likeness.values(), default=Likeness.NONE)
        slugs = (slug for slug, found in likeness.items() if found == best != Likeness.NONE)
        return replace(report, slugs=frozenset(slugs))


def list_slugs(annotated: AnnotatedArticle) -> Iterator[str]:
    """The slugs of all bases that an article may name."""
    mentions = (mention for sentence in annotated.sentences for mention in sentence.mentions)
    yield from dict.fromkeys(mention.base.slug for mention in mentions if mention.base and mention.base.slug)
