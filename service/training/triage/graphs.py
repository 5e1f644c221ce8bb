"""Graphs cut and joined. Weights stay in the files that they lie in, and are only named."""

from pathlib import Path

import onnx
from onnx import compose

from service.errors import ModelError

IDS, MARKS, STATES = "ids", "marks", "states"
# How `export_graph` names the last step of a layer.
LAYER_END = "/encoder/layers.{}/ln2/LayerNormalization_output_0"


def read_lower_layers(graph: Path, layers: int) -> onnx.ModelProto:
    """The part of an encoder's graph from the ids of tokens to the states (1, tokens, size) after some layers. Raises
    ModelError where there are not so many layers, or where marks belong to them, which a sentence alone has not."""
    model = onnx.load(graph, load_external_data=False)
    end = LAYER_END.format(layers - 1)
    steps = _find_steps(model.graph, end)
    used = {name for step in steps for name in step.input}
    if not steps or MARKS in used:
        raise ModelError(f"{graph}: has no {layers} layers below the marks of windows; take fewer")
    cut = onnx.helper.make_graph(
        steps,
        "lower-layers",
        [one for one in model.graph.input if one.name in used],
        [onnx.helper.make_tensor_value_info(end, onnx.TensorProto.FLOAT, (1, "tokens", None))],
        [one for one in model.graph.initializer if one.name in used],
    )
    return onnx.helper.make_model(cut, opset_imports=model.opset_import, ir_version=model.ir_version)


def _find_steps(graph: onnx.GraphProto, end: str) -> list[onnx.NodeProto]:
    """The steps that a value needs, in their order."""
    makers = {name: number for number, step in enumerate(graph.node) for name in step.output}
    found: set[int] = set()
    waiting = [end]
    while waiting:
        number = makers.get(waiting.pop())
        if number is not None and number not in found:
            found.add(number)
            waiting += graph.node[number].input
    return [graph.node[number] for number in sorted(found)]


def join_graphs(lower: onnx.ModelProto, head: onnx.ModelProto) -> onnx.ModelProto:
    """A graph that gives the states of the first to the second. The library's own joining wants the weights at hand."""
    prefixed = compose.add_prefix(head, "head/").graph
    [states], [given] = lower.graph.output, prefixed.input
    for step in prefixed.node:
        step.input[:] = [states.name if name == given.name else name for name in step.input]
    joined = onnx.helper.make_graph(
        [*lower.graph.node, *prefixed.node],
        "triage",
        lower.graph.input,
        prefixed.output,
        [*lower.graph.initializer, *prefixed.initializer],
    )
    return onnx.helper.make_model(joined, opset_imports=lower.opset_import, ir_version=lower.ir_version)
