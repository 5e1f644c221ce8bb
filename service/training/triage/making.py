"""From annotated articles and a released encoder to the graph that looks at sentences alone."""

import tempfile
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn
from tqdm import tqdm

from service.extraction.encoder.labels import Labels
from service.extraction.encoder.protocol import Tokens
from service.extraction.encoder.runtime import OnnxEncoder
from service.extraction.encoder.triage import build_alone
from service.training.examples.windows import Example
from service.training.release.export import OPSET
from service.training.triage.graphs import IDS, STATES, join_graphs, read_lower_layers
from service.training.triage.head import SentenceHead, SentenceStates

# Two layers are a fortieth of the work of a window, and more of them hardly tell more of a sentence alone.
LAYERS = 2
CHANCES = "chances"
# The thresholds whose consequences are told.
THRESHOLDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class AskedSentence:
    """A sentence that a window asks about, and whether the window tells of an event."""

    tokens: Tokens
    tells: bool


def list_sentences(examples: Sequence[Example], encoder: OnnxEncoder, labels: Labels) -> list[AskedSentence]:
    """The sentences that examples ask about."""
    texts = [example.window.asked.sentence.text for example in examples]
    tells = [example.targets.tells(labels) for example in examples]
    return [AskedSentence(*pair) for pair in zip(encoder.cut(texts), tells, strict=True)]


class StateReader:
    """Computes states as the released files do, rounding included."""

    def __init__(self, graph: Path, encoder: OnnxEncoder) -> None:
        self.lower, self._special = read_lower_layers(graph, LAYERS), encoder.special
        # The weights are found beside the graph, and are only found there.
        with tempfile.NamedTemporaryFile(dir=graph.parent, suffix=graph.suffix) as file:
            onnx.save(self.lower, file.name)
            self._session = onnxruntime.InferenceSession(file.name, providers=["CPUExecutionProvider"])

    def read(self, sentences: Iterable[AskedSentence]) -> list[SentenceStates]:
        """The states of each sentence."""
        return [self._read(sentence) for sentence in tqdm(sentences, desc="lower layers", unit="sentence")]

    def _read(self, sentence: AskedSentence) -> SentenceStates:
        ids = np.array([build_alone(sentence.tokens, self._special)], dtype=np.int64)
        [states] = self._session.run(None, {IDS: ids})
        return SentenceStates(states[0].astype(np.float16), sentence.tells)


class _Chance(nn.Module):
    """The probability of one sentence."""

    def __init__(self, head: SentenceHead) -> None:
        super().__init__()
        self.head = head

    def forward(self, states: Tensor) -> Tensor:
        """States (1, tokens, size) to a probability (1)."""
        return torch.sigmoid(self.head(states))


def write_triage(head: SentenceHead, lower: onnx.ModelProto, path: Path) -> None:
    """Writes the graph from the ids of a sentence to its probability; the weights of the lower layers stay where the
    encoder's graph has them."""
    size = head.inner.in_features
    with tempfile.NamedTemporaryFile(suffix=path.suffix) as file, warnings.catch_warnings():
        # The exporter warns of every shape that it traces; the numbers that it keeps are sizes of the net.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Chance(head).eval(),
            (torch.zeros(1, 9, size),),
            file.name,
            input_names=[STATES],
            output_names=[CHANCES],
            dynamic_axes={STATES: {1: "tokens"}},
            opset_version=OPSET,
            dynamo=False,
        )
        joined = join_graphs(lower, onnx.load(file.name))
    onnx.save(joined, path)


def render_consequences(name: str, chances: Sequence[float], tells: Sequence[bool]) -> str:
    """A table in Markdown: of thresholds, which share of sentences is passed over, and which share of those that tell
    of an event is kept."""
    rows = [f"| threshold, {name} | passed over | kept of those that tell |", "| --- | --- | --- |"]
    for threshold in THRESHOLDS:
        passed = sum(chance < threshold for chance in chances) / len(chances)
        kept = sum(chance >= threshold for chance, told in zip(chances, tells, strict=True) if told) / sum(tells)
        rows.append(f"| {threshold} | {passed:.2f} | {kept:.3f} |")
    return "\n".join(rows)
