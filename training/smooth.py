"""Activations of an exported graph made even before they are rounded, so that int8 loses less of them.

What a product reads is rounded to 256 steps between its extremes, and a few channels reach far beyond the rest. Each
channel is divided by a factor and the rows of the product's weights multiplied by the same: the product is what it was,
and the steps are finer where most values lie (SmoothQuant, Xiao et al. 2023).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
#: What a graph is fed, by input name.
Feed = dict[str, npt.NDArray[Any]]

#: Behind the name of a product's weights: the vector its input is multiplied by.
SMOOTHING = "_smoothing"
#: How much of a channel's reach moves into the weights. Logits lie .156 from float32's without, on average of 300
#: comments, and .27, .084 and .073 at .5, .7 and .85.
STRENGTH = 0.85
#: What is rounded: products with a constant, alone or fused with the attention behind them.
PRODUCTS = ("MatMul", "Attention")


def smooth(model: Any, feeds: Sequence[Feed], left_out: str) -> None:
    """Even out what every product with constant weights reads, by what it is on `feeds`.

    Args:
        model: The ONNX model, changed in place.
        feeds: What to run it on; none leaves it as it is.
        left_out: Name of a node to leave as it is.
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    weights = {entry.name: entry for entry in graph.initializer}
    made = {name for node in graph.node for name in node.output}
    uses = Counter(name for node in graph.node for name in node.input)
    products = [
        node
        for node in graph.node
        if node.op_type in PRODUCTS
        and node.name != left_out
        and node.input[0] in made
        and node.input[1] in weights
        and len(weights[node.input[1]].dims) == 2
        and uses[node.input[1]] == 1
    ]
    if not feeds or not products:
        return
    reach = _reach(model, sorted({node.input[0] for node in products}), feeds)
    for node in products:
        value, name = node.input[0], node.input[1]
        weight = numpy_helper.to_array(weights[name])
        factor = _factor(reach[value], np.abs(weight).max(axis=1))
        weights[name].CopyFrom(numpy_helper.from_array((weight * factor[:, None]).astype(np.float32), name))
        graph.initializer.append(numpy_helper.from_array((1 / factor).astype(np.float32), name + SMOOTHING))
        even = f"{node.output[0]}_even"
        graph.node.insert(list(graph.node).index(node), helper.make_node("Mul", [value, name + SMOOTHING], [even]))
        node.input[0] = even


def _factor(reach: FloatArray, weight: FloatArray) -> FloatArray:
    """Return (channels,) factors: reach ** STRENGTH / weight ** (1 - STRENGTH), with a geometric mean of 1."""
    factor = np.maximum(reach, 1e-4) ** STRENGTH / np.maximum(weight, 1e-6) ** (1 - STRENGTH)
    return np.asarray(factor / np.exp(np.log(factor).mean()), dtype=np.float32)


def _reach(model: Any, names: list[str], feeds: Sequence[Feed]) -> dict[str, FloatArray]:
    """Return the largest magnitude of each channel of the named values over `feeds`."""
    import onnx
    import onnxruntime as ort

    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    del watched.graph.output[:]
    watched.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names)
    session = ort.InferenceSession(watched.SerializeToString(), providers=["CPUExecutionProvider"])
    read = {entry.name for entry in session.get_inputs()}
    found: dict[str, FloatArray] = {}
    for feed in feeds:
        values = session.run(names, {name: array for name, array in feed.items() if name in read})
        for name, value in zip(names, values, strict=True):
            most = np.abs(value).reshape(-1, value.shape[-1]).max(axis=0)
            found[name] = np.maximum(found[name], most) if name in found else most
    return found
