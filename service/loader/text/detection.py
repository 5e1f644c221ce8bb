"""Which encoding a text is in that neither says so nor is UTF-8: the one in which it can be read as words.

charset-normalizer proposes how well each candidate reads; but its measures were made for whole texts of one language,
and are blind for one foreign name in an English article. So the words that are not of ASCII are looked at alone, and
readings in which they are no words at all are dropped first. What can still be two different texts is not decided.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from charset_normalizer import CharsetMatch, from_bytes
from charset_normalizer.constant import FREQUENCIES

# Of readings that say the same the first is named; a Western one is what browsers take for what says nothing.
CANDIDATES: Mapping[str, str] = {
    "cp1252": "windows-1252",
    "iso8859_15": "ISO-8859-15",
    "cp1250": "windows-1250",
    "iso8859_2": "ISO-8859-2",
    "cp1254": "windows-1254",
    "cp1257": "windows-1257",
    "cp1251": "windows-1251",
    "koi8_r": "KOI8-R",
    "iso8859_5": "ISO-8859-5",
    "cp1256": "windows-1256",
    "iso8859_6": "ISO-8859-6",
    "cp1253": "windows-1253",
    "iso8859_7": "ISO-8859-7",
    "cp1255": "windows-1255",
    "iso8859_8": "ISO-8859-8",
}
# Bytes that are looked at, however long the text is, of its beginning and of its words that are not of ASCII.
SAMPLE = 32_000
# A text may have some words that are none: typing errors, symbols, what was pasted from elsewhere.
MAX_ODD = 0.05
# By how much a reading must be better than another one that says something else, of 0 to 1.
MARGIN = 0.15
# The least of the accented letters that a language must have, of 1, for the language to decide.
MIN_SHARE = 0.5
# The fewest letters that can show that a text is in another encoding than a Western one.
MIN_LETTERS = 5
# The most letters that foreign names in an English text have, each name once, which no Western language has.
MAX_LETTERS = 30

# Encodings of Western Europe, the accented letters of its languages in the south and in the north, and the other
# languages that the library tells apart and that are written in Latin letters, of which those encodings lack some.
WESTERN = frozenset({"cp1252", "iso8859_15"})
WESTERN_LETTERS = (frozenset("àáâãäçèéêëìíîïñòóôõöùúûüÿœß"), frozenset("àäåæèéêòóôöøü"))
FURTHER_LANGUAGES = frozenset(
    {"Croatian", "Czech", "Hungarian", "Lithuanian", "Polish", "Romanian", "Slovak", "Slovene", "Turkish", "Vietnamese"}
)
# The most words that are not of ASCII in a text that is English but for names, of 1.
MAX_FOREIGN = 0.12

_WORD = re.compile(rb"[A-Za-z0-9\x80-\xff]+")
_SPACED = re.compile(r"\S+")
_MARKUP = re.compile(rb"<(script|style)\b.*?(?:</\1|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_LETTERS = re.compile(r"[^\W\d_]+")
# A symbol between two letters, such as the pilcrow that a letter of another encoding turns into; marks that words may
# have within are none. An ordinal or power behind a letter, a letter before a digit, and a currency that nobody uses.
_BROKEN = re.compile(
    r"[^\W\d_][^\w\s\x00-\x7f‘’‚“”„«»‹›–—…·•،؛؟\u00ad\u00a0\u200c\u200d]+[^\W\d_]"
    r"|[^\W\d_][\u00b3\u00b9\u00ba\u00aa]|(?<![^\W\d_])[^\W\d_\x00-\x7f]\d|¤|[\x80-\x9f\ue000-\uf8ff]|[─-▟]"
)
_UNSEEN = re.compile(r"[\x80-\x9f]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as some encodings give it; `names` are theirs."""

    codec: str
    names: tuple[str, ...]
    words: str

    @property
    def letters(self) -> int:
        """How many letters are not of ASCII."""
        return sum(char.isalpha() and not char.isascii() for char in self.words)

    @property
    def is_latin(self) -> bool:
        """Whether no letter is of another script."""
        return all(_find_script(char) in {"LATIN", ""} for char in set(self.words) if char.isalpha())


@dataclass(frozen=True, slots=True)
class Detection:
    """The codec that was decided on, null for none; `tried` are names of those that would do, or of all."""

    codec: str | None
    tried: tuple[str, ...]


def detect_encoding(data: bytes) -> Detection:
    """The encoding of bytes that are no UTF-8. The same bytes always give the same, in a time that is bounded."""
    words = _sample_words(data)
    readings = list(_find_readings(data, words))
    for narrow in (_keep_latin, _keep_of_language, _keep_likely):
        if len(readings) > 1:
            readings = narrow(readings, data, words)
    if len(readings) == 1 and (readings[0].codec in WESTERN or readings[0].letters >= MIN_LETTERS):
        return Detection(readings[0].codec, readings[0].names)
    return Detection(None, tuple(reading.names[0] for reading in readings) or tuple(CANDIDATES.values()))


