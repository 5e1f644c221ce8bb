"""Typeahead: the keys that the beginning of a name, of an alias, or of a later word in either is compared with.

A key is folded as searches fold words, and has no spaces: "K-1", "K 1" and "k1" all begin "K1 Air Base".
"""

from collections.abc import Sequence
from enum import IntEnum

from service.domain.names.slugs import MAX_WORD
from service.domain.names.words import fold_words


class KeyPlace(IntEnum):
    """What a key begins; what comes first is suggested first."""

    NAME = 0
    ALIAS = 1
    WORD = 2


def fold_prefix(text: str) -> str:
    """What callers have typed so far, as keys begin; empty for a text without letters or digits."""
    return "".join(fold_words(text))[:MAX_WORD]


def list_prefix_keys(slug: str, name: str, aliases: Sequence[str]) -> list[tuple[KeyPlace, str]]:
    """The keys of a named thing, each once, at its first place. One of the name is always there, by which lists order.

    The slug is an alias too: filters take it.
    """
    own = fold_words(name)
    found = {"".join(own)[:MAX_WORD]: KeyPlace.NAME}
    others = [words for words in map(fold_words, (*aliases, slug)) if words]
    for words in others:
        found.setdefault("".join(words)[:MAX_WORD], KeyPlace.ALIAS)
    for words in (own, *others):
        for place in range(1, len(words)):
            found.setdefault("".join(words[place:])[:MAX_WORD], KeyPlace.WORD)
    return sorted((place, key) for key, place in found.items())
