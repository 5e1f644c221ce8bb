"""Windows to tensors, many at a time."""

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import torch
from torch import Tensor

from service.extraction.encoder.labels import RELATIONS
from service.extraction.encoder.protocol import TokenSpan, TokenWindow
from service.training.examples.windows import Example
from service.training.network.net import Batch

BATCH_SIZE = 16
# Windows of much the same length go together; so many batches are sorted by it at once.
SORTED_BATCHES = 20
# What stands behind the end of a shorter window is masked, so that any number does.
PADDING = 0

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BatchTargets:
    """`values` and `weights` (candidates, outcomes and types), and of each pair its family (pairs), `relation_values`
    and `relation_weights` (pairs, relations)."""

    values: Tensor
    weights: Tensor
    families: Tensor
    relation_values: Tensor
    relation_weights: Tensor

    def to(self, device: torch.device) -> "BatchTargets":
        """The same on a device."""
        return BatchTargets(*(getattr(self, name).to(device) for name in self.__slots__))


def draw_batches(
    items: Sequence[T],
    rng: random.Random,
    measure: Callable[[T], int],
    batch_size: int = BATCH_SIZE,
    sorted_batches: int = SORTED_BATCHES,
) -> list[list[T]]:
    """All items in batches of much the same lengths, as `measure` has them; both in random order."""
    shuffled, size = rng.sample(items, len(items)), batch_size * sorted_batches
    batches = []
    for first in range(0, len(shuffled), size):
        chunk = sorted(shuffled[first : first + size], key=measure)
        batches += [chunk[n : n + batch_size] for n in range(0, len(chunk), batch_size)]
    return rng.sample(batches, len(batches))


def count_tokens(example: Example) -> int:
    """The length of an example's window."""
    return len(example.window.tokens.ids)


def collate(windows: Sequence[TokenWindow], pairs: Sequence[Sequence[tuple[int, int]]]) -> Batch:
    """The windows as one batch; `pairs` are those of each window, as numbers of its candidates and arguments."""
    size = max(len(window.ids) for window in windows)
    candidates = [span for n, window in enumerate(windows) for span in _number_spans(n, window.candidates)]
    arguments = [span for n, window in enumerate(windows) for span in _number_spans(n, window.arguments)]
    shifted, first, second = [], 0, 0
    for window, own in zip(windows, pairs, strict=True):
        shifted += [(first + candidate, second + argument) for candidate, argument in own]
        first, second = first + len(window.candidates), second + len(window.arguments)
    return Batch(
        ids=torch.tensor([_pad(window.ids, size) for window in windows]),
        marks=torch.tensor([_pad(window.marks, size) for window in windows]),
        mask=torch.tensor([_pad((1,) * len(window.ids), size) for window in windows]),
        candidates=torch.tensor(candidates, dtype=torch.long).reshape(-1, 4),
        arguments=torch.tensor(arguments, dtype=torch.long).reshape(-1, 4),
        pairs=torch.tensor(shifted, dtype=torch.long).reshape(-1, 2),
    )


def collate_examples(examples: Sequence[Example]) -> tuple[Batch, BatchTargets]:
    """Examples as one batch, with the pairs that have targets."""
    targets = [example.targets for example in examples]
    relations = [relation for one in targets for relation in one.relations]
    pairs = [[(relation.candidate, relation.argument) for relation in one.relations] for one in targets]
    return collate([example.window.tokens for example in examples], pairs), BatchTargets(
        values=_stack(row for one in targets for row in one.values),
        weights=_stack(row for one in targets for row in one.weights),
        families=torch.tensor([relation.family for relation in relations], dtype=torch.long),
        relation_values=_stack(relation.values for relation in relations).reshape(-1, len(RELATIONS)),
        relation_weights=_stack(relation.weights for relation in relations).reshape(-1, len(RELATIONS)),
    )


def list_all_pairs(window: TokenWindow) -> list[tuple[int, int]]:
    """Every candidate with every argument of a window."""
    return [(first, second) for first in range(len(window.candidates)) for second in range(len(window.arguments))]


def _stack(rows: Iterable[Sequence[float]]) -> Tensor:
    return torch.tensor(list(rows), dtype=torch.float32)


def _number_spans(number: int, spans: Sequence[TokenSpan]) -> list[tuple[int, int, int, int]]:
    return [(number, span.first, span.last, span.kind) for span in spans]


def _pad(numbers: tuple[int, ...], size: int) -> list[int]:
    return [*numbers, *[PADDING] * (size - len(numbers))]
