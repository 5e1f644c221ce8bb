"""Targets that are partly what a teacher says, an encoder that was trained before: how likely it finds what it did not
choose is worth learning, too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from tokenizers import Tokenizer

from service.errors import ModelError
from service.extraction.encoder.protocol import Encoder, Scores, TokenWindow
from service.extraction.encoder.runtime import read_special_tokens
from service.training.examples.labels import RelationTarget, Targets
from service.training.examples.windows import Example

# How much the teacher counts; the gold has the rest.
TEACHER_SHARE = 0.5


class Teacher(Protocol):
    """Says what the targets of an example should be."""

    def teach(self, example: Example) -> Example:
        """The example with other targets."""


class EncoderTeacher:
    """An encoder as the extraction has it. `numbers` are its numbers of the pupil's tokens."""

    def __init__(self, encoder: Encoder, numbers: Mapping[int, int]) -> None:
        self._encoder, self._numbers = encoder, numbers

    def teach(self, example: Example) -> Example:
        """The example with targets between the gold's and the teacher's scores of the window."""
        [scores] = self._encoder.score([self._translate(example.window.tokens)])
        return replace(example, targets=blend_targets(example.targets, scores))

    def _translate(self, window: TokenWindow) -> TokenWindow:
        return replace(window, ids=tuple(self._numbers[number] for number in window.ids))


def map_tokens(pupil: Tokenizer, teacher: Tokenizer) -> dict[int, int]:
    """The teacher's number of each of the pupil's tokens. Raises ModelError where the teacher has not all of them: then
    it would cut texts otherwise."""
    theirs = teacher.get_vocab()
    if missing := sorted(pupil.get_vocab().keys() - theirs.keys()):
        raise ModelError(f"the teacher's vocabulary has no {missing[0]!r}; take a teacher with the pupil's vocabulary")
    numbers = {number: theirs[token] for token, number in pupil.get_vocab().items()}
    ours, its = read_special_tokens(pupil), read_special_tokens(teacher)
    return numbers | {ours.first: its.first, ours.end: its.end}


def blend_targets(targets: Targets, scores: Scores) -> Targets:
    """Targets whose loss is the gold's and the teacher's, each by its share. Only the gold's relations have targets."""
    said = [(*outcomes, *types) for outcomes, types in zip(scores.outcomes, scores.types, strict=True)]
    rows = [blend_row(*row) for row in zip(targets.values, targets.weights, said, strict=True)]
    relations = tuple(_blend_relation(relation, scores) for relation in targets.relations)
    return Targets(tuple(values for values, _ in rows), tuple(weights for _, weights in rows), relations)


def blend_row(
    values: Sequence[float], weights: Sequence[float], said: Sequence[float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Values and weights whose weighted cross entropy is that of the gold's values, with their weights, and that of
    what the teacher said, added by their shares."""
    blended = [
        ((1 - TEACHER_SHARE) * weight, value, own) for value, weight, own in zip(values, weights, said, strict=True)
    ]
    return (
        tuple((share * value + TEACHER_SHARE * own) / (share + TEACHER_SHARE) for share, value, own in blended),
        tuple(share + TEACHER_SHARE for share, _, _ in blended),
    )


def _blend_relation(relation: RelationTarget, scores: Scores) -> RelationTarget:
    said = scores.relations[relation.candidate][relation.argument][relation.family]
    values, weights = blend_row(relation.values, relation.weights, said)
    return replace(relation, values=values, weights=weights)
