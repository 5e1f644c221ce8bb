"""The weights of a net out of the files that were made of it, to go on training where no state was kept.

What was rounded to 8 bits stays rounded: the restored net scores as the files do, but for the rounding of what flows
between its steps. Only MPNet comes back whole: of BERT, the exporter keeps one row of the table of token types.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import checker, numpy_helper
from torch import Tensor

from service.errors import ModelError

# How `export_graph` and `quantise_graph` name what they write.
NET, TRANSPOSED = "net.", "_Transposed"
QUANTISED, SCALE, ZERO_POINT = "_quantized", "_scale", "_zero_point"
PRODUCTS = ("MatMul", "MatMulInteger")
MAIN, APART, OUTLIERS = ".main", ".apart", ".outliers"

Arrays = Mapping[str, NDArray[np.generic]]


def restore_weights(graph: Path) -> dict[str, Tensor]:
    """The state of the net that a graph was exported from, by the names of a checkpoint. Raises ModelError."""
    try:
        model = onnx.load(graph)
    except (OSError, ValueError, checker.ValidationError) as error:
        raise ModelError(f"{graph}: no graph with its weights beside it: {error}") from error
    arrays = _read_arrays(model.graph)
    found = {name: _read_values(arrays, name) for name in _find_tables(arrays)}
    found |= {
        f"{_name_step(node.name)}.weight": _read_values(arrays, node.input[1].removesuffix(QUANTISED)).T
        for node in model.graph.node
        if node.op_type in PRODUCTS and node.input[1] in arrays
    }
    joined = _join_outliers({name.removeprefix(NET): values for name, values in found.items()})
    return {name: torch.from_numpy(values.astype(np.float32, order="C")) for name, values in joined.items()}


def _read_arrays(graph: onnx.GraphProto) -> Arrays:
    """All weights by name. Of equal ones the exporter keeps one, and says of the others that they are the same."""
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    same = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Identity"}
    return arrays | {name: arrays[other] for name, other in same.items() if other in arrays}


def _find_tables(arrays: Arrays) -> list[str]:
    """The names of all weights that the exporter left their names: all but those of products."""
    endings = (SCALE, ZERO_POINT, TRANSPOSED)
    return [name.removesuffix(QUANTISED) for name in arrays if name.startswith(NET) and not name.endswith(endings)]


def _read_values(arrays: Arrays, name: str) -> NDArray[np.generic]:
    """Weights as they were, or as near as their 8 bits tell."""
    if name in arrays:
        return arrays[name]
    rounded = arrays[name + QUANTISED].astype(np.float32) - arrays[name + ZERO_POINT].astype(np.float32)
    values: NDArray[np.generic] = rounded * arrays[name + SCALE].astype(np.float32)
    return values


def _name_step(node: str) -> str:
    """The name in the net of the step that a product belongs to: `/head/head.1/Gemm_MatMul` is `head.1`."""
    parts: list[str] = []
    for part in node.strip("/").split("/")[:-1]:
        if parts and part.startswith(f"{parts[-1]}."):
            parts.pop()
        parts.append(part)
    return ".".join(parts)


def _join_outliers(found: Mapping[str, NDArray[np.generic]]) -> dict[str, NDArray[np.generic]]:
    """Puts the channels that `split_outliers` split off back in their places."""
    joined = {name: values for name, values in found.items() if not name.endswith((OUTLIERS, ".kept"))}
    for name in [name.removesuffix(OUTLIERS) for name in found if name.endswith(OUTLIERS)]:
        weights = np.array(joined.pop(f"{name}{MAIN}.weight"))
        weights[:, found[f"{name}{OUTLIERS}"].astype(np.int64)] = joined.pop(f"{name}{APART}.weight")
        joined[f"{name}.weight"], joined[f"{name}.bias"] = weights, joined.pop(f"{name}{MAIN}.bias")
    return joined
