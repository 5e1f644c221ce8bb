"""Whether two names mean the same base, as gold and what was found in an article write them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from service.domain.names.places import Base
from service.domain.names.slugs import parse_name_key, parse_slug

# Words that many bases share, so that none of them tells one base from another.
SHARED_WORDS = frozenset(
    {
        "air", "airbase", "airfield", "airport", "al", "army", "barracks", "base", "bay", "camp", "combat", "cop",
        "field", "fob", "fort", "forward", "garrison", "island", "joint", "kaserne", "military", "naval", "operating",
        "outpost", "patrol", "post", "station", "the",
    }
)  # fmt: skip


class Likeness(IntEnum):
    """How well two bases agree; more is better."""

    NONE = 0
    CONTAINED = 1
    SAME = 2


@dataclass(frozen=True, slots=True)
class BaseIdentity:
    """What is left of a base's name for comparing. `known` is its slug in the gazetteer, null where it has none."""

    known: str | None
    words: tuple[str, ...]


class BaseIndex:
    """The bases of the gazetteer under every name they go by. Built once."""

    def __init__(self, bases: Iterable[Base]) -> None:
        self._slugs: dict[str, str] = {}
        listed = tuple(bases)
        for base in listed:
            for name in (base.slug, base.name, *base.aliases):
                self._slugs.setdefault(parse_name_key(name), base.slug)
        for base in listed:
            for name in (base.name, *base.aliases):
                self._slugs.setdefault(_get_short_key(name), base.slug)
        self._identify = cache(self._find_identity)

    def identify(self, slug: str, name: str | None = None) -> BaseIdentity:
        """The base that a slug means, or else a name; one that nobody knows goes by the words of its slug."""
        return self._identify(slug, name)

    def _find_identity(self, slug: str, name: str | None) -> BaseIdentity:
        keys = [key for text in (slug, name) if text for key in (parse_name_key(text), _get_short_key(text))]
        known = next((self._slugs[key] for key in keys if key in self._slugs), None)
        return BaseIdentity(known, split_name(known or slug))


def compare_bases(first: BaseIdentity | None, second: BaseIdentity | None) -> Likeness:
    """No base is like no base only. Two bases of the gazetteer are the same or they are not; of others one name may
    be part of the other."""
    if first is None or second is None:
        return Likeness.SAME if first is second else Likeness.NONE
    if first.known and second.known:
        return Likeness.SAME if first.known == second.known else Likeness.NONE
    if "".join(first.words) == "".join(second.words):
        return Likeness.SAME
    ours, theirs = set(first.words), set(second.words)
    return Likeness.CONTAINED if ours <= theirs or theirs <= ours else Likeness.NONE


def split_name(name: str) -> tuple[str, ...]:
    """The words of a name that tell its base from others, or all where it has no such."""
    words = tuple(parse_slug(name).split("-"))
    return tuple(word for word in words if word not in SHARED_WORDS) or words


def _get_short_key(name: str) -> str:
    return parse_name_key(" ".join(split_name(name)))
