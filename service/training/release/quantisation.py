"""Weights in 8 bits, in files that are not too large to keep beside code.

Some inputs of an encoder's feed-forward steps are far larger than all others; in 8 bits they leave no room for the
rest. So these few channels are multiplied apart, in 32 bits.
"""

import copy
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import onnx
import torch
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from service.extraction.encoder.protocol import TokenWindow
from service.training.network.net import EventNet

OUTLIER_CHANNELS = 8
SPLIT = ("fc1", "fc2")
MAX_FILE_BYTES = 90_000_000
# Smaller tensors stay in the graph's own file.
MIN_EXTERNAL_BYTES = 4096
WORDS = "encoder.word.weight"
# Products of matrices, and what the quantiser puts behind their names when it makes each a plain one.
PRODUCTS = {"MatMul": "", "Gemm": "_MatMul"}
# Whoever runs the service may read the files, and need not be who made them.
READABLE = 0o644


class SplitLinear(nn.Module):
    """A linear step whose channels with outliers are multiplied apart from the others."""

    def __init__(self, linear: nn.Linear, outliers: Tensor) -> None:
        super().__init__()
        kept = torch.ones(linear.in_features)
        kept[outliers] = 0
        self.register_buffer("kept", kept)
        self.register_buffer("outliers", outliers)
        self.main = nn.Linear(linear.in_features, linear.out_features)
        self.apart = nn.Linear(len(outliers), linear.out_features, bias=False)
        with torch.no_grad():
            self.main.weight.copy_(linear.weight * kept)
            self.main.bias.copy_(linear.bias)
            self.apart.weight.copy_(linear.weight[:, outliers])

    def forward(self, states: Tensor) -> Tensor:
        """The same as the linear step, but for rounding."""
        return self.main(states * self.kept) + self.apart(states[..., self.outliers])


def split_outliers(net: EventNet, windows: Iterable[TokenWindow], channels: int = OUTLIER_CHANNELS) -> EventNet:
    """A copy of the net whose feed-forward steps have the channels with the largest inputs split off. Which these are
    is found on the windows, whose articles must be ones that were trained on."""
    split: EventNet = copy.deepcopy(net)
    split.eval()
    for (number, name), largest in find_largest_inputs(split, windows).items():
        layer = split.encoder.layers[number]
        chosen = largest.topk(min(channels, len(largest))).indices.sort().values
        setattr(layer, name, SplitLinear(getattr(layer, name), chosen))
    return split


def find_largest_inputs(net: EventNet, windows: Iterable[TokenWindow]) -> dict[tuple[int, str], Tensor]:
    """The largest input of each channel of each feed-forward step, by number of the layer and name of the step."""
    largest: dict[tuple[int, str], Tensor] = {}
    steps = [(n, name, getattr(layer, name)) for n, layer in enumerate(net.encoder.layers) for name in SPLIT]
    hooks = [step.register_forward_pre_hook(_keep_largest(largest, (n, name))) for n, name, step in steps]
    with torch.no_grad():
        for window in windows:
            net.read(torch.tensor([window.ids]), torch.tensor([window.marks]), None)
    for hook in hooks:
        hook.remove()
    return largest


def _keep_largest(
    largest: dict[tuple[int, str], Tensor], key: tuple[int, str]
) -> Callable[[nn.Module, tuple[Tensor]], None]:
    def keep(_: nn.Module, inputs: tuple[Tensor]) -> None:
        found = inputs[0].abs().flatten(0, -2).amax(0)
        largest[key] = torch.maximum(largest[key], found) if key in largest else found

    return keep


def quantise_graph(source: Path, folder: Path, name: str, max_bytes: int = MAX_FILE_BYTES) -> list[str]:
    """Writes a graph of `export_graph` in 8 bits, its weights in as many files as they need. The names of all files,
    the graph's first."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        whole = Path(scratch) / name
        quantize_dynamic(
            source,
            whole,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=find_exact_steps(onnx.load(source)),
        )
        model = onnx.load(whole)
    files = spread_weights(model, name, max_bytes)
    for file in files:
        (folder / file).unlink(missing_ok=True)
    onnx.save(model, folder / name)
    for file in files:
        (folder / file).chmod(READABLE)
    return files


def find_exact_steps(model: onnx.ModelProto) -> list[str]:
    """The names of the steps that stay in 32 bits: split-off channels, the heads, and all tables but that of words."""
    products = [node for node in model.graph.node if node.op_type in PRODUCTS]
    tables = [node for node in model.graph.node if node.op_type == "Gather" and not node.input[0].endswith(WORDS)]
    exact = [node for node in products if "/apart/" in node.name or "/encoder/" not in node.name]
    return [f"{node.name}{PRODUCTS.get(node.op_type, '')}" for node in (*exact, *tables)]


def spread_weights(model: onnx.ModelProto, name: str, max_bytes: int) -> list[str]:
    """Says of each large tensor which file it goes to; the names of all files, the graph's first."""
    stem, number, filled = Path(name).stem, 1, 0
    files = [name]
    for tensor in model.graph.initializer:
        size = len(tensor.raw_data)
        if size < MIN_EXTERNAL_BYTES:
            continue
        if filled and filled + size > max_bytes:
            number, filled = number + 1, 0
        filled += size
        file = f"{stem}-weights-{number}.bin"
        set_external_data(tensor, location=file)
        if file not in files:
            files.append(file)
    return files
