"""The country of an unlisted base, as the text gives it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from service.extraction.mentions.mention import Kind, Mention

# Names of governments' capitals and adjectives of forces speak of those who act, not of where.
PLACES = frozenset({Kind.PLACE, Kind.BARE_BASE})
# A listed base says more of where an article is than the name of a town or country.
BASE_WEIGHT = 3


def find_article_country(sentences: Iterable[Sequence[Mention]]) -> str | None:
    """The country in which most of an article's places lie; null where two are named equally often."""
    counts: Counter[str] = Counter()
    for mention in (mention for mentions in sentences for mention in mentions):
        country, weight = _locate(mention)
        if country:
            counts[country] += weight
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def find_sentence_in_country(sentences: Iterable[Sequence[Mention]], country: str) -> int | None:
    """The position of the first sentence that names a country or a place there, else of the first with a base there."""
    found: dict[int, int] = {}
    for position, mentions in enumerate(sentences):
        for located, weight in map(_locate, mentions):
            if located == country:
                found.setdefault(weight // BASE_WEIGHT, position)
    return found[min(found)] if found else None


def find_country_near(mentions: Sequence[Mention], start: int, end: int) -> str | None:
    """The country or place named after a base in its sentence, else before it."""
    places = [mention for mention in mentions if mention.country and _weigh(mention)]
    after = [mention for mention in places if mention.start >= end]
    before = [mention for mention in places if mention.end <= start]
    if after:
        return min(after, key=lambda mention: mention.start).country
    return max(before, key=lambda mention: mention.end).country if before else None


def _locate(mention: Mention) -> tuple[str | None, int]:
    """The country that a mention lies in, and how much that says of the country of the article."""
    if mention.country and (weight := _weigh(mention)):
        return mention.country, weight
    return (mention.base.country if mention.base is not None else None), BASE_WEIGHT


def _weigh(mention: Mention) -> int:
    if mention.kind in PLACES:
        return 2
    return int(mention.kind is Kind.COUNTRY and not mention.plural)
