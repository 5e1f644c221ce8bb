"""No line that an article may have keeps a pattern of the codebook busy."""

import re
import time
from collections.abc import Callable, Iterator

import pytest

from service.codebook import Codebook, read_codebook
from service.extraction.mentions.numbers import NumberReader
from service.extraction.text.layout import MAX_SENTENCE_LENGTH

# Seconds of the processor for one line: the slowest takes less than a fiftieth of it.
MOST = 0.5
# A line of so many blanks takes milliseconds, and seconds if they are shared out in every way.
BLANKS, MOST_FOR_BLANKS = 20_000, 1
# How often a unit is repeated, least first: what doubles with each repeat is found out before it takes hours.
REPEATS = (6, 7, 8, 9, 10, 12, 14, 17, 20, 22, 24, 26, 28, 30, MAX_SENTENCE_LENGTH)
UNITS = (" ", "\t", "\t ", "a", "a ", "A", "A ", "1", "1 ", "/ a", " / a", ", a", "-", ". ", "(", ">", "'")
# What a line ends with, so that no pattern for whole lines matches it.
TAIL = " !" + "x" * 70
# What a pattern has besides words: classes, openings of groups, counts and signs.
SYNTAX = re.compile(r"\\[a-zA-Z]|\(\?P<\w+>|\(\?[a-z]*:|\(\?<?[=!]|\{[^}]*\}|[][()|^$\\]")
REPETITION = re.compile(r"[?*+]+")
PART = re.compile(r"\{([a-z]\w*)\}")

CODEBOOK = read_codebook()
Search = Callable[[str], object]


def list_words(pattern: str) -> list[str]:
    """What a pattern has literally, in its order."""
    found = (REPETITION.sub("", piece) for piece in SYNTAX.split(pattern))
    return list(dict.fromkeys(piece for piece in found if piece.strip()))


def list_patterns(codebook: Codebook) -> Iterator[tuple[str, list[str], Search]]:
    """The name of each pattern, its words, and what looks for it in a line."""
    rules, dates = codebook.boilerplate, codebook.dates
    for number, line in enumerate(rules.lines):
        yield f"line {number}", list_words(line.pattern), re.compile(line.pattern, re.IGNORECASE).match
    for name in ("story_links", "list_labels", "datelines", "sources", "published"):
        for number, pattern in enumerate(getattr(rules, name)):
            flags = re.IGNORECASE if name == "sources" else 0
            yield f"{name} {number}", list_words(pattern), re.compile(pattern, flags).search
    for number, phrase in enumerate(dates.phrases):
        parts = [word for part in PART.findall(phrase.pattern) for word in list_words(dates.parts[part])[:2]]
        find = re.compile(dates.fill(phrase.pattern), re.IGNORECASE).findall
        yield f"date {number}", [*list_words(phrase.pattern), *parts], find
    numbers = codebook.numbers
    words = [*numbers.qualifiers, *numbers.currencies, *numbers.scales, "one", "12", "1,000"]
    yield "number", words, NumberReader(numbers).find


PATTERNS = list(list_patterns(CODEBOOK))


def list_lines(words: list[str]) -> Iterator[tuple[str, str]]:
    """What lines begin with and go on with: after each word any unit, and the words themselves."""
    for word in ("", *words):
        yield from ((word, unit) for unit in UNITS)
        yield from (("", word + joined) for joined in ("", " ", "a ", " and ") if word)


each_pattern = pytest.mark.parametrize(
    ("words", "search"), [case[1:] for case in PATTERNS], ids=[case[0] for case in PATTERNS]
)


def measure(search: Search, line: str) -> float:
    """The seconds that the processor, which others may be using, takes for a line."""
    started = time.process_time()
    search(line)
    return time.process_time() - started


@each_pattern
def test_pattern_on_a_line_that_repeats_itself_takes_little_time(words: list[str], search: Search) -> None:
    for opening, unit in list_lines(words):
        for count in REPEATS:
            line = opening + unit * min(count, (MAX_SENTENCE_LENGTH - len(opening) - len(TAIL)) // len(unit)) + TAIL
            assert measure(search, line) < MOST, f"{opening!r} and {count} times {unit!r}"


@each_pattern
def test_pattern_on_a_line_of_blanks_takes_little_time(words: list[str], search: Search) -> None:
    for word in words:
        assert measure(search, word + "\t" * BLANKS + TAIL) < MOST_FOR_BLANKS, word


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"^\W*(?:file (?:photo|image)s?|https?://)\s*$", ["file ", "photo", "image", "s", "https://"]),
        (r"(?P<day>{day}) of (?i:may)[:>]{1,2}", [" of ", "may", ":>"]),
    ],
)
def test_list_words_of_a_pattern_gives_what_it_has_literally(pattern: str, words: list[str]) -> None:
    assert list_words(pattern) == words
