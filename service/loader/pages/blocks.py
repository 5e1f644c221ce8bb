"""A page as its blocks of text in order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from service.loader.pages.metadata import fold_letters
from service.loader.pages.vocabulary import fold_spaces

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCK_TAGS = HEADINGS | {
    *(
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
    ),
    *(
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
    ),
    *(
        "ol",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "br",
    ),
}
SILENT_TAGS = frozenset(
    {"head", "script", "style", "noscript", "template", "iframe", "svg", "object", "textarea", "math"}
)
CLASS_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])|[^\W\d_a-zA-Z]+")
SENTENCE_STOP = re.compile(r"[.!?…。؟][\"'”’»)\]]*$")
# Of a line that links elsewhere, so much is within the links; of one that is no sentence, less will do.
LINKED_SHARE = 0.9
LINKED_TITLE_SHARE = 0.5
# A link of fewer words may be a name in a sentence that the markup breaks.
MIN_LINKED_WORDS = 3


@dataclass(frozen=True, eq=False, slots=True)
class Block:
    """Text without a break, in the element that holds it. `links` are where its links lead."""

    text: str
    element: Any
    linked: int
    links: frozenset[str]
    letters: str

    @property
    def is_link(self) -> bool:
        """Whether it is nothing but a link to elsewhere, or a title with one."""
        share = LINKED_SHARE if self.is_sentence else LINKED_TITLE_SHARE
        return self.linked >= share * len(self.text) and len(self.text.split()) >= MIN_LINKED_WORDS

    @property
    def is_sentence(self) -> bool:
        """Whether it ends as a sentence does."""
        return SENTENCE_STOP.search(self.text[-8:]) is not None


@dataclass(frozen=True, eq=False, slots=True)
class Span:
    """An element with text: its blocks are those from `start` to before `end`."""

    element: Any
    start: int
    end: int


@dataclass
class _Traversal:
    """What is gathered while the tree is walked through."""

    blocks: list[Block] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    pieces: list[tuple[str, str | None]] = field(default_factory=list)

    def flush(self, element: Any) -> None:
        text = fold_spaces("".join(piece for piece, _ in self.pieces))
        letters = fold_letters(text)
        if letters:
            linked = sum(len(fold_spaces(piece)) for piece, link in self.pieces if link is not None)
            links = frozenset(link for piece, link in self.pieces if link is not None and piece.strip())
            self.blocks.append(Block(text, element, linked, links, letters))
        self.pieces.clear()


def read_blocks(tree: Any) -> tuple[list[Block], list[Span]]:
    """The blocks of a parsed page in order, and its elements that hold some, inner ones first."""
    traversal = _Traversal()
    stack: list[tuple[Any, Any, str | None, int]] = [(tree, tree, None, -1)]
    while stack:
        element, owner, link, start = stack.pop()
        if start >= 0:
            _close(traversal, element, owner, link, start)
        elif isinstance(element.tag, str) and element.tag not in SILENT_TAGS and element.get("hidden") is None:
            stack.extend(_open(traversal, element, owner, link))
        else:
            traversal.pieces.append((element.tail or "", link))
    return traversal.blocks, traversal.spans


def _open(
    traversal: _Traversal, element: Any, owner: Any, link: str | None
) -> Iterator[tuple[Any, Any, str | None, int]]:
    """What is still to be walked through: the element's end, and before that its children."""
    is_block = element.tag in BLOCK_TAGS
    if is_block:
        traversal.flush(owner)
    inner_owner = element if is_block else owner
    inner_link = (element.get("href") or None) if element.tag == "a" else link
    traversal.pieces.append((element.text or "", inner_link))
    yield element, owner, link, len(traversal.blocks)
    yield from ((child, inner_owner, inner_link, -1) for child in reversed(element))


def _close(traversal: _Traversal, element: Any, owner: Any, link: str | None, start: int) -> None:
    if element.tag in BLOCK_TAGS:
        traversal.flush(element)
        if len(traversal.blocks) > start:
            traversal.spans.append(Span(element, start, len(traversal.blocks)))
    traversal.pieces.append((element.tail or "", link))


def get_class_words(element: Any) -> list[str]:
    """The casefolded words of an element's class and id, in order."""
    given = f"{element.get('class') or ''} {element.get('id') or ''}"
    return [word.casefold() for word in CLASS_WORD.findall(given[:1000])]


def has_class(element: Any, names: Iterable[str]) -> bool:
    """Whether class or id of an element have one of some words, or two that are joined by a hyphen in its name."""
    words = get_class_words(element)
    return not set(names).isdisjoint([*words, *(f"{first}-{second}" for first, second in pairwise(words))])
