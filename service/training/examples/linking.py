"""Which of the bases that an article names are those that its reports mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache

from service.domain.names import parse_name_key, parse_slug
from service.domain.places import Base
from service.training.examples.gold import GoldReport
from service.training.examples.studies import AnnotatedArticle

# Words that many bases share, so that none of them tells one base from another.
SHARED_WORDS = frozenset(
    {
        "air", "airbase", "airfield", "airport", "al", "army", "barracks", "base", "bay", "camp", "combat", "cop",
        "field", "fob", "fort", "forward", "garrison", "island", "joint", "kaserne", "military", "naval", "operating",
        "outpost", "patrol", "post", "station", "the",
    }
)  # fmt: skip


class Likeness(IntEnum):
    """How well two names agree; of several bases the ones that agree best are meant."""

    NONE = 0
    PARTLY = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class Identity:
    """What a base is told from others by: its slug in the gazetteer, if it has one, and the words that are its own."""

    slug: str | None
    words: tuple[str, ...]

    def compare(self, other: "Identity") -> Likeness:
        """Listed bases are the same or not; of others one name may be part of the other."""
        if self.slug and other.slug:
            return Likeness.SAME if self.slug == other.slug else Likeness.NONE
        if "".join(self.words) == "".join(other.words):
            return Likeness.SAME
        ours, theirs = set(self.words), set(other.words)
        return Likeness.PARTLY if ours <= theirs or theirs <= ours else Likeness.NONE


class BaseLinker:
    """Knows the bases of the gazetteer by all their names. Built once."""

    def __init__(self, bases: Iterable[Base]) -> None:
        self._slugs: dict[str, str] = {}
        listed = [(base, (base.slug, base.name, *base.aliases)) for base in bases]
        for base, names in listed:
            for name in names:
                self._slugs.setdefault(parse_name_key(name), base.slug)
        for base, names in listed:
            for name in names[1:]:
                self._slugs.setdefault(_get_short_key(name), base.slug)
        self._identify = cache(self._find_identity)

    def link(self, report: GoldReport, annotated: AnnotatedArticle) -> GoldReport:
        """The report with the slugs that mentions of its base have in the article; none where none does."""
        if report.base is None:
            return report
        meant = self._identify(report.base, report.base_name)
        likeness = {slug: meant.compare(self._identify(slug, None)) for slug in list_slugs(annotated)}
        best = max(likeness.values(), default=Likeness.NONE)
        slugs = (slug for slug, found in likeness.items() if found == best != Likeness.NONE)
        return replace(report, slugs=frozenset(slugs))

    def _find_identity(self, slug: str, name: str | None) -> Identity:
        keys = [key for text in (slug, name) if text for key in (parse_name_key(text), _get_short_key(text))]
        listed = next((self._slugs[key] for key in keys if key in self._slugs), None)
        return Identity(listed, split_name(listed or slug))


def list_slugs(annotated: AnnotatedArticle) -> Iterator[str]:
    """The slugs of all bases that an article may name."""
    mentions = (mention for sentence in annotated.sentences for mention in sentence.mentions)
    yield from dict.fromkeys(mention.base.slug for mention in mentions if mention.base and mention.base.slug)


def split_name(name: str) -> tuple[str, ...]:
    """The words of a name that tell its base from others, or all where it has no such."""
    words = tuple(parse_slug(name).split("-"))
    return tuple(word for word in words if word not in SHARED_WORDS) or words


def _get_short_key(name: str) -> str:
    return parse_name_key(" ".join(split_name(name)))