def _sample_words(data: bytes) -> bytes:
    """Different ones, each once: a name that comes again and again says no more of its encoding."""
    words = (match.group() for match in _WORD.finditer(data))
    return b" ".join(dict.fromkeys(islice((word[:100] for word in words if not word.isascii()), SAMPLE // 4)))[:SAMPLE]


def _find_readings(data: bytes, words: bytes) -> Iterator[Reading]:
    """Those in which the words are words, each once."""
    said: dict[str, list[str]] = {}
    for codec in CANDIDATES:
        text = _decode(data, codec)
        if text is not None and _is_legible(_sample_text(text)):
            said.setdefault(words.decode(codec), []).append(codec)
    for read, codecs in said.items():
        yield Reading(codecs[0], tuple(CANDIDATES[codec] for codec in codecs), read)


def _decode(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if _UNSEEN.search(text) else text


def _sample_text(text: str) -> Sequence[str]:
    words = (match.group() for match in _SPACED.finditer(text))
    return list(islice((word[:100] for word in words if not word.isascii()), SAMPLE // 4))


def _is_legible(words: Sequence[str]) -> bool:
    return sum(not _is_word(word) for word in words) <= MAX_ODD * len(words)


def _is_word(word: str) -> bool:
    return not _BROKEN.search(word) and all(_is_of_letters(run) for run in _LETTERS.findall(word) if not run.isascii())


def _is_of_letters(run: str) -> bool:
    """Whether letters stand together as they do in some language: of one script, capitals first, not all accented."""
    # Powers and fractions, such as that of "km²", are of none.
    scripts = {_find_script(char) for char in run} - {""}
    if len(scripts) > 1 or any(first.islower() and second.isupper() for first, second in pairwise(run)):
        return False
    return scripts != {"LATIN"} or len(run) == 1 or any(char.isascii() for char in run)


@lru_cache(maxsize=2_000)
def _find_script(char: str) -> str:
    """The first word of the character's name, which for letters is their script; none for marks and symbols."""
    return unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""


def _keep_latin(readings: Sequence[Reading], _data: bytes, _words: bytes) -> list[Reading]:
    """A word that can be Latin is: one of another script would look accented all over."""
    return [reading for reading in readings if reading.is_latin] or list(readings)


def _keep_likely(readings: Sequence[Reading], _data: bytes, words: bytes) -> list[Reading]:
    """Those that are about as well read as the best, by the disorder and by the frequency of their letters."""
    matches = _match(words, readings)
    if not matches:
        # Signs alone, such as dashes, of which it has no opinion.
        return list(readings)
    disorder = min(match.chaos for match in matches.values())
    orderly = {codec: match.coherence for codec, match in matches.items() if match.chaos <= disorder + MARGIN}
    coherence = max(orderly.values())
    return [reading for reading in readings if orderly.get(reading.codec, -1.0) > coherence - MARGIN]


def _keep_of_language(readings: Sequence[Reading], data: bytes, _words: bytes) -> list[Reading]:
    """Of Latin readings the Western one, where that may be; else those whose accented letters are of the language.

    An English text may have names from everywhere, which no one language has.
    """
    if not all(reading.is_latin for reading in readings):
        return list(readings)
    head = data[:SAMPLE]
    languages = {language for match in _match(head, readings).values() for language in match.languages[:1]}
    western = [reading for reading in readings if reading.codec in WESTERN]
    if western and _is_plain(head) and (_is_western(western[0]) or western[0].letters < MAX_LETTERS):
        return western[:1]
    if western and _is_western(western[0]) and not languages & FURTHER_LANGUAGES:
        return western[:1]
    shares = {reading: _share_letters(reading.words, _list_letters(languages)) for reading in readings}
    best = max(shares.values())
    return [reading for reading in readings if best < MIN_SHARE or shares[reading] > best - MARGIN]


def _match(data: bytes, readings: Sequence[Reading]) -> dict[str, CharsetMatch]:
    """What charset-normalizer says of each reading, by codec."""
    found: dict[str, CharsetMatch] = {}
    for reading in readings:
        # Asked for all at once it leaves out what it takes for like another one.
        best = from_bytes(data, cp_isolation=[reading.codec], threshold=1.0, enable_fallback=False).best()
        if best is not None:
            found[reading.codec] = best
    return found


def _is_western(reading: Reading) -> bool:
    return any(_share_letters(reading.words, letters) > 1 - 2 * MAX_ODD for letters in WESTERN_LETTERS)


def _is_plain(data: bytes) -> bool:
    """Whether so few words are not of ASCII as in English, which no language has that needs more letters."""
    words = _MARKUP.sub(b" ", data).split()
    return sum(not word.isascii() for word in words) <= MAX_FOREIGN * len(words)


def _list_letters(languages: Iterable[str]) -> frozenset[str]:
    return frozenset(char for language in languages for char in FREQUENCIES.get(language, ()))


def _share_letters(words: str, known: Collection[str]) -> float:
    """How many of the letters that are not of ASCII are known ones, of 1."""
    letters = [char for char in words.lower() if char.isalpha() and not char.isascii()]
    return sum(char in known for char in letters) / len(letters) if letters else 1.0
