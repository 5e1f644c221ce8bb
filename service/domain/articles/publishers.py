"""Slugs and keys of publishers: two names may differ in signs alone ("Canal" and "Canal+")."""

import hashlib
import unicodedata

from service.domain.names.slugs import parse_name_key, parse_slug

# Two spellings of one name may differ by any of these, and by white space, dashes, quotation marks and brackets.
_SPELLING = frozenset(".,:;/\\|'\"·•…、。・،؛®©ʼʻ")
_SPELLING_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf", "Sk"})
# Combining classes of accents, and of vowels that Arabic and Hebrew may leave out. Others, such as the vowel signs of
# Thai and the voicing marks of Japanese, make another word.
_ACCENTS = frozenset({1, *range(10, 37), *range(200, 255)})
_DIGEST_LENGTH = 8


def parse_publisher_slug(name: str) -> str:
    """The slug of an unlisted publisher; empty for a name without letters or digits.

    A name whose signs say more than its slug does gets a suffix made from the name alone, so that it has the same slug
    whatever else is loaded, before it or after.
    """
    slug = parse_slug(name)
    return _add_suffix(slug, name, "-") if slug else ""


def parse_publisher_key(name: str) -> str:
    """What the spellings of one publisher's name have in common: "Press-TV" and "press tv", but not "Press TV+"."""
    return _add_suffix(parse_name_key(name), name, "+")


def _add_suffix(stem: str, name: str, joint: str) -> str:
    bare = _drop_spelling(name)
    if bare == parse_name_key(name):
        return stem
    return f"{stem}{joint}{hashlib.sha256(bare.encode(errors='surrogatepass')).hexdigest()[:_DIGEST_LENGTH]}"


def _drop_spelling(name: str) -> str:
    """A name without the signs and spaces that spellings vary in. Of plain names it is the key."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if not _is_spelling(char)).casefold()


def _is_spelling(char: str) -> bool:
    category = unicodedata.category(char)
    if category.startswith("M"):
        return unicodedata.combining(char) in _ACCENTS
    return char in _SPELLING or category in _SPELLING_CATEGORIES
