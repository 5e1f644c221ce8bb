"""Studies to windows, with targets."""

import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from service.extraction.annotation import AnnotatedSentence
from service.extraction.encoder.labels import Labels
from service.extraction.encoder.protocol import SpecialTokens, Tokens
from service.extraction.encoder.windows import Window, build_windows
from service.training.examples.augmentation import NamePool, swap_names
from service.training.examples.labels import Labeller, Targets
from service.training.examples.studies import DIGESTS, Study

# Of the windows that tell nothing, this share is learnt from in an epoch.
SILENT_SHARE = 0.5
# Of the articles, this share is read in pieces of at most so many sentences, without their headline: many texts are of
# a sentence or two, and in whole articles little but headlines has nothing before it.
IN_PIECES, MAX_PIECE = 0.3, 3
# What every newcomer loads first is gone through so many times in an epoch.
DIGEST_ROUNDS = 4
# Where some sets have the focus, they are gone through so many times, the digests so many times as often as without,
# and of the other articles a part, drawn anew in each epoch.
FOCUS_ROUNDS, FOCUSED_DIGESTS, UNFOCUSED_SHARE = 3, 2, 0.4


class Cutter(Protocol):
    """Cuts texts into tokens."""

    @property
    def special(self) -> SpecialTokens:
        """The tokens that windows are built with."""

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""


@dataclass(frozen=True, slots=True)
class Example:
    """A window of an article, and what its scores should be."""

    study: Study
    window: Window
    targets: Targets


class ExampleBuilder:
    """Builds the windows of studies."""

    def __init__(self, cutter: Cutter, labels: Labels) -> None:
        self._cutter, self._labels = cutter, labels

    def build(self, study: Study, sentences: Sequence[AnnotatedSentence] | None = None) -> list[Example]:
        """The windows of a study; of its `sentences` as changed, if they were."""
        sentences = study.annotated.sentences if sentences is None else sentences
        tokens = self._cutter.cut([item.sentence.text for item in sentences])
        labeller = Labeller(study, self._labels)
        return [
            Example(study, window, labeller.label(window))
            for window in build_windows(sentences, tokens, self._cutter.special)
        ]

    def build_all(self, studies: Iterable[Study]) -> list[Example]:
        """The windows of many studies."""
        return [example for study in studies for example in self.build(study)]


class EpochBuilder:
    """Draws what is learnt from in an epoch: the articles with other names swapped each time, all windows that tell
    something, and some of the others. `focus` names the sets that are learnt from most, if not all are alike."""

    def __init__(
        self, builder: ExampleBuilder, labels: Labels, studies: Sequence[Study], focus: Collection[str] = ()
    ) -> None:
        self._builder, self._labels, self._studies, self._focus = builder, labels, studies, frozenset(focus)
        self._pool = NamePool(sentence for study in studies for sentence in study.annotated.sentences)

    def draw(self, rng: random.Random) -> list[Example]:
        """The examples of an epoch, in no order that means anything."""
        examples = [
            example
            for study in self._studies
            for _ in range(self._count_rounds(study, rng))
            for piece in cut_pieces(swap_names(study.annotated.sentences, self._pool, rng), rng)
            for example in self._builder.build(study, piece)
        ]
        telling = [example for example in examples if example.targets.tells(self._labels)]
        silent = [example for example in examples if not example.targets.tells(self._labels)]
        return telling + rng.sample(silent, int(SILENT_SHARE * len(silent)))

    def _count_rounds(self, study: Study, rng: random.Random) -> int:
        """How often an epoch goes through a study."""
        if study.set_name == DIGESTS:
            return DIGEST_ROUNDS * (FOCUSED_DIGESTS if self._focus else 1)
        if study.set_name in self._focus:
            return FOCUS_ROUNDS
        return int(not self._focus or rng.random() < UNFOCUSED_SHARE)


def cut_pieces(sentences: Sequence[AnnotatedSentence], rng: random.Random) -> Iterator[Sequence[AnnotatedSentence]]:
    """An article whole, or in pieces."""
    if rng.random() >= IN_PIECES:
        yield sentences
        return
    first = 0
    while first < len(sentences):
        last = first + rng.randint(1, MAX_PIECE)
        yield sentences[first:last]
        first = last
