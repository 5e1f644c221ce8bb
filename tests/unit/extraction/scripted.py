"""Encoders whose scores are known, so that tests of what is made of scores need no weights."""

import hashlib
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from service.extraction import Extractor
from service.extraction.encoder.labels import DEPARTURE, PERSONNEL, RELATIONS, VALUE, Labels
from service.extraction.encoder.protocol import Scores, SpecialTokens, Tokens, TokenSpan, TokenWindow
from service.extraction.encoder.windows import KINDS
from service.extraction.mentions.mention import Kind

BuildExtractor = Callable[..., Extractor]
TOKEN = re.compile(r"\w+|[^\w\s]")
SPECIAL = SpecialTokens(first=0, end=1, mark=(2,))
UNTOLD = 0.01


@dataclass(frozen=True, slots=True)
class ScriptedEvent:
    """An event that a sentence with the words `said` is scored to mention, at the place that is written `at`:
    `in_country` says that it is the country of that name, or the one that what is written so implies.

    `relations` has the probability of each argument and its relation to the event, by how the argument is written."""

    family: str
    type: str
    status: str
    at: str
    said: str
    probability: float
    in_country: bool = False
    relations: Mapping[tuple[str, str], float] = field(default_factory=dict)


def script_event(
    event_type: str,
    status: str = "occurred",
    *,
    at: str,
    in_country: bool = False,
    said: str = "",
    family: str | None = None,
    probability: float = 0.9,
    when: str | Mapping[str, float] | None = None,
    roles: Mapping[str, str] | None = None,
    people: str | None = None,
    values: str | None = None,
) -> ScriptedEvent:
    """An event with what belongs to it, each as it is written in the text; by default all of it is probable."""
    dates = {when: 0.9} if isinstance(when, str) else when or {}
    relations = {(written, "date"): score for written, score in dates.items()}
    relations |= dict.fromkeys((roles or {}).items(), 0.9)
    relations |= {(written, kind): 0.9 for written, kind in ((people, PERSONNEL), (values, VALUE)) if written}
    types = {"handover": DEPARTURE, "closure": DEPARTURE, "withdrawal": DEPARTURE, "deployment": "arrival"}
    family = family or types.get(event_type, event_type)
    return ScriptedEvent(family, event_type, status, at, said, probability, in_country, relations)


class WordEncoder:
    """Cuts texts into words and signs, numbered in the order in which they are first seen, and reads them back."""

    special = SPECIAL

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.asked: list[str] = []
        self.unlikely: frozenset[str] = frozenset()
        self._words = ["[first]", "[end]", ">>"]
        self._numbers = {word: number for number, word in enumerate(self._words)}

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        return [self._cut(text) for text in texts]

    def triage(self, sentence: Tokens) -> float:
        """1, but 0 for a sentence with one of the unlikely words."""
        return float(not any(self._words[number] in self.unlikely for number in sentence.ids))

    def read(self, window: TokenWindow, span: TokenSpan | None = None) -> str:
        """The words of a window or of one of its spans, a space between any two."""
        ids = window.ids[span.first : span.last + 1] if span else window.ids
        return " ".join(self._words[number] for number in ids)

    def read_asked(self, window: TokenWindow) -> str:
        """The words of the sentence that a window asks about."""
        return " ".join(
            self._words[number]
            for number, mark in zip(window.ids, window.marks, strict=True)
            if mark % 2 and number > SPECIAL.mark[0]
        )

    def _cut(self, text: str) -> Tokens:
        found = list(TOKEN.finditer(text))
        for match in found:
            if match.group() not in self._numbers:
                self._numbers[match.group()] = len(self._words)
                self._words.append(match.group())
        return Tokens(tuple(self._numbers[m.group()] for m in found), tuple(m.span() for m in found))


class ScriptedEncoder(WordEncoder):
    """Scores the events of its script as probable, and all else as not. Keeps which sentences it was asked about."""

    def __init__(self, labels: Labels, script: Iterable[ScriptedEvent] = ()) -> None:
        super().__init__(labels)
        self._script = tuple(script)

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window."""
        return [self._score(window) for window in windows]

    def _score(self, window: TokenWindow) -> Scores:
        asked = self.read_asked(window)
        self.asked.append(asked)
        script = [event for event in self._script if normalise(event.said) in asked]
        arguments = [self.read(window, span) for span in window.arguments]
        outcomes, types, relations = [], [], []
        for span in window.candidates:
            here = [event for event in script if self._is_at(event, window, span)]
            outcomes.append([self._rate(here, *outcome) for outcome in self.labels.list_outcomes()])
            types.append([0.9 if any(event.type == name for event in here) else UNTOLD for name in self.labels.types])
            relations.append([self._relate(here, written) for written in arguments])
        return Scores(outcomes, types, relations)

    def _is_at(self, event: ScriptedEvent, window: TokenWindow, span: TokenSpan) -> bool:
        """Whether a candidate is where an event is: a base and the country that it implies have the same words."""
        is_country = KINDS[span.kind // 2] == Kind.COUNTRY.value
        return event.in_country == is_country and normalise(event.at) == self.read(window, span)

    def _rate(self, here: Sequence[ScriptedEvent], family: str, status: str) -> float:
        rated = (e.probability for e in here if (e.family, e.status) == (family, status))
        return max(rated, default=UNTOLD)

    def _relate(self, here: Sequence[ScriptedEvent], written: str) -> list[list[float]]:
        """Shape (family, relation)."""
        rated = {
            (event.family, relation): probability
            for event in here
            for (words, relation), probability in event.relations.items()
            if normalise(words) == written
        }
        return [[rated.get((family, name), UNTOLD) for name in RELATIONS] for family in self.labels.families]


class ArbitraryEncoder(WordEncoder):
    """Scores any window by chance, the same for the same words, marks and spans: any event may be extracted."""

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window."""
        return [self._score(window) for window in windows]

    def _score(self, window: TokenWindow) -> Scores:
        seen = repr((self.read(window), window.marks, window.candidates, window.arguments))
        chance = random.Random(hashlib.sha256(seen.encode("utf-8", "surrogatepass")).digest())  # noqa: S311 - no secret.
        families, types = len(self.labels.families), len(self.labels.types)

        def draw(count: int) -> list[float]:
            """Mostly improbable, as scores are."""
            return [(byte / 255) ** 6 for byte in chance.randbytes(count)]

        outcomes = [draw(len(self.labels.list_outcomes())) for _ in window.candidates]
        relations = [
            [[draw(len(RELATIONS)) for _ in range(families)] for _ in window.arguments] for _ in window.candidates
        ]
        return Scores(outcomes, [draw(types) for _ in window.candidates], relations)


def normalise(written: str) -> str:
    """Words as a window has them."""
    return " ".join(TOKEN.findall(written))
