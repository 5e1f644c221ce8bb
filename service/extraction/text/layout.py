"""The layout of an article: headline, text, captions, site boilerplate; and its sentences, with their offsets.

The text itself is never changed, so that every offset counts the characters of the article as read.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from service.codebook.model import BoilerplateRules
from service.extraction.text.boilerplate import BULLETS, Boilerplate

# A line break inside a paragraph that was wrapped at a column is not the end of anything.
WRAPPED_LINE = 55
# A headline is short. A longer first line is already the story.
MAX_HEADLINE_LENGTH = 160
# No sentence is longer than this: a text without full stops must not become one unit of work.
MAX_SENTENCE_LENGTH = 1200
# Stops in a row are tried once, and not again from each of them.
SENTENCE_END = re.compile(r"""(?:(?<![.!?…])[.!?…]++|;)["')\]]*(?=\s|$)|(?<=[a-z0-9][.!?])(?=["(]?[A-Z][a-z])""")
# How far past a full stop the next sentence's first letter is searched for.
MAX_LOOKAHEAD = 12
WHITE = re.compile(r"\s")
# Halves of characters that no encoding can write; they stand for nothing.
SURROGATES = re.compile("[\ud800-\udfff]")
LAST_WORD = re.compile(r"[^\s(\"']+$")
# Typographic variants of one character each, so that a view of the text keeps its offsets.
PLAIN = str.maketrans(
    {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-"}
    | dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u200b\u200e\u200f\ufeff\t", " ")
)
OPENING = re.compile(r"""["'(\[]?[^\W_a-z]""")


class Part(StrEnum):
    """What a sentence is within its article."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    FILE_PHOTO = "file_photo"
    BOILERPLATE = "boilerplate"
    CREDIT = "credit"


EVIDENCE = frozenset({Part.HEADLINE, Part.DATELINE, Part.BODY, Part.CAPTION})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, without a dateline that may stand before it. `paragraph` counts from 0.

    `text` is `article.text[start:end]` with plain quotation marks, hyphens and spaces, character for character.
    """

    index: int
    start: int
    end: int
    text: str
    part: Part
    paragraph: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph, or several that were only wrapped."""

    start: int
    end: int
    text: str
    part: Part
    paragraph: int


def _names_none(_: str) -> bool:
    return False


class Layout:
    """Splits texts by the codebook's rules. Built once; its patterns are compiled then. A dateline that
    `names_base` is a sentence of its own, since what follows may only say "the base"; others are left out."""

    def __init__(self, rules: BoilerplateRules, names_base: Callable[[str], bool] = _names_none) -> None:
        self._names_base = names_base
        self._lines = [(Part(rule.what.value), re.compile(rule.pattern, re.IGNORECASE)) for rule in rules.lines]
        self._boilerplate = Boilerplate(rules)
        self._datelines = [re.compile(pattern) for pattern in rules.datelines]
        self._abbreviations = rules.abbreviations

    def split(self, text: str) -> tuple[Sentence, ...]:
        """All sentences of a text in order, boilerplate included and marked."""
        return self.split_lines(self.find_lines(text))

    def split_lines(self, lines: Iterable[Line]) -> tuple[Sentence, ...]:
        """The sentences of lines that have been found before."""
        found: list[Sentence] = []
        for line in lines:
            for start, end, part in self._find_sentences(line):
                plain = WHITE.sub(" ", line.text[start - line.start : end - line.start])
                found.append(Sentence(len(found), start, end, plain, part, line.paragraph))
        return tuple(found)

    def find_lines(self, text: str) -> tuple[Line, ...]:
        """The lines of a text with what each is; the first short one that ends without a stop is the headline."""
        text = _plain(text)
        lines = [self._classify(text, start, end, paragraph) for start, end, paragraph in self._unwrap(text)]
        return _mark_headline(self._mark_listed(lines))

    def _classify(self, text: str, start: int, end: int, paragraph: int) -> Line:
        content = text[start:end]
        part = Part.BODY
        if self._boilerplate.leads_elsewhere(content):
            part = Part.BOILERPLATE
        elif len(content) <= MAX_SENTENCE_LENGTH:
            part = next((what for what, pattern in self._lines if pattern.match(content)), Part.BODY)
        return Line(start, end, content, part, paragraph)

    def _mark_listed(self, lines: list[Line]) -> tuple[Line, ...]:
        """The lines, of which the headlines of other stories are boilerplate."""
        listed = self._boilerplate.find_listed([line.text for line in lines])
        return tuple(
            replace(line, part=Part.BOILERPLATE) if place in listed else line for place, line in enumerate(lines)
        )

    def _unwrap(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Spans of lines with their paragraph's number. Lines that were only wrapped come as one."""
        paragraph = 0
        start: int | None = None
        position = 0
        previous = ""
        is_listed = False
        for raw in text.splitlines(keepends=True):
            line = raw.strip()
            if not line:
                if start is not None:
                    yield start, _end_before(text, position), paragraph
                    start, paragraph = None, paragraph + 1
            elif start is not None and not self._continues(previous, line, is_listed=is_listed):
                yield start, _end_before(text, position), paragraph
                start = None
            if line and start is None:
                start = position + raw.index(line[0])
            is_listed = self._boilerplate.goes_on_listing(line, is_listed=is_listed)
            previous = line
            position += len(raw)
        if start is not None:
            yield start, _end_before(text, len(text)), paragraph

    def _continues(self, previous: str, line: str, *, is_listed: bool) -> bool:
        """Whether `line` goes on with the line before it. Ways to other stories, one below the other, do not."""
        if not _continues(previous, line) or self._boilerplate.leads_elsewhere(line):
            return False
        return line[0].islower() or not (is_listed or self._boilerplate.leads_elsewhere(previous))

    def _find_sentences(self, line: Line) -> Iterator[tuple[int, int, Part]]:
        start = self._skip_dateline(line.text)
        if start and self._names_base(line.text[:start]):
            yield from _trim(line, 0, start, Part.DATELINE)
        for end in self._find_ends(line.text, start):
            yield from _trim(line, start, end, line.part)
            start = end

    def _skip_dateline(self, text: str) -> int:
        matches = (pattern.match(text[:120]) for pattern in self._datelines)
        return max((match.end() for match in matches if match), default=0)

    def _find_ends(self, text: str, start: int) -> Iterator[int]:
        last = start
        for match in SENTENCE_END.finditer(text, start):
            if self._is_end(text, match.start(), match.end()):
                yield from _cut_long(text, last, match.end())
                last = match.end()
        yield from _cut_long(text, last, len(text))

    def _is_end(self, text: str, start: int, end: int) -> bool:
        following = text[end : end + MAX_LOOKAHEAD].lstrip()[:2]
        if following and not OPENING.match(following):
            return False
        # Where no space follows, the end is behind its stop and not before it.
        stop = start if end > start else start - 1
        word = LAST_WORD.search(text, max(0, stop - 24), stop)
        if text[stop] != "." or word is None:
            return True
        bare = word.group().casefold().rstrip(".")
        initial = len(bare) == 1 and bare.isalpha()
        return not (bare in self._abbreviations or initial)


