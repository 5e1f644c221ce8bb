"""Annotated sentences, studies and windows for tests of training."""

import random
import re
from collections.abc import Iterable, Sequence

from service.codebook.model import DateKind
from service.domain.events.reports import Qualifier, Role, Status
from service.domain.names.places import Actor, Base
from service.extraction.annotation import AnnotatedSentence
from service.extraction.dates.phrases import DatePhrase
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.protocol import SpecialTokens, Tokens
from service.extraction.encoder.windows import Window, build_windows
from service.extraction.mentions.mention import Kind, Mention
from service.extraction.mentions.numbers import Number
from service.extraction.text.layout import Part, Sentence
from service.training.examples.gold import GoldReport
from service.training.examples.studies import AnnotatedArticle, PhraseDates, Study

UNDATED = PhraseDates(None, None)
LABELS = Labels(
    ("departure", "arrival", "attack"),
    ("handover", "closure", "withdrawal"),
    {"arrival": "deployment", "attack": "attack"},
    at_bases=frozenset({"handover", "closure", "withdrawal", "deployment", "attack"}),
    in_countries=frozenset({"withdrawal"}),
)


def build_random(seed: int = 1) -> random.Random:
    return random.Random(seed)  # noqa: S311 - nothing secret is drawn


class WordCutter:
    """Cuts texts into words and signs."""

    special = SpecialTokens(1, 2, (3,))

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        return [self._cut(text) for text in texts]

    def _cut(self, text: str) -> Tokens:
        found = list(re.finditer(r"\w+|[^\w\s]", text))
        return Tokens(tuple(10 + len(match.group()) for match in found), tuple(match.span() for match in found))


def build_mention(text: str, name: str, kind: Kind = Kind.BASE, slug: str | None = None, **more: object) -> Mention:
    """A mention of the first place where the text has the name; of a base, if there is a slug."""
    start = text.index(name)
    base = Base(slug, name) if slug else None
    return Mention(start, start + len(name), kind, base, **more)  # type: ignore[arg-type]


def build_force(text: str, name: str, *slugs: str) -> Mention:
    actors = tuple(Actor(slug, slug.capitalize()) for slug in slugs)
    return build_mention(text, name, Kind.FORCE, actors=actors)


def build_phrase(text: str, words: str) -> DatePhrase:
    start = text.index(words)
    return DatePhrase(start, start + len(words), DateKind.WEEKDAY, {}, words)


def build_number(text: str, digits: str, value: int, unit: str | None = None) -> Number:
    start = text.index(digits)
    return Number(start, start + len(digits), value, Qualifier.EXACT, unit)


def build_sentence(
    text: str,
    mentions: Iterable[Mention] = (),
    phrases: Iterable[DatePhrase] = (),
    numbers: Iterable[Number] = (),
    index: int = 0,
) -> AnnotatedSentence:
    sentence = Sentence(index, 0, len(text), text, Part.BODY, index)
    return AnnotatedSentence(sentence, True, tuple(mentions), tuple(phrases), tuple(numbers))


def build_report(sentence: str, **changes: object) -> GoldReport:
    values: dict[str, object] = {
        "type": "withdrawal",
        "family": "departure",
        "status": Status.OCCURRED,
        "base": "alpha",
        "base_name": "Camp Alpha",
        "country": "IQ",
        "date": "2020-03-29",
        "roles": frozenset({("united-states", Role.LEAVING)}),
        "figures": frozenset({("personnel", 300)}),
        "attributed_to": None,
        "optional": False,
        "sentence": sentence,
    }
    if (base := (values | changes)["base"]) is not None:
        values["slugs"] = frozenset({base})
    return GoldReport(**(values | changes))  # type: ignore[arg-type]


def build_study(
    sentences: Sequence[AnnotatedSentence], gold: Sequence[GoldReport], dates: PhraseDates = UNDATED
) -> Study:
    """A study in which every date phrase means the same."""
    every = tuple(tuple(dates for _ in item.phrases) for item in sentences)
    return Study("a", "one.txt", AnnotatedArticle(tuple(sentences), every), tuple(gold))


def build_last_window(sentences: Sequence[AnnotatedSentence]) -> Window:
    """The window that asks about the last sentence."""
    cutter = WordCutter()
    return list(build_windows(sentences, cutter.cut([item.sentence.text for item in sentences]), cutter.special))[-1]
