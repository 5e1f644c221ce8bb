"""Sentences, mentions and windows for tests: every argument has a plain default."""

import re
from collections.abc import Sequence

from service.codebook.model import DateKind
from service.domain.events.reports import Qualifier
from service.domain.names.places import Actor, Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.windows import Item, Window, build_windows
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number
from service.extraction.text.layout import Part, Sentence
from tests.unit.extraction.mentions.naming import K1
from tests.unit.extraction.scripted import WordEncoder


def build_sentence(
    text: str = "US troops left K1 on Sunday.", index: int = 0, part: Part = Part.BODY, paragraph: int = 0
) -> Sentence:
    """A sentence at an offset of its own."""
    start = index * 1000
    return Sentence(index, start, start + len(text), text, part, paragraph)


def build_annotated(
    text: str = "US troops left K1 on Sunday.",
    *items: Item,
    index: int = 0,
    part: Part = Part.BODY,
    paragraph: int = 0,
    asked: bool = True,
) -> AnnotatedSentence:
    """A sentence with mentions, phrases and numbers."""
    return AnnotatedSentence(
        build_sentence(text, index, part, paragraph),
        asked=asked,
        mentions=tuple(item for item in items if isinstance(item, Mention)),
        phrases=tuple(item for item in items if isinstance(item, DatePhrase)),
        numbers=tuple(item for item in items if isinstance(item, Number)),
    )


def build_mention(
    text: str = "US troops left K1 on Sunday.",
    written: str = "K1",
    kind: Kind = Kind.BASE,
    *,
    base: Base | None = None,
    actors: Sequence[Actor] = (),
    country: str | None = None,
) -> Mention:
    """A mention of the first words of a text that are written so; a base is K1 by default."""
    start, end = _find(text, written)
    if kind is Kind.BASE and base is None:
        base = K1
    return Mention(start, end, kind, base=base, actors=tuple(actors), country=country)


def build_phrase(
    text: str = "US troops left K1 on Sunday.", written: str = "Sunday", kind: DateKind = DateKind.WEEKDAY
) -> DatePhrase:
    """A date phrase of the first words of a text that are written so."""
    start, end = _find(text, written)
    return DatePhrase(start, end, kind, {"weekday": written.lower()}, written)


def build_number(text: str, written: str, value: int, unit: str | None = None) -> Number:
    """A number at the first words of a text that are written so."""
    start, end = _find(text, written)
    return Number(start, end, value, Qualifier.EXACT, unit)


def build_article_windows(encoder: WordEncoder, *sentences: AnnotatedSentence) -> list[Window]:
    """The windows of an article of these sentences."""
    tokens = encoder.cut([item.sentence.text for item in sentences])
    return list(build_windows(sentences, tokens, encoder.special))


def _find(text: str, written: str) -> tuple[int, int]:
    match = re.search(rf"(?<!\w){re.escape(written)}(?!\w)", text)
    assert match is not None, f"{text!r} has no {written!r}"
    return match.span()
