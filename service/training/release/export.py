"""The trained net as a graph that scores one window."""

import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from service.training.network.net import EventNet
from service.training.release.calibration import Calibration

OPSET = 17
INPUTS = {"ids": {1: "tokens"}, "marks": {1: "tokens"}, "candidates": {0: "candidates"}, "arguments": {0: "arguments"}}
OUTPUTS = {"outcomes": {0: "candidates"}, "types": {0: "candidates"}, "relations": {0: "candidates", 1: "arguments"}}


class WindowScorer(nn.Module):
    """Scores of one window as probabilities, those of outcomes calibrated."""

    def __init__(self, net: EventNet, calibration: Calibration) -> None:
        super().__init__()
        self.net, self.calibration = net, calibration

    def forward(self, ids: Tensor, marks: Tensor, candidates: Tensor, arguments: Tensor) -> tuple[Tensor, ...]:
        """Outcomes (candidates, labels), types (candidates, types) and relations (candidates, arguments, families,
        relations); `candidates` and `arguments` are (n, 3) with first token, last token, kind."""
        states = self.net.read(ids, marks, None)
        places = self.net.describe(states, _put_in_first_row(candidates))
        others = self.net.describe(states, _put_in_first_row(arguments))
        firsts = states[0, :1].expand(candidates.shape[0], -1)
        logits, count = self.net.score_places(firsts, places), len(self.net.labels.list_outcomes())
        outcomes = self.calibration.slope * logits[:, :count] + self.calibration.intercept
        left = self.net.a(places)[:, None].expand(-1, arguments.shape[0], -1)
        right = self.net.b(others)[None].expand(candidates.shape[0], -1, -1)
        relations = self.net.score_pairs(left, right)
        return torch.sigmoid(outcomes), torch.sigmoid(logits[:, count:]), torch.sigmoid(relations)


def _put_in_first_row(spans: Tensor) -> Tensor:
    return torch.cat([torch.zeros_like(spans[:, :1]), spans], 1)


def export_graph(net: EventNet, calibration: Calibration, path: Path) -> None:
    """Writes the graph with its weights in 32 bits, all in one file."""
    scorer = WindowScorer(net, calibration).eval()
    spans = torch.tensor([[1, 2, 0], [3, 3, 1]])
    example = (torch.full((1, 9), 5), torch.zeros(1, 9, dtype=torch.long), spans, spans[[0, 1, 0]])
    with warnings.catch_warnings():
        # The exporter warns of every shape that it traces; the numbers that it keeps are sizes of the net.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            scorer,
            example,
            str(path),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=INPUTS | OUTPUTS,
            opset_version=OPSET,
            dynamo=False,
        )
