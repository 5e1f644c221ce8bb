"""All that extraction knows of an encoder: windows of tokens go in, scores come out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TokenSpan:
    """Tokens `first` to `last` (inclusive) of a window, and the number of their kind."""

    first: int
    last: int
    kind: int


@dataclass(frozen=True, slots=True)
class TokenWindow:
    """A sentence after its context, as numbers. `marks` says of each token whether it is of the sentence that is asked
    about, and how it is written. Candidates may be where an event happened; arguments are what else may belong to it.
    """

    ids: tuple[int, ...]
    marks: tuple[int, ...]
    candidates: tuple[TokenSpan, ...]
    arguments: tuple[TokenSpan, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities, 0 to 1, in the order of a window's candidates.

    `outcomes[candidate][label]` is that of a family in a status, `types[candidate][type]` that of a type of departure,
    and `relations[candidate][argument][family][relation]` that an argument belongs to an event of a family there.
    """

    outcomes: Sequence[Sequence[float]]
    types: Sequence[Sequence[float]]
    relations: Sequence[Sequence[Sequence[Sequence[float]]]]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The pieces that a text is cut into: their numbers, and where each begins and ends in the text."""

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SpecialTokens:
    """Numbers of the tokens that stand for no text: the first of a window, the end of a sentence, and those that stand
    before the sentence that is asked about."""

    first: int
    end: int
    mark: tuple[int, ...]


class Encoder(Protocol):
    """Cuts texts into tokens and scores windows of them. The same window always has the same scores."""

    @property
    def special(self) -> SpecialTokens:
        """The tokens that windows are built with."""

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window, apart from all others."""

    def triage(self, sentence: Tokens) -> float:
        """How probable it is that a sentence tells of any event, as far as it says so by itself."""
