"""Which reports are independent of one another: two articles of one source are not, nor are near-identical texts."""

from collections.abc import Sequence

from service.domain.events.events import FiledReport

HASHES = 128
# Share of hashes above which a text is a copy: articles that two newsrooms write of one event share under a fifth of
# their runs of words, and one that was cut or given another lead still shares more than half.
ALIKE = 0.5


def find_origins(reports: Sequence[FiledReport]) -> dict[str, str]:
    """For each report's key the article that it goes back to: the same for all that are not independent."""
    articles = {item.article: item for item in sorted(reports, key=lambda item: item.key, reverse=True)}
    origins = {article: article for article in articles}
    ordered = sorted(articles)
    for place, article in enumerate(ordered):
        for other in ordered[:place]:
            if origins[article] != origins[other] and _is_dependent(articles[article], articles[other]):
                _unite(origins, article, other)
    return {item.key: origins[item.article] for item in reports}


def is_copy(one: bytes, other: bytes) -> bool:
    """Whether two signatures are of near-identical texts."""
    if not one or len(one) != len(other):
        return False
    if one == other:
        return True
    first, second = memoryview(one).cast("I"), memoryview(other).cast("I")
    return sum(map(int.__eq__, first, second)) > ALIKE * len(first)


def _is_dependent(one: FiledReport, other: FiledReport) -> bool:
    same_source = one.source is not None and one.source == other.source
    return same_source or is_copy(one.signature, other.signature)


def _unite(origins: dict[str, str], one: str, other: str) -> None:
    kept, given_up = sorted((origins[one], origins[other]))
    for article, origin in origins.items():
        if origin == given_up:
            origins[article] = kept
