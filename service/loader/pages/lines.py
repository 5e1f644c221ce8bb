"""Lines of a text as the blocks that they are made of."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from service.loader.pages.blocks import Block
from service.loader.pages.metadata import fold_letters

# Lines of the library's own making, of which so many at most are looked for in vain.
MAX_UNKNOWN = 20


def split_lines(lines: Iterable[str], blocks: Sequence[Block]) -> Iterator[str]:
    """The lines, and those in which several blocks were glued together as these blocks.

    Of a short article the library gives all that its element holds in one line: headline, day, byline and captions.
    """
    known = frozenset(block.letters for block in blocks)
    letters = "".join(block.letters for block in blocks)
    places = {start: place for place, start in enumerate(accumulate((len(b.letters) for b in blocks), initial=0))}
    end = unknown = 0
    for line in lines:
        folded = fold_letters(line)
        # Lines come in the order of the page, so each is looked for behind the one before.
        start = -1 if folded in known or unknown >= MAX_UNKNOWN else letters.find(folded, end)
        first, last = places.get(start), places.get(start + len(folded))
        if start < 0 or first is None or last is None:
            unknown += folded not in known
            yield line
        else:
            end = start + len(folded)
            yield from (block.text for block in blocks[first:last])
