"""A net in training as an encoder, as the extraction will have one."""

from collections.abc import Sequence

import torch
from torch import Tensor

from service.extraction.encoder.protocol import Scores, SpecialTokens, Tokens, TokenWindow
from service.training.examples.windows import Cutter
from service.training.network.batches import BATCH_SIZE, collate, list_all_pairs
from service.training.network.net import EventNet


def find_device() -> torch.device:
    """The graphics processor where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


class NetEncoder:
    """Cuts texts, and scores windows with a net."""

    def __init__(self, net: EventNet, cutter: Cutter) -> None:
        self._net, self._cutter, self._device = net, cutter, find_device()

    @property
    def special(self) -> SpecialTokens:
        """The tokens that windows are built with."""
        return self._cutter.special

    def cut(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text."""
        return self._cutter.cut(texts)

    def triage(self, sentence: Tokens) -> float:
        """A net in training has no triage: every sentence is asked about."""
        return 1.0

    def score(self, windows: Sequence[TokenWindow]) -> list[Scores]:
        """The scores of each window, those of outcomes not calibrated."""
        net = self._net.to(self._device).eval()
        found = []
        with torch.no_grad(), torch.autocast(self._device.type, torch.bfloat16):
            for first in range(0, len(windows), BATCH_SIZE):
                some = windows[first : first + BATCH_SIZE]
                batch = collate(some, [list_all_pairs(window) for window in some]).to(self._device)
                places, pairs = (torch.sigmoid(logits.float()).cpu() for logits in net(batch))
                found += split_scores(some, places, pairs, len(net.labels.list_outcomes()))
        return found


def split_scores(windows: Sequence[TokenWindow], places: Tensor, pairs: Tensor, outcomes: int) -> list[Scores]:
    """A batch's scores, window by window."""
    sizes = [len(window.candidates) for window in windows]
    counts = [len(window.candidates) * len(window.arguments) for window in windows]
    found = []
    for window, own, related in zip(windows, places.split(sizes), pairs.split(counts), strict=True):
        shape = (len(window.candidates), len(window.arguments), *pairs.shape[1:])
        found.append(Scores(own[:, :outcomes].tolist(), own[:, outcomes:].tolist(), related.reshape(shape).tolist()))
    return found
