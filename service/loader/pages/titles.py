"""The headline of a page: the one that it shows, else one that it gives to machines, without the site's name."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from service.loader.pages.blocks import Block, has_class
from service.loader.pages.metadata import MAX_HEADLINE, PageMetadata, fold_letters, get_text, get_types
from service.loader.pages.vocabulary import Vocabulary, fold_spaces

SEPARATOR = re.compile(r"\s+[-–—|•·:»«/]+\s+|\s*[|»«]+\s*|:\s+")
HOME = re.compile(r"(?:https?:)?//[^/?#]+/?|/", re.IGNORECASE)
WORD = re.compile(r"\w+")
# Of the words of a heading, so many must be among those of a headline for machines to be the same one.
SAME_SHARE = 0.5
NOT_AN_ARTICLE = frozenset({"nav", "footer", "aside"})
# A headline that is given without what stands over it has so many words at least.
MIN_WORDS = 4


def find_heading(blocks: Sequence[Block], metadata: PageMetadata) -> int | None:
    """The block that is the page's own headline: not the site's name, a section's, or another story's."""
    sites = _find_site_names(metadata)
    for level in ("h1", "marked", "h2"):
        found = [place for place, block in enumerate(blocks) if _is_heading(block, level, metadata.vocabulary)]
        shares = {
            place: _share(blocks[place].text, metadata) for place in found if not _names_site(blocks[place].text, sites)
        }
        best = max(shares, key=lambda place: shares[place], default=None)
        if best is not None and (shares[best] >= SAME_SHARE or (level == "h1" and not _has_other_title(metadata))):
            return best
    return None


def find_title(heading: str | None, metadata: PageMetadata) -> str | None:
    """The headline, given the one that is shown, if any."""
    if heading:
        return _strip_kicker(strip_site(heading, metadata), metadata)
    written = (strip_site(text, metadata) for text in (*metadata.headlines, metadata.title))
    return next((text for text in written if text), None)


def _strip_kicker(heading: str, metadata: PageMetadata) -> str:
    """The heading without what stands over it in the same element, if the page gives the rest as its headline."""
    letters = fold_letters(heading)
    for text in metadata.headlines:
        rest = fold_letters(text)
        # What is given alike, but longer, has the mark between both that the markup leaves out.
        if (rest == letters and len(text) > len(heading)) or (
            letters.endswith(rest) and rest != letters and len(text.split()) >= MIN_WORDS
        ):
            return text
    return heading


def strip_site(title: str, metadata: PageMetadata) -> str:
    """A headline without the name of the site, and of the section before it, at its end; or the site's at its start."""
    sites, sections = _find_site_names(metadata), _find_sections(metadata)
    rest = fold_spaces(title)
    names = sites
    while (shorter := _strip_last(rest, names)) is not None:
        rest, names = shorter, sites | sections
    first = SEPARATOR.search(rest)
    if first is not None and fold_letters(rest[: first.start()]) in sites and rest[first.end() :].strip():
        rest = rest[first.end() :]
    return rest.strip()


def _strip_last(title: str, names: frozenset[str]) -> str | None:
    """The title before a separator with one of the names behind it; null where there is none."""
    for match in SEPARATOR.finditer(title):
        if title[: match.start()].strip() and fold_letters(title[match.end() :]) in names:
            return title[: match.start()]
    return None


def _find_site_names(metadata: PageMetadata) -> frozenset[str]:
    """The folded names of the site: as it gives them, of its host, and what its title has behind the headline."""
    vocabulary = metadata.vocabulary
    names = [fold_letters(text) for text in metadata.get_meta(vocabulary.site_name_meta)]
    names += [fold_letters(get_text(node, "publisher")) for node in metadata.articles]
    publishers = [node for node in metadata.nodes if get_types(node) & set(vocabulary.publisher_types)]
    names += [fold_letters(get_text(node, name)) for node in publishers for name in ("name", "alternateName")]
    names += [fold_letters(name) for name in (*_find_host_names(metadata.address), *_find_repeated(metadata))]
    return frozenset(name for name in names if len(name) > 1)


def _find_host_names(address: str | None) -> Iterator[str]:
    try:
        host = (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return
    if host:
        yield host
        yield host.rsplit(".", 1)[0]
        yield host.split(".")[0]


def _find_repeated(metadata: PageMetadata) -> Iterator[str]:
    """What stands behind a headline for machines in the page's title."""
    for headline in metadata.headlines:
        rest = metadata.title[len(headline) :]
        match = SEPARATOR.match(rest)
        if metadata.title.startswith(headline) and match is not None:
            yield rest[match.end() :]


def _find_sections(metadata: PageMetadata) -> frozenset[str]:
    names = [fold_letters(text) for text in metadata.get_meta(metadata.vocabulary.section_meta)]
    names += [fold_letters(get_text(node, "articleSection")) for node in metadata.articles]
    return frozenset(filter(None, names))


def _is_heading(block: Block, level: str, vocabulary: Vocabulary) -> bool:
    """Whether a block is a heading of a level; `marked` ones say that they are the headline."""
    if len(block.text) > MAX_HEADLINE or any(above.tag in NOT_AN_ARTICLE for above in block.element.iterancestors()):
        return False
    holders = [block.element, *list(block.element.iterancestors())[:2]]
    if any(has_class(holder, vocabulary.site_class) for holder in holders[:2]) or _leads_home(block):
        return False
    if level == "marked":
        own = block.element.get("itemprop") or ""
        return own == "headline" or has_class(block.element, vocabulary.headline_class)
    return any(holder.tag == level for holder in holders)


def _leads_home(block: Block) -> bool:
    """Whether a heading is a link to where the site begins, as the name of the site is."""
    return 2 * block.linked > len(block.text) and any(HOME.fullmatch(link.strip()) for link in block.links)


def _share(text: str, metadata: PageMetadata) -> float:
    """How much of a headline's words are among those that the page gives for machines."""
    words = set(WORD.findall(text.casefold()))
    given = [set(WORD.findall(title.casefold())) for title in (*metadata.headlines, metadata.title)]
    return max((len(words & other) / max(1, min(len(words), len(other))) for other in given), default=0.0)


def _names_site(text: str, sites: frozenset[str]) -> bool:
    return fold_letters(text) in sites


def _has_other_title(metadata: PageMetadata) -> bool:
    return bool(metadata.headlines)
