"""Lines of a text as the blocks that they are made of."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from service.loader.pages.blocks import Block
from service.loader.pages.metadata import fold_letters

# The library glues few elements, each whole; more lines than these are looked up no further.
MAX_GLUED = 20


def split_lines(lines: Iterable[str], blocks: Sequence[Block]) -> Iterator[str]:
    """The lines, and those in which several blocks were glued together as these blocks.

    Of a short article the library gives all that its element holds in one line: headline, day, byline and captions.
    """
    known = frozenset(block.letters for block in blocks)
    letters = "".join(block.letters for block in blocks)
    starts = {start: place for place, start in enumerate(accumulate((len(b.letters) for b in blocks), initial=0))}
    tried = 0
    for line in lines:
        folded = fold_letters(line)
        if not folded or folded in known or tried >= MAX_GLUED:
            yield line
            continue
        tried += 1
        yield from _find_glued(folded, letters, starts, blocks) or [line]


def _find_glued(folded: str, letters: str, starts: dict[int, int], blocks: Sequence[Block]) -> list[str]:
    """The texts of the neighbouring blocks whose letters are these; none where there are no such blocks."""
    start = letters.find(folded)
    first, last = starts.get(start), starts.get(start + len(folded))
    if start < 0 or first is None or last is None:
        return []
    return [block.text for block in blocks[first:last]]
