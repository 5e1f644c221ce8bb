"""Finding names in text: a token trie over all that the gazetteer knows."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

# Digits and letters with inner apostrophes, or an abbreviation with its full stops. Hyphens separate.
WORD = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:'[^\W_]+)*")
# Short names in capitals ("US", "IS", "ISF") are only those names when written in capitals.
MAX_ACRONYM_LENGTH = 4

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence: its span there, its text and its comparison key."""

    start: int
    end: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """A name found over words `first` to `last` (exclusive)."""

    first: int
    last: int
    value: Value


@dataclass(slots=True)
class _Node(Generic[Value]):
    children: "dict[str, _Node[Value]]" = field(default_factory=dict)
    value: Value | None = None
    acronym: bool = False
    lowercase: bool = False


def split_words(text: str) -> list[Word]:
    """Words in order. A possessive ending is no part of its word."""
    words = []
    for match in WORD.finditer(text):
        raw, end = match.group(), match.end()
        if raw[-2:] in ("'s", "'S") and len(raw) > 2:
            raw, end = raw[:-2], end - 2
        words.append(Word(match.start(), end, raw, name_key(raw)))
    return words


def name_key(word: str) -> str:
    """A word for comparison: no case, accents, apostrophes or full stops."""
    if word.isascii():
        # Nearly all words have nothing to take away.
        if word.isalnum():
            return word.lower()
        return word.replace("'", "").replace(".", "").casefold()
    plain = unicodedata.normalize("NFKD", word.replace("'", "").replace(".", ""))
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


class NameIndex(Generic[Value]):
    """Names to values. The longest name wins; of equal names the first added does."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._root: _Node[Value] = _Node()
        for name, value in entries:
            self._add(name, value)

    def _add(self, name: str, value: Value) -> None:
        words = split_words(name.replace("’", "'"))
        node = self._root
        for word in words:
            node = node.children.setdefault(word.key, _Node())
        if words and node.value is None:
            bare = name.replace(".", "")
            node.value = value
            node.acronym = (
                bare.isupper() and not any(char.isdigit() for char in bare) and len(bare) <= MAX_ACRONYM_LENGTH
            )
            node.lowercase = not any(char.isupper() for char in name)

    def find(self, words: list[Word]) -> Iterator[Match[Value]]:
        """Names in order, none overlapping another."""
        position = 0
        beginnings = self._root.children
        while position < len(words):
            match = self.match_at(words, position) if words[position].key in beginnings else None
            if match is not None:
                yield match
                position = match.last
            else:
                position += 1

    def match_at(self, words: list[Word], first: int) -> Match[Value] | None:
        """The longest name that begins at word `first`."""
        node = self._root
        best: Match[Value] | None = None
        for position in range(first, len(words)):
            child = node.children.get(words[position].key)
            if child is None:
                break
            node = child
            if node.value is not None and _is_written_so(node, words[first : position + 1]):
                best = Match(first, position + 1, node.value)
        return best


def _is_written_so(node: _Node[Value], words: list[Word]) -> bool:
    if node.lowercase:
        return True
    if node.acronym:
        return all(word.text == word.text.upper() for word in words)
    return any(word.text[:1].isupper() for word in words)
