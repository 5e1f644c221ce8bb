"""Whether two names mean the same base, told without asking the code that is measured."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from service.domain.names import parse_name_key, parse_slug
from service.domain.places import Base

# Words that many bases share, so that none of them tells one base from another.
GENERIC_WORDS = {
    "air", "airbase", "airfield", "airport", "al", "army", "barracks", "base", "bay", "camp", "combat", "cop", "field",
    "fob", "fort", "forward", "garrison", "island", "joint", "kaserne", "military", "naval", "operating", "outpost",
    "patrol", "post", "station", "the",
}  # fmt: skip


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
        self._bases = tuple(bases)
        for base in self._bases:
            for name in (base.slug, base.name, *base.aliases):
                self._slugs.setdefault(parse_name_key(name), base.slug)
        for base in self._bases:
            for name in (base.name, *base.aliases):
                self._slugs.setdefault(_strip(name), base.slug)

    def identify(self, slug: str, name: str | None = None) -> BaseIdentity:
        """The base that a slug means, or else a name; one that nobody knows goes by the words of its slug."""
        keys = [key for text in (slug, name) if text for key in (parse_name_key(text), _strip(text))]
        known = next((self._slugs[key] for key in keys if key in self._slugs), None)
        words = parse_slug(known or slug).split("-")
        return BaseIdentity(known, tuple(word for word in words if word not in GENERIC_WORDS) or tuple(words))


def _strip(name: str) -> str:
    """The key of a name without the words that many bases share; that of all of it where nothing is left."""
    words = [word for word in parse_slug(name).split("-") if word not in GENERIC_WORDS]
    return parse_name_key(" ".join(words) or name)


def compare_bases(first: BaseIdentity | None, second: BaseIdentity | None) -> Likeness:
    """No base is like no base only. Two bases of the gazetteer are the same or they are not."""
    if first is None or second is None:
        return Likeness.SAME if first is second else Likeness.NONE
    if first.known and second.known:
        return Likeness.SAME if first.known == second.known else Likeness.NONE
    if "".join(first.words) == "".join(second.words):
        return Likeness.SAME
    fewer, more = sorted((set(first.words), set(second.words)), key=len)
    return Likeness.CONTAINED if fewer <= more else Likeness.NONE
