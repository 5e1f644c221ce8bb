"""The text of a page: what the extraction library finds, with the lead that it leaves out, without other stories."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import trafilatura

from service.loader.pages.blocks import (
    HEADINGS,
    SENTENCE_STOP,
    Block,
    has_class,
)
from service.loader.pages.metadata import PageMetadata, fold_letters
from service.loader.pages.stories import PageBlocks
from service.loader.pages.vocabulary import fold_spaces, read_boilerplate

# A line that is said again is left out from this length on; shorter ones, such as "No." may be said twice.
MIN_REPEATED = 40
# A lead has so many letters at least.
MIN_LEAD = 30
MAX_LEAD_LINES = 40
# What the library leaves out or takes for a paragraph, and what may hold a sentence with such a part.
INLINE_TAGS = ("time", "q", "label", "output")
MAX_INLINE = 1_000
SENTENCE_TAGS = frozenset({"p", "li", "blockquote", "td", "dd"})
PARAGRAPH_TAGS = frozenset({"p", "h2", "h3", "h4", "div", "li", "blockquote", "section", "header"})


def extract_lines(tree: Any) -> list[str]:
    """The lines that the library takes for the text. Empty where it finds none. Consumes the tree."""
    _unwrap_inline(tree)
    document = trafilatura.bare_extraction(tree, include_comments=False, with_metadata=False)
    text = None if document is None or isinstance(document, dict) else document.text
    return text.splitlines() if text else []


def _unwrap_inline(tree: Any) -> None:
    """Make days, quotations and the like parts of the sentence in which they stand; those of bylines are in none."""
    are_sentences: dict[Any, bool] = {}
    for element in list(islice(tree.iter(*INLINE_TAGS), MAX_INLINE)):
        holder = next((above for above in element.iterancestors() if above.tag in SENTENCE_TAGS), None)
        if holder is None:
            continue
        if holder not in are_sentences:
            are_sentences[holder] = SENTENCE_STOP.search(fold_spaces(holder.text_content())[-8:]) is not None
        if are_sentences[holder]:
            element.drop_tag()


def compose_body(page: PageBlocks, metadata: PageMetadata) -> list[str]:
    """The paragraphs of the article: its headline, and the lines with what they lack and without what is not theirs."""
    places = _find_places(page.lines, page)
    chosen = {place for place in places if place is not None}
    first = min((place for place in chosen if place != page.heading and not page.is_other[place]), default=None)
    added = set(_find_left_out(chosen, page))
    if first is not None:
        added |= set(_find_lead(first, page, metadata))
    return _join(page.lines, places, sorted(added - chosen), page)


def _join(lines: Sequence[str], places: Sequence[int | None], added: list[int], page: PageBlocks) -> list[str]:
    """The lines in order, each of those added before the first line that stands after it in the page."""
    found: list[str] = [] if page.heading is None else [page.blocks[page.heading].text]
    for line, place in zip(lines, places, strict=True):
        while place is not None and added and added[0] < place:
            found.append(page.blocks[added.pop(0)].text)
        if _is_story(line, place, page):
            found.append(fold_spaces(line))
    found += [page.blocks[place].text for place in added]
    return list(_drop_repeated(found))


def _is_story(line: str, place: int | None, page: PageBlocks) -> bool:
    if place is not None:
        return not page.is_other[place] and place != page.heading
    return not read_boilerplate().is_boilerplate(line)


def _drop_repeated(lines: Sequence[str]) -> Iterator[str]:
    known: set[str] = set()
    for place, line in enumerate(lines):
        letters = fold_letters(line)
        if not letters or (letters in known and (len(letters) >= MIN_REPEATED or place == 1)):
            continue
        known.add(letters)
        yield line


def _find_places(lines: Sequence[str], page: PageBlocks) -> list[int | None]:
    """Which block each line is, as far as it is one; of equal ones, the first that is of the story."""
    known: dict[str, int] = {}
    for place, block in enumerate(page.blocks):
        kept = known.get(block.letters)
        if kept is None or (page.is_other[kept] and not page.is_other[place]):
            known[block.letters] = place
    return [known.get(fold_letters(line)) for line in lines]


def _find_left_out(chosen: set[int], page: PageBlocks) -> Iterator[int]:
    """Sentences that stand beside the chosen paragraphs, in the same element, and were left out."""
    parents = [page.blocks[place].element.getparent() for place in chosen if page.blocks[place].element.tag == "p"]
    holders = {parent for parent in parents if parent is not None and parents.count(parent) > 1}
    for place in range(min(chosen, default=0), len(page.blocks)):
        block = page.blocks[place]
        beside = block.element.tag == "p" and block.element.getparent() in holders
        if beside and block.is_sentence and not page.is_other[place] and len(block.letters) >= MIN_LEAD:
            yield place


def _find_lead(first: int, page: PageBlocks, metadata: PageMetadata) -> Iterator[int]:
    """The lead: sentences between the headline and the first paragraph, or what is marked or described as one."""
    described = {fold_letters(text) for text in metadata.get_meta(metadata.vocabulary.description_meta)} - {""}
    start = page.heading + 1 if page.heading is not None else 0
    for place in range(max(start, first - MAX_LEAD_LINES), first):
        block = page.blocks[place]
        is_described = block.letters in described
        if (page.is_other[place] and not is_described) or len(block.letters) < MIN_LEAD or _is_caption(block):
            continue
        is_marked = is_described or _has_lead_class(block, metadata)
        is_sentence = page.heading is not None and block.is_sentence and block.element.tag in PARAGRAPH_TAGS
        is_deck = place == start and page.heading is not None and block.element.tag in HEADINGS
        if is_marked or is_deck or (is_sentence and 2 * block.linked < len(block.text)):
            yield place


def _has_lead_class(block: Block, metadata: PageMetadata) -> bool:
    holders = [block.element, *list(block.element.iterancestors())[:2]]
    return any(has_class(holder, metadata.vocabulary.lead_class) for holder in holders)


def _is_caption(block: Block) -> bool:
    return any(holder.tag in {"figure", "figcaption"} for holder in (block.element, *block.element.iterancestors()))
