"""How searches compare words: without case, accents and punctuation, a name with a hyphen or apostrophe as one word.

What is kept of a text are its words and, of those that are written apart in some spellings, also what they make
together: "al-Qa'im" is kept as `al`, `qaim` and `alqaim`. A question is folded in the same way.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from service.domain.names.slugs import MAX_WORD

# What a word may be written as: one of these, of which each part begins a word.
SearchTerm = tuple[tuple[str, ...], ...]

# Marks within or around words that spellings leave out: apostrophes, the signs for hamza and ayn, invisible ones.
_IGNORED = dict.fromkeys(map(ord, "'’‘‛ʼʻʾʿʹ′`´＇ꞌ՚ـ\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–−﹣－⁃"), "-")
# Letters that are no others with an accent, but are written as these where they are not at hand.
PLAIN_LETTERS = str.maketrans(
    {
        **{"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ə": "e"},
        **{"æ": "ae", "œ": "oe", "þ": "th", "ی": "ي", "ک": "ك"},
    }
)
# Articles of names, which stand before them with a hyphen, a space or nothing.
_ARTICLES = frozenset({"al", "el"})
# Names of which the words are remembered: a few stand in most reports, with all their aliases.
REMEMBERED_NAMES = 20_000
_COMPOUND = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def build_search_words(names: Iterable[str], texts: Iterable[str]) -> tuple[str, ...]:
    """All words by which something is found, each once, sorted. Names are also found by parts that are put together."""
    found: set[str] = set()
    for text in texts:
        for parts in _split(text):
            found.update(parts, _join(parts))
    for name in names:
        found |= _build_name_words(name)
    return tuple(sorted({_encode(word) for word in found}))


@lru_cache(REMEMBERED_NAMES)
def _build_name_words(name: str) -> frozenset[str]:
    words = [word for parts in _split(name) for word in parts]
    return frozenset([*words, *_join(words), *_list_torn(name)])


def parse_search_terms(text: str) -> tuple[SearchTerm, ...]:
    """What is asked for, each once, sorted; nothing for a text without letters or digits."""
    return tuple(sorted({_build_term(parts) for parts in _split(text)}))


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared, in their order, those with a hyphen in parts."""
    return tuple(word for parts in _split(text) for word in parts)


def _build_term(parts: Sequence[str]) -> SearchTerm:
    """One word as written together; also as its parts, where none is a number that would begin any other."""
    together = (_encode("".join(parts)),)
    if len(parts) == 1 or any(part.isdigit() for part in parts):
        return (together,)
    return (together, tuple(dict.fromkeys(map(_encode, parts))))


def _split(text: str) -> Iterator[tuple[str, ...]]:
    """Each word with its parts. An article and its name, and a letter and its number, are one also with a space."""
    folded = _fold(text)
    parts: tuple[str, ...] = ()
    end = 0
    for match in _COMPOUND.finditer(folded):
        further = tuple(match.group().split("-"))
        is_next = folded[end : match.start()].isspace()
        if parts and is_next and _is_open(parts, further):
            parts += further
        else:
            if parts:
                yield parts
            parts = further
        end = match.end()
    if parts:
        yield parts


def _is_open(parts: Sequence[str], further: Sequence[str]) -> bool:
    last = parts[-1]
    return last in _ARTICLES or (len(parts) == 1 and len(last) == 1 and last.isalpha() and further[0].isdigit())


def _join(parts: Sequence[str]) -> Iterator[str]:
    """The parts joined: all of them, and each two neighbours."""
    if len(parts) > 1:
        yield "".join(parts)
        yield from (first + second for first, second in pairwise(parts))


def _list_torn(name: str) -> Iterator[str]:
    """The parts of words that have an apostrophe within, as they are with a space in place of the apostrophe."""
    for word in re.split(r"[\s-]+", name):
        torn = [_fold(part) for part in re.split(f"[{''.join(map(chr, _IGNORED))}]", word) if part]
        if len(torn) > 1:
            yield from (part for part in torn if len(part) > 1 and _COMPOUND.fullmatch(part))


def _fold(text: str) -> str:
    bare = text.translate(_IGNORED).translate(_HYPHENS).casefold()
    if bare.isascii():
        # Nothing in it is more than a plain letter, and most texts are such.
        return bare
    decomposed = unicodedata.normalize("NFKD", bare).translate(_HYPHENS)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return letters.translate(_IGNORED).translate(PLAIN_LETTERS)


def _encode(word: str) -> str:
    """As every database takes it for parts of one word: what is not of ASCII is written as code points."""
    return (word if word.isascii() else "".join(map(_encode_char, word)))[:MAX_WORD]


def _encode_char(char: str) -> str:
    return char if char.isascii() else f"x{ord(char):x}x"
