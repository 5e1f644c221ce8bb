"""What tells from the states of a sentence's tokens whether it tells of an event, and its training."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from service.training.network.batches import draw_batches

INNER_SIZE, OUTER_SIZE, DROPOUT = 96, 64, 0.2
EPOCHS, BATCH_SIZE, RATE, WEIGHT_DECAY, SEED = 3, 64, 1.5e-3, 0.02, 1
# Sentences of much the same length go together; so many batches are sorted by it at once.
SORTED_BATCHES = 10
# What is added to the scores of padding, so that none of it is chosen.
MASKED = -1e4


@dataclass(frozen=True, slots=True)
class SentenceStates:
    """The states (tokens, size) of a sentence, and whether it tells of an event."""

    states: NDArray[np.float16]
    tells: bool


class SentenceHead(nn.Module):
    """From the states of tokens (sentences, tokens, size) to a logit of each sentence: of every learnt trait the
    strongest that any token has, and their mean weighed by how much each token matters."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.norm, self.drop = nn.LayerNorm(size), nn.Dropout(DROPOUT)
        self.inner, self.weigh = nn.Linear(size, INNER_SIZE), nn.Linear(INNER_SIZE, 1)
        self.outer = nn.Sequential(
            nn.LayerNorm(2 * INNER_SIZE),
            nn.Linear(2 * INNER_SIZE, OUTER_SIZE),
            nn.GELU(),
            nn.Dropout(DROPOUT),
            nn.Linear(OUTER_SIZE, 1),
        )

    def forward(self, states: Tensor, padding: Tensor | None = None) -> Tensor:
        """Logits (sentences); `padding` (sentences, tokens, 1) is 1 where there is no token."""
        traits = functional.gelu(self.inner(self.drop(self.norm(states))))
        hidden = 0.0 if padding is None else MASKED * padding
        weights = torch.softmax(self.weigh(traits) + hidden, 1)
        strongest = (traits + hidden).amax(1)
        return self.outer(torch.cat([strongest, (weights * traits).sum(1)], -1)).squeeze(-1)


def train_head(sentences: Sequence[SentenceStates]) -> SentenceHead:
    """A head that was trained on the sentences, always the same on the same."""
    torch.manual_seed(SEED)
    head = SentenceHead(sentences[0].states.shape[1])
    optimiser = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    rng = random.Random(SEED)  # noqa: S311 - nothing secret is drawn
    batches = [
        batch
        for _ in range(EPOCHS)
        for batch in draw_batches(sentences, rng, lambda one: len(one.states), BATCH_SIZE, SORTED_BATCHES)
    ]
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=len(batches))
    head.train()
    for batch in tqdm(batches, desc="triage", unit="step"):
        tells = torch.tensor([float(one.tells) for one in batch])
        loss = functional.binary_cross_entropy_with_logits(head(*collate(batch)), tells)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    head.eval()
    return head


def _cut(sentences: Sequence[SentenceStates]) -> Iterator[list[SentenceStates]]:
    for first in range(0, len(sentences), BATCH_SIZE):
        yield list(sentences[first : first + BATCH_SIZE])


def collate(sentences: Sequence[SentenceStates]) -> tuple[Tensor, Tensor]:
    """States (sentences, tokens, size) with what is padding (sentences, tokens, 1)."""
    longest = max(len(one.states) for one in sentences)
    states = np.zeros((len(sentences), longest, sentences[0].states.shape[1]), dtype=np.float32)
    padding = np.ones((len(sentences), longest, 1), dtype=np.float32)
    for row, one in enumerate(sentences):
        states[row, : len(one.states)] = one.states
        padding[row, : len(one.states)] = 0
    return torch.from_numpy(states), torch.from_numpy(padding)


def score_sentences(head: SentenceHead, sentences: Sequence[SentenceStates]) -> list[float]:
    """The probability of each sentence."""
    with torch.no_grad():
        return [float(p) for batch in _cut(sentences) for p in torch.sigmoid(head(*collate(batch)))]
