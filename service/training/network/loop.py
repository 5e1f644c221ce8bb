"""The training itself. One that is cut off goes on from the state kept last, as if nothing had happened."""

import logging
import random
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from tqdm import tqdm

from service.training.examples.distillation import Teacher
from service.training.examples.windows import EpochBuilder, Example
from service.training.network.batches import BATCH_SIZE, BatchTargets, collate_examples, count_tokens, draw_batches
from service.training.network.checkpoints import Checkpoint, read_checkpoint, write_checkpoint
from service.training.network.net import Batch, EventNet, freeze_below
from service.training.network.scoring import find_device

log = logging.getLogger(__name__)

STEPS_BETWEEN_CHECKPOINTS = 100
WARM_UP, LEAST_RATE = 0.08, 0.02
# The heads begin from nothing, the encoder does not.
HEAD_RATE = 10
RELATION_WEIGHT = 0.6
WEIGHT_DECAY, MAX_GRADIENT = 0.01, 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. An epoch may be a part of one; `rate` is that of the encoder; `steps_before` are those of the
    training that the net comes from."""

    epochs: float = 2.9
    rate: float = 5e-5
    seed: int = 1
    steps_before: int = 0


class Trainer:
    """Trains a net and keeps its state in a file."""

    def __init__(
        self, net: EventNet, epochs: EpochBuilder, settings: Settings, path: Path, teacher: Teacher | None = None
    ) -> None:
        self._device, self._teacher = find_device(), teacher
        self._net, self._epochs, self._settings, self._path = net.to(self._device), epochs, settings, path
        freeze_below(net)
        self._steps = max(1, int(settings.epochs * len(epochs.draw(self._seed(0))) / BATCH_SIZE))
        self._optimiser = torch.optim.AdamW(self._group_parameters(), weight_decay=WEIGHT_DECAY)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimiser, self._scale_rate)

    def train(self) -> None:
        """Trains to the end, from the state in the file if there is one; raises ModelError for another net's."""
        done = self._resume() if self._path.exists() else 0
        if done >= self._steps:
            log.info("%s: trained already, --fresh begins anew", self._path)
            return
        with tqdm(total=self._steps, initial=done, unit="step") as bar:
            for examples in self._teach(islice(self._draw_batches(), done, self._steps)):
                torch.manual_seed(self._settings.seed + done)
                loss = self._step(*collate_examples(examples))
                done += 1
                bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
                bar.update()
                if done % STEPS_BETWEEN_CHECKPOINTS == 0 or done == self._steps:
                    self._keep(done)

    def _seed(self, epoch: int) -> random.Random:
        return random.Random(f"{self._settings.seed}-{epoch}")  # noqa: S311 - nothing secret is drawn

    def _draw_batches(self) -> Iterator[list[Example]]:
        """The batches of all epochs; the same in each run."""
        for epoch in count():
            rng = self._seed(epoch)
            yield from draw_batches(self._epochs.draw(rng), rng, count_tokens)

    def _teach(self, batches: Iterable[list[Example]]) -> Iterator[list[Example]]:
        """The batches as the teacher would have them, if there is one, who works one batch ahead of the pupil."""
        teacher = self._teacher
        if teacher is None:
            yield from batches
            return
        with ThreadPoolExecutor(max_workers=1) as executor:
            waiting: deque[Future[list[Example]]] = deque()
            for batch in batches:
                waiting.append(executor.submit(_teach_batch, teacher, batch))
                if len(waiting) > 1:
                    yield waiting.popleft().result()
            yield from (future.result() for future in waiting)

    def _group_parameters(self) -> list[dict[str, object]]:
        encoder = [weights for weights in self._net.encoder.parameters() if weights.requires_grad]
        heads = [weights for name, weights in self._net.named_parameters() if not name.startswith("encoder.")]
        rate = self._settings.rate
        return [{"params": encoder, "lr": rate}, {"params": heads, "lr": HEAD_RATE * rate}]

    def _scale_rate(self, step: int) -> float:
        """Up to the full rate in the beginning, then down in a line."""
        return min(1.0, (step + 1) / (WARM_UP * self._steps)) * max(LEAST_RATE, 1 - step / self._steps)

    def _step(self, batch: Batch, targets: BatchTargets) -> float:
        self._net.train()
        with torch.autocast(self._device.type, torch.bfloat16):
            places, pairs = self._net(batch.to(self._device))
        loss = compute_loss(places.float(), pairs.float(), targets.to(self._device)) / len(batch.ids)
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._net.parameters(), MAX_GRADIENT)
        self._optimiser.step()
        self._schedule.step()
        return float(loss.detach())

    def _keep(self, done: int) -> None:
        state, optimiser, schedule = (kept.state_dict() for kept in (self._net, self._optimiser, self._schedule))
        kept = Checkpoint(state, done, self._settings.steps_before, optimiser, schedule)
        write_checkpoint(self._path, kept, self._net.labels)

    def _resume(self) -> int:
        kept = read_checkpoint(self._path, self._net.labels)
        self._net.load_state_dict(kept.state)
        if kept.optimiser is not None and kept.schedule is not None:
            self._optimiser.load_state_dict(kept.optimiser)
            self._schedule.load_state_dict(kept.schedule)
        return kept.done


def _teach_batch(teacher: Teacher, batch: Iterable[Example]) -> list[Example]:
    return [teacher.teach(example) for example in batch]


def compute_loss(places: Tensor, pairs: Tensor, targets: BatchTargets) -> Tensor:
    """The loss of a batch, summed over its windows."""
    entropy = functional.binary_cross_entropy_with_logits
    loss = (entropy(places, targets.values, reduction="none") * targets.weights).sum()
    related = pairs[torch.arange(len(pairs), device=pairs.device), targets.families]
    relations = entropy(related, targets.relation_values, reduction="none") * targets.relation_weights
    return loss + RELATION_WEIGHT * relations.sum()
