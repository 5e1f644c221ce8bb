"""Slugs of names, and keys to compare names by."""

import re
import unicodedata

# No word that anybody searches for is longer, and no index takes words without end.
MAX_WORD = 60
_APOSTROPHES = str.maketrans("", "", "'’‘ʼʻ`´")
_SEPARATORS = re.compile(r"[\W_]+")


def parse_slug(name: str) -> str:
    """A name as a slug: "Al-Qa'im Air Base" gives `al-qaim-air-base`. It is empty for a name without letters or digits.

    Accents go, and letters of other scripts stay, so that names of two scripts never have one slug.
    """
    bare = name.translate(_APOSTROPHES).casefold()
    decomposed = unicodedata.normalize("NFKD", bare)
    letters = "".join(char for char in decomposed if not unicodedata.combining(char)).casefold()
    return _SEPARATORS.sub("-", letters).strip("-")


def parse_words(text: str) -> tuple[str, ...]:
    """The different words of a text as searches compare them, sorted: without case, accents and punctuation.

    What is not of ASCII is written as code points, so that every database takes it for parts of one word.
    """
    words = (word for word in parse_slug(text).split("-") if word)
    return tuple(sorted({"".join(c if c.isascii() else f"x{ord(c):x}x" for c in word)[:MAX_WORD] for word in words}))


def parse_name_key(name: str) -> str:
    """What two spellings of one name have in common: "K-1", "K 1" and "k1" all give `k1`."""
    return parse_slug(name).replace("-", "")
