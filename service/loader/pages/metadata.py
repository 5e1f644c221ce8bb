"""What a page says about itself for machines: JSON-LD, meta elements, its address and its language."""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from service.loader.pages.vocabulary import Vocabulary, fold_spaces

# Members of a JSON-LD object under which the page's own article may stand.
OWN_MEMBERS = ("@graph", "mainEntity", "mainEntityOfPage")
# An article stands this deep at most: in a list of graphs of a page.
MAX_DEPTH = 6
MAX_NODES = 2_000
# A headline that is longer is none.
MAX_HEADLINE = 400
MAX_HEADLINES = 20
WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>|;)\s*$"
)
NOT_A_LETTER = re.compile(r"[\W_]+")

Node = Mapping[str, Any]


@dataclass(frozen=True)
class PageMetadata:
    """`meta` maps a casefolded name to its contents in the order of the page, `nodes` are JSON-LD objects."""

    nodes: tuple[Node, ...]
    meta: Mapping[str, tuple[str, ...]]
    address: str | None
    language: str | None
    title: str
    vocabulary: Vocabulary

    def get_meta(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """All contents under some names, in the order of the names."""
        return tuple(content for name in names for content in self.meta.get(name, ()))

    @cached_property
    def headlines(self) -> tuple[str, ...]:
        """The headlines that the page gives beside its visible one, the most trusted first."""
        own = [fold_spaces(get_text(node, "headline")) for node in self.articles]
        given = (*own, *map(fold_spaces, self.get_meta(self.vocabulary.headline_meta)))
        return tuple(text for text in given if 0 < len(text) <= MAX_HEADLINE)[:MAX_HEADLINES]

    @cached_property
    def articles(self) -> tuple[Node, ...]:
        """The JSON-LD objects of the page's own article, the likeliest first; those of other stories are left out."""
        found = [node for node in self.nodes if get_types(node) & set(self.vocabulary.article_types)]
        given = (*self.get_meta(self.vocabulary.headline_meta)[:MAX_HEADLINES], self.title)
        titles = {fold_letters(text[:MAX_HEADLINE]) for text in given} - {""}
        ranks = [self._rank(node, titles) for node in found]
        return tuple(node for node, rank in zip(found, ranks, strict=True) if rank == max(ranks))

    def _rank(self, node: Node, titles: set[str]) -> int:
        """How much speaks for an object being this page's: its address, its headline."""
        headline = fold_letters(get_text(node, "headline") or get_text(node, "name"))
        titled = any(headline in title or title in headline for title in titles) if headline else False
        return 2 * self.is_own_address(node) + titled

    def is_own_address(self, node: Node) -> bool:
        """Whether an object gives this page's address as its own."""
        own = fold_address(self.address)
        return own is not None and any(fold_address(text) == own for text in _get_addresses(node))


def read_metadata(tree: Any, vocabulary: Vocabulary) -> PageMetadata:
    """The metadata of a parsed page; what is ill-formed is left out."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        for name in {
            (element.get(key) or "").strip().casefold() for key in ("property", "name", "itemprop", "http-equiv")
        }:
            if name and content:
                meta.setdefault(name, []).append(content)
    canonical = tree.xpath("//link[@rel='canonical']/@href")
    return PageMetadata(
        nodes=tuple(_read_nodes(tree)),
        meta={name: tuple(contents) for name, contents in meta.items()},
        address=next(iter((*canonical, *meta.get("og:url", ()))), None),
        language=_find_language(tree, meta),
        title=fold_spaces(tree.findtext(".//title"))[: 2 * MAX_HEADLINE],
        vocabulary=vocabulary,
    )


def get_types(node: Node) -> set[str]:
    """The casefolded types of a JSON-LD object, without the address of their vocabulary."""
    given = node.get("@type")
    texts = given if isinstance(given, list) else [given]
    return {re.split(r"[/#:]", text)[-1].casefold() for text in texts if isinstance(text, str)}


def get_text(node: Node, member: str) -> str | None:
    """A member's text, without entities; of several, the first. A name stands for an object."""
    value = node.get(member)
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    return html.unescape(value) if isinstance(value, str) else None


def fold_letters(text: str | None) -> str:
    """The letters and digits of a text alone, to compare what differs in spaces, quotes and case."""
    return NOT_A_LETTER.sub("", html.unescape(text or "")).casefold()


def fold_address(address: str | None) -> str | None:
    """An address without scheme, query, `www.` and the last slash. A site's front page has none."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}{path}" if path else None


def _get_addresses(node: Node) -> Iterator[str]:
    for member in ("url", "@id", "mainEntityOfPage"):
        value = node.get(member)
        for item in value if isinstance(value, list) else [value]:
            text = item.get("@id") or item.get("url") if isinstance(item, dict) else item
            if isinstance(text, str):
                yield text


def _find_language(tree: Any, meta: Mapping[str, list[str]]) -> str | None:
    """The page's language as it declares it, casefolded with hyphens; of a region where one is named."""
    roots = tree.xpath("//html")
    attributes = [
        root.get(name) for root in roots for name in ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
    ]
    locales = [text for name in ("og:locale", "content-language") for text in meta.get(name, ())]
    given = [text.strip().casefold().replace("_", "-") for text in (*attributes, *locales) if text and text.strip()]
    return next(iter(given), None)


def _read_nodes(tree: Any) -> Iterator[Node]:
    """The JSON-LD objects that stand at the top of the page's scripts, with those of their graphs."""
    scripts = [script for script in tree.iter("script") if "ld+json" in (script.get("type") or "").casefold()]
    pending: list[tuple[object, int]] = [(_parse_script(script.text or ""), 0) for script in reversed(scripts)]
    for _ in range(MAX_NODES):
        if not pending:
            return
        value, depth = pending.pop()
        if isinstance(value, dict):
            yield value
        inner = list(_get_inner(value)) if depth < MAX_DEPTH else []
        pending.extend((item, depth + 1) for item in reversed(inner))


def _get_inner(value: object) -> Iterator[object]:
    if isinstance(value, list):
        yield from value
    elif isinstance(value, dict):
        yield from (value[name] for name in OWN_MEMBERS if isinstance(value.get(name), list | dict))


def _parse_script(text: str) -> object:
    """The value of a script, also within the comments that hide it from old browsers. Null for what is no JSON."""
    for _ in range(2):
        text = WRAPPING.sub("", text)
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None
