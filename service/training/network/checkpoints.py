"""The state of a training on disk."""

from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import TypedDict

import torch
from torch import Tensor

from service.errors import ModelError
from service.extraction.encoder.labels import Labels

# The last step of the head of places, whose rows are its labels.
PLACE_ROWS = ("head.4.weight", "head.4.bias")

State = dict[str, Tensor]


class Kept(TypedDict, total=False):
    """What a file has. One without `opt` and `sch`, the optimiser and the schedule, can be exported but not resumed.
    `before` are the steps of the training that it began with, none where it is absent; `types` is the order of the
    types that the state was trained with, the codebook's where it is absent."""

    state: State
    opt: dict[str, object]
    sch: dict[str, object]
    done: int
    before: int
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The net's weights after `done` steps, and `before` of an earlier training; the state of the optimiser and the
    schedule, if the file has them."""

    state: State
    done: int
    before: int = 0
    optimiser: dict[str, object] | None = None
    schedule: dict[str, object] | None = None


def read_checkpoint(path: Path, labels: Labels) -> Checkpoint:
    """A checkpoint for a net of these labels. Raises ModelError."""
    try:
        kept: Kept = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        state, done = kept["state"], kept["done"]
    except (OSError, RuntimeError, KeyError, TypeError, UnpicklingError) as error:
        raise ModelError(f"{path}: not a checkpoint of a training: {error}") from error
    order = kept.get("types", labels.types)
    ordered = order_types(state, tuple(order), labels)
    return Checkpoint(ordered, done, kept.get("before", 0), kept.get("opt"), kept.get("sch"))


def order_types(state: State, order: tuple[str, ...], labels: Labels) -> State:
    """The weights with the scores of types in the order of the labels, from that which they were trained in."""
    if order == labels.types:
        return state
    if sorted(order) != sorted(labels.types):
        ours, theirs = ", ".join(labels.types), ", ".join(order)
        raise ModelError(f"the checkpoint scores the types {theirs}, the codebook has {ours}")
    outcomes = len(labels.list_outcomes())
    rows = [*range(outcomes), *(outcomes + order.index(name) for name in labels.types)]
    return state | {name: state[name][rows] for name in PLACE_ROWS}


def mix_weights(first: State, second: State, share: float) -> State:
    """The weights between two states of one net, `share` of them those of the second. Between what a training began
    with and what it came to, more is kept of what was learnt before."""
    return {name: torch.lerp(first[name].float(), weights.float(), share) for name, weights in second.items()}


def write_checkpoint(path: Path, checkpoint: Checkpoint, labels: Labels) -> None:
    """Writes a checkpoint whole: a run that is cut off leaves the one before it."""
    kept = Kept(state=checkpoint.state, done=checkpoint.done, before=checkpoint.before, types=labels.types)
    if checkpoint.optimiser is not None and checkpoint.schedule is not None:
        kept |= Kept(opt=checkpoint.optimiser, sch=checkpoint.schedule)
    new = path.with_name(f"{path.name}.new")
    torch.save(kept, new)
    new.replace(path)
