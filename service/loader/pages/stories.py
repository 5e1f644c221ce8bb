"""Which blocks of a page belong to other things than its story."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from typing import Any

from service.extraction.text.boilerplate import is_listed_headline
from service.loader.pages.blocks import HEADINGS, Block, Span, has_class, read_blocks
from service.loader.pages.lines import split_lines
from service.loader.pages.metadata import PageMetadata, fold_address, fold_letters
from service.loader.pages.vocabulary import read_boilerplate

IMAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)(?:[?#]|$)", re.IGNORECASE)
# A teaser of another story is no longer than this, and has no more blocks.
MAX_TEASER = 500
MAX_TEASER_BLOCKS = 12
TEASER_TAGS = frozenset({"article", "div", "li", "section", "figure", "td"})

FindHeading = Callable[[list[Block]], int | None]


class PageBlocks:
    """The blocks of a page, and which of them are not its story.

    `lines` are those that were found to be its text, `find_heading` tells which block is its headline.
    """

    def __init__(self, tree: Any, metadata: PageMetadata, lines: Iterable[str], find_heading: FindHeading) -> None:
        self.blocks, self.spans = read_blocks(tree)
        self.heading = find_heading(self.blocks)
        self._metadata = metadata
        self._own = fold_address(metadata.address)
        self._held = {span.element: span for span in self.spans}
        self.lines = list(split_lines(lines, self.blocks))
        self._text = self._count_text(frozenset(map(fold_letters, self.lines)))
        asides, others = self._find_spans()
        self.aside_elements = frozenset(span.element for span in asides)
        self.other_elements = frozenset(span.element for span in others)
        self.is_of_others = _mark(len(self.blocks), others)
        self.is_other = _mark(len(self.blocks), [*asides, *others])
        for place in self._find_other_lines():
            self.is_other[place] = True

    def _count_text(self, found: frozenset[str]) -> list[int]:
        """How many characters of the story have been read before each block."""
        counts = [0]
        for block in self.blocks:
            counts.append(counts[-1] + (len(block.text) if block.letters in found else 0))
        return counts

    @staticmethod
    def is_of(element: Any, holders: frozenset[Any]) -> bool:
        """Whether an element is one of some others, or within one."""
        return element in holders or any(above in holders for above in element.iterancestors())

    def _find_spans(self) -> tuple[list[Span], list[Span]]:
        """The elements beside the story, and those that show other stories.

        A class is not believed on a page where by its name most of the story would be left out.
        """
        spans = [span for span in self.spans if self._is_apart(span)]
        vocabulary = self._metadata.vocabulary
        by_class = [
            span for span in spans if has_class(span.element, (*vocabulary.aside_class, *vocabulary.other_class))
        ]
        if self._is_most(_mark(len(self.blocks), by_class)):
            by_class = []
        classed = frozenset(by_class)
        others = [span for span in spans if self._shows_others(span, is_class_believed=span in classed)]
        asides = [span for span in spans if span in classed or span.element.tag in vocabulary.aside_tags]
        return asides, others

    def _is_apart(self, span: Span) -> bool:
        """Whether an element holds neither the headline nor most of the text."""
        has_heading = self.heading is not None and span.start <= self.heading < span.end
        return not has_heading and 2 * (self._text[span.end] - self._text[span.start]) <= self._text[-1]

    def _is_most(self, marks: list[bool]) -> bool:
        """Whether most of the text is in the blocks that are marked."""
        counts = zip(pairwise(self._text), marks, strict=True)
        return 2 * sum(after - before for (before, after), is_marked in counts if is_marked) > self._text[-1]

    def _shows_others(self, span: Span, *, is_class_believed: bool) -> bool:
        vocabulary = self._metadata.vocabulary
        is_classed = is_class_believed and has_class(span.element, vocabulary.other_class)
        return is_classed or span.element.tag in vocabulary.other_tags or self._is_teaser(span)

    def _is_teaser(self, span: Span) -> bool:
        """Whether an element shows another story: a picture or a heading that leads there, with a few words."""
        if span.element.tag not in TEASER_TAGS or span.end - span.start > MAX_TEASER_BLOCKS:
            return False
        if sum(len(block.text) for block in self.blocks[span.start : span.end]) > MAX_TEASER:
            return False
        anchors = [a for a in span.element.iter("a") if self._leads_elsewhere(a.get("href"))]
        anchors += [a for a in span.element.iterancestors("a") if self._leads_elsewhere(a.get("href"))]
        targets = {fold_address(a.get("href")) for a in anchors}
        return len(targets) == 1 and any(_shows_story(a) for a in anchors)

    def _leads_elsewhere(self, address: str | None) -> bool:
        if not address or address.startswith(("#", "javascript:", "mailto:")) or IMAGE.search(address):
            return False
        return fold_address(address) != self._own or self._own is None

    def _find_other_lines(self) -> Iterator[int]:
        """Lines that lead to other stories: by what they say, or since they are nothing but a link."""
        boilerplate = read_boilerplate()
        listed_until = 0
        for place, block in enumerate(self.blocks):
            if place == self.heading:
                listed_until = 0
            elif boilerplate.is_list_label(block.text):
                listed_until = self._find_end_of_list(place)
                yield place
            elif place < listed_until and is_listed_headline(block.text):
                yield place
            else:
                listed_until = 0
                if boilerplate.is_boilerplate(block.text) or self._is_link_line(block):
                    yield place

    def _find_end_of_list(self, place: int) -> int:
        """The end of the innermost element that holds a label and something after it."""
        element = self.blocks[place].element
        for holder in (element, *element.iterancestors()):
            span = self._held.get(holder)
            if span is not None and span.end > place + 1:
                return span.end
        return len(self.blocks)

    def _is_link_line(self, block: Block) -> bool:
        return block.is_link and any(self._leads_elsewhere(link) for link in block.links)


def _shows_story(anchor: Any) -> bool:
    """Whether a link holds a picture or a heading, or stands in a heading."""
    if next(anchor.iter("img", "picture", *HEADINGS), None) is not None:
        return True
    return any(above.tag in HEADINGS for above in anchor.iterancestors())


def _mark(count: int, spans: Iterable[Span]) -> list[bool]:
    changes = [0] * (count + 1)
    for span in spans:
        changes[span.start] += 1
        changes[span.end] -= 1
    marks, open_spans = [], 0
    for change in changes[:-1]:
        open_spans += change
        marks.append(open_spans > 0)
    return marks