def _plain(text: str) -> str:
    """The text with plain characters, as many as it had."""
    return SURROGATES.sub("?", text.translate(PLAIN))


def _trim(line: Line, start: int, end: int, part: Part) -> Iterator[tuple[int, int, Part]]:
    piece = line.text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if right > left:
        yield line.start + start + left, line.start + start + right, part


def _cut_long(text: str, start: int, end: int) -> Iterator[int]:
    """Ends within a run that has no sentence end of its own, so that work stays linear in the text's length."""
    while end - start > MAX_SENTENCE_LENGTH:
        cut = text.rfind(" ", start + 1, start + MAX_SENTENCE_LENGTH)
        start = cut if cut > start else start + MAX_SENTENCE_LENGTH
        yield start
    yield end


def _end_before(text: str, position: int) -> int:
    while position > 0 and text[position - 1].isspace():
        position -= 1
    return position


def _continues(previous: str, line: str) -> bool:
    """Whether `line` goes on with the sentence of the line before it."""
    if previous.endswith((".", "!", "?", ":", '"', ")")) and len(previous) < WRAPPED_LINE:
        return False
    return len(previous) >= WRAPPED_LINE and len(previous) < 2 * WRAPPED_LINE + 20 and line[0] not in BULLETS


def _mark_headline(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    for place, line in enumerate(lines[:6]):
        if line.part is not Part.BODY:
            continue
        alone = place + 1 == len(lines) or lines[place + 1].paragraph != line.paragraph
        stopped = line.text.endswith((".", "!", "?", ":", ",", ";")) and not line.text.startswith("#")
        if alone and not stopped and len(line.text) <= MAX_HEADLINE_LENGTH and len(lines) > 1:
            headline = Line(line.start, line.end, line.text, Part.HEADLINE, line.paragraph)
            return (*lines[:place], headline, *lines[place + 1 :])
        return lines
    return lines
