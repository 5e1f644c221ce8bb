"""The encoder with heads that score candidates, and pairs of a candidate and an argument."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from service.extraction.encoder.labels import RELATIONS, Labels
from service.extraction.encoder.windows import KINDS, WRITTEN
from service.training.network.encoder import Encoder

KIND_SIZE, HEAD_SIZE, PAIR_SIZE = 32, 256, 192
DROPOUT = 0.1
# Numbers of kinds that none has yet: a new kind does not change the shape of the weights.
SPARE_KINDS = 1
# Most candidates have no event and most arguments no relation: the scores begin low.
FIRST_OUTCOME, FIRST_RELATION = -3.0, -1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows as tensors of whole numbers: `ids`, `marks` and `mask` (windows, tokens); `candidates` and `arguments`
    (n, 4) with window, first token, last token, kind; `pairs` (n, 2) with the rows of a candidate and an argument."""

    ids: Tensor
    marks: Tensor
    mask: Tensor
    candidates: Tensor
    arguments: Tensor
    pairs: Tensor

    def to(self, device: torch.device) -> "Batch":
        """The same on a device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__slots__))


class EventNet(nn.Module):
    """Logits of outcomes and types of candidates, and of relations of pairs. The names of its parts are those of the
    checkpoints. `marked_layer` is the first layer that is trained; the marks are added there."""

    def __init__(self, encoder: Encoder, labels: Labels, marked_layer: int = 0) -> None:
        super().__init__()
        self.encoder, self.labels, self.marked_layer = encoder, labels, marked_layer
        size, described = encoder.shape.hidden_size, 2 * encoder.shape.hidden_size + KIND_SIZE
        outcomes, relations = len(labels.list_outcomes()), len(labels.families) * len(RELATIONS)
        self.kind = nn.Embedding((len(KINDS) + SPARE_KINDS) * 2, KIND_SIZE)
        self.segment = nn.Embedding(len(WRITTEN) * 2, size)
        self.norm = nn.LayerNorm(size)
        self.head = nn.Sequential(
            nn.Dropout(DROPOUT),
            nn.Linear(size + described, HEAD_SIZE),
            nn.GELU(),
            nn.Dropout(DROPOUT),
            nn.Linear(HEAD_SIZE, outcomes + len(labels.types)),
        )
        self.a, self.b = nn.Linear(described, HEAD_SIZE), nn.Linear(described, HEAD_SIZE)
        self.pair = nn.Sequential(
            nn.Dropout(DROPOUT), nn.Linear(3 * HEAD_SIZE, PAIR_SIZE), nn.GELU(), nn.Linear(PAIR_SIZE, relations)
        )
        nn.init.normal_(self.segment.weight, std=0.02)
        nn.init.constant_(self.head[-1].bias, FIRST_OUTCOME)
        nn.init.constant_(self.pair[-1].bias, FIRST_RELATION)

    def forward(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Logits (candidates, outcomes and types) and (pairs, families, relations)."""
        states = self.read(batch.ids, batch.marks, batch.mask)
        candidates = self.describe(states, batch.candidates)
        places = self.score_places(states[batch.candidates[:, 0], 0], candidates)
        arguments = self.describe(states, batch.arguments)
        first, second = batch.pairs[:, 0], batch.pairs[:, 1]
        return places, self.score_pairs(self.a(candidates)[first], self.b(arguments)[second])

    def read(self, ids: Tensor, marks: Tensor, mask: Tensor | None) -> Tensor:
        """The states (windows, tokens, size) that everything is scored from."""
        return self.norm(self.encoder(ids, self.segment(marks), mask, self.marked_layer).float())

    def describe(self, states: Tensor, spans: Tensor) -> Tensor:
        """What is known of each span (n, 4): its first and last token, and its kind."""
        row, first, last, kind = spans.unbind(1)
        return torch.cat([states[row, first], states[row, last], self.kind(kind)], -1)

    def score_places(self, firsts: Tensor, candidates: Tensor) -> Tensor:
        """Logits of described candidates; `firsts` are the states of the first tokens of their windows."""
        return self.head(torch.cat([firsts, candidates], -1))

    def score_pairs(self, candidates: Tensor, arguments: Tensor) -> Tensor:
        """Logits (..., families, relations) of projected candidates and arguments (..., size)."""
        joined = functional.gelu(torch.cat([candidates, arguments, candidates * arguments], -1))
        logits = self.pair(joined)
        return logits.reshape(*logits.shape[:-1], len(self.labels.families), len(RELATIONS))


def freeze_below(net: EventNet) -> None:
    """Fixes the embeddings and the layers below the marked one, if that is not the first."""
    if net.marked_layer == 0:
        return
    encoder = net.encoder
    fixed = [encoder.word, encoder.pos, encoder.ln, *([] if encoder.tt is None else [encoder.tt])]
    for module in (*fixed, *encoder.layers[: net.marked_layer]):
        module.requires_grad_(False)
