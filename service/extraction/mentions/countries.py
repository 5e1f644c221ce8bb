"""The country that a text gives for a base that no list has."""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.extraction.mentions.mention import Kind, Mention

# Names of governments' capitals and adjectives of forces speak of those who act, not of where.
PLACES = frozenset({Kind.PLACE, Kind.BARE_BASE})


def find_article_country(sentences: Iterable[Sequence[Mention]]) -> str | None:
    """The country in which most of an article's places lie; null where two are named equally often."""
    counts: Counter[str] = Counter()
    for mentions in sentences:
        for mention in mentions:
            weight = _weigh(mention)
            if mention.country and weight:
                counts[mention.country] += weight
            elif mention.base is not None and mention.base.country:
                counts[mention.base.country] += 3
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def find_country_near(mentions: Sequence[Mention], start: int, end: int) -> str | None:
    """The country or place named after a base in its sentence, else before it."""
    places = [mention for mention in mentions if mention.country and _weigh(mention)]
    after = [mention for mention in places if mention.start >= end]
    before = [mention for mention in places if mention.end <= start]
    if after:
        return min(after, key=lambda mention: mention.start).country
    return max(before, key=lambda mention: mention.end).country if before else None


def _weigh(mention: Mention) -> int:
    if mention.kind in PLACES:
        return 2
    return int(mention.kind is Kind.COUNTRY and not mention.plural)
