"""From a trained network to the files of a bundle: the encoder as fused, quantised ONNX, the heads as arrays."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch

from analyzer.models.bundle import LEXICAL
from analyzer.models.experts import GATE, JUDGES, Experts
from analyzer.models.heads import Head
from analyzer.models.lexical import NONE, Lexical
from analyzer.models.views import POOLED, View
from training.model import EXPERT, HEADS, Network
from training.norms import spread_norms
from training.smooth import Feed, smooth

FloatArray = npt.NDArray[np.float32]
OPSET = 17


def export_encoder(network: Network, path: Path, *, quantise: bool = True, samples: Sequence[Feed] = ()) -> None:
    """Write the encoder as ONNX: attention fused, layer norms vectorised, matrix products in int8 where asked.

    Args:
        network: The trained network.
        path: The file to write.
        quantise: Whether products are rounded to int8.
        samples: What the graph is run on to see how far its values reach, before they are rounded; without any they
            are rounded as they are.
    """
    raw, fused = path.with_suffix(".raw.onnx"), path.with_suffix(".fused.onnx")
    _trace(network, raw)
    _fuse(network, raw, fused)
    raw.unlink()
    if not quantise:
        fused.replace(path)
        return
    _quantise(fused, path, samples)
    fused.unlink()


def _quantise(source: Path, path: Path, samples: Sequence[Feed]) -> None:
    """Turn the encoder's matrix products (dynamically, per channel) and its word table (per row) into int8."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = onnx.load(str(source))
    smooth(model, samples, MARKS)
    _pack_words(model.graph)
    onnx.save(model, str(source))
    quantize_dynamic(
        source,
        path,
        op_types_to_quantize=["MatMul", "Attention"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=[MARKS],
        # Shape inference cannot see through the fused operators; all they put out is float.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )


def _pack_words(graph: Any) -> None:
    """Keep the word table as int8 with one scale a row: one scale for all rows would cost half a point of accuracy."""
    from onnx import helper, numpy_helper

    tables = {entry.name: entry for entry in graph.initializer}
    words = max(
        (n for n in graph.node if n.op_type == "Gather" and n.input[0] in tables), key=lambda n: _rows(tables, n)
    )
    name, ids, found = words.input[0], words.input[1], words.output[0]
    table = numpy_helper.to_array(tables[name])
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8).astype(np.float32) / 127
    graph.initializer.remove(tables[name])
    packed = np.round(table / scale).astype(np.int8)
    graph.initializer.append(numpy_helper.from_array(packed, f"{name}_quantized"))
    graph.initializer.append(numpy_helper.from_array(scale, f"{name}_scale"))
    place = list(graph.node).index(words)
    graph.node.remove(words)
    for offset, node in enumerate(
        (
            helper.make_node("Gather", [f"{name}_quantized", ids], ["words_int8"]),
            helper.make_node("Cast", ["words_int8"], ["words_float"], to=1),
            helper.make_node("Gather", [f"{name}_scale", ids], ["words_scale"]),
            helper.make_node("Mul", ["words_float", "words_scale"], [found]),
        )
    ):
        graph.node.insert(place + offset, node)


def _rows(tables: dict[str, Any], node: Any) -> int:
    return int(tables[node.input[0]].dims[0])


#: The node of the token-level layer: small, and kept in float.
MARKS = "marks_product"
#: Under this key the graph says which constant is which parameter; what is transposed in it ends in `TRANSPOSED`.
PARAMETERS, TRANSPOSED = "parameters", ".transposed"
#: Under this key it keeps parameters that are no constant of it: name → shape and base64 of their float32 bytes.
FOLDED = "folded_parameters"


class _Graph(torch.nn.Module):
    """What is exported: the pooled vectors and the token logits."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder
        self.marks = network.marks

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        pooled, states = self.encoder(*inputs)
        return pooled, self.marks(states)


def _trace(network: Network, path: Path) -> None:
    graph = _Graph(network).float().eval()
    fused = network.encoder.family.fused
    ids = torch.ones(2, 9, dtype=torch.int64)
    visible = torch.ones((2, 9) if fused else (2, 9, 9), dtype=torch.int32)
    example = (ids, torch.arange(9).repeat(2, 1), torch.zeros_like(ids), visible, torch.ones(2, POOLED, 9))
    names = ["input_ids", "position_ids", "token_type_ids", "visible", "pool"]
    axes = {name: {0: "rows", 1: "width"} for name in names}
    axes |= {"pool": {0: "rows", 2: "width"}, "pooled": {0: "rows"}, "marks": {0: "rows", 1: "width"}}
    if not fused:
        axes["visible"] = {0: "rows", 1: "width", 2: "width"}
    transformer = cast("Any", network.encoder.transformer)
    transformer.set_attn_implementation("eager")  # a shape the fusion below knows
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            example,
            str(path),
            input_names=names,
            output_names=["pooled", "marks"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _fuse(network: Network, source: Path, path: Path) -> None:
    """Fuse attention and GELU (by its tanh form, a tenth faster in all) into single operators.

    The fusion knows masks of padding only, so the graph is traced with one; afterwards every attention is given the
    mask of pairs, which the fused operator takes as well.
    """
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.enable_gelu_approximation = True
    options.enable_embed_layer_norm = False  # its fused form knows no positions but its own
    options.enable_attention = network.encoder.family.fused
    config = cast("Any", network.encoder.transformer).config
    model = optimizer.optimize_model(
        str(source),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
    )
    _show_pairs(model.model.graph)
    spread_norms(model.model.graph)
    _name_marks(model.model.graph)
    model.prune_graph()
    _tell_parameters(model.model, network)
    model.save_model_to_file(str(path))


def _show_pairs(graph: Any) -> None:
    """Give every fused attention the graph input `visible` (rows, width, width) as its mask."""
    attentions = [node for node in graph.node if node.op_type == "Attention"]
    for node in attentions:
        node.input[3] = "visible"
    if attentions:
        shape = next(value for value in graph.input if value.name == "visible").type.tensor_type.shape
        del shape.dim[:]
        for name in ("rows", "width", "width"):
            shape.dim.add().dim_param = name


def _name_marks(graph: Any) -> None:
    """Name the product behind the output `marks`, so that it can be left out of quantising."""
    producers = {name: node for node in graph.node for name in node.output}
    node = producers["marks"]
    while node.op_type != "MatMul":
        node = next(producers[name] for name in node.input if name in producers)
    node.name = MARKS


def _tell_parameters(model: Any, network: Network) -> None:
    """Write into the graph which constant is which parameter, so that a bundle can be trained further.

    Tracing loses the names: products get nameless transposed constants, equal constants are kept once. They are known
    again by their values. Query, key and value, which fusing joins, are found by `training.restore` itself. Parameters
    that tracing folded into other constants (DeBERTa's table of distances) are kept beside the graph.
    """
    from onnx import helper, numpy_helper

    held = {numpy_helper.to_array(entry).tobytes(): entry.name for entry in model.graph.initializer}
    found: dict[str, str] = {}
    folded: dict[str, dict[str, Any]] = {}
    joined = (".self.query.", ".self.key.", ".self.value.") if network.encoder.family.fused else ()
    for name, value in network.named_parameters():
        straight, turned = _array(value).tobytes(), _array(value.t()).tobytes()
        if straight in held:
            found[name] = held[straight]
        elif turned in held:
            found[name] = held[turned] + TRANSPOSED
        elif not name.startswith("heads.") and not any(part in name for part in joined):
            folded[name] = {"shape": list(value.shape), "float32": base64.b64encode(_array(value).tobytes()).decode()}
    props = {PARAMETERS: json.dumps(found)} | ({FOLDED: json.dumps(folded)} if folded else {})
    helper.set_model_props(model, props)


def head_arrays(network: Network, reference: str) -> dict[View, Head]:
    """Return the heads as arrays, uncalibrated, with the offset of the reference corpus folded into the bias.

    A view the reference corpus does not teach takes the mean offset of the corpora that do.
    """
    parts = {name: _shifted(network.heads[name], network.shape.corpora, reference) for name in HEADS}
    return {
        "comment": _beside([parts["toxicity"], parts["conspiracy"]]),
        "parent": parts["parent"],
        "target": parts["target"],
    }


def expert_arrays(network: Network) -> Experts | None:
    """Return the network's experts and their gate as arrays; None where it has none."""
    if not network.shape.experts:
        return None
    judges = [_head(network.heads[EXPERT + name]) for name in network.shape.experts]
    return Experts(_beside(judges), _head(network.heads[GATE]))


def _shifted(module: torch.nn.Module, corpora: tuple[str, ...], reference: str) -> Head:
    head = _head(module)
    offset = _offset(cast("Any", module).offset.weight.detach().numpy(), corpora, reference)
    return replace(head, second_bias=head.second_bias + offset)


def _head(module: torch.nn.Module) -> Head:
    head = cast("Any", module)
    outputs = head.second.out_features
    return Head(
        first=_array(head.first.weight.T),
        first_bias=_array(head.first.bias),
        second=_array(head.second.weight.T),
        second_bias=_array(head.second.bias),
        scale=np.ones(outputs, dtype=np.float32),
        shift=np.zeros(outputs, dtype=np.float32),
    )


def _beside(heads: Sequence[Head]) -> Head:
    """Join heads over the same features into one that answers all: their weights side by side, block by block."""
    from scipy.linalg import block_diag

    return Head(
        first=np.concatenate([head.first for head in heads], axis=1),
        first_bias=np.concatenate([head.first_bias for head in heads]),
        second=block_diag(*(head.second for head in heads)).astype(np.float32),
        second_bias=np.concatenate([head.second_bias for head in heads]),
        scale=np.concatenate([head.scale for head in heads]),
        shift=np.concatenate([head.shift for head in heads]),
    )


def _offset(offsets: FloatArray, corpora: tuple[str, ...], reference: str) -> FloatArray:
    taught = np.abs(offsets).sum(axis=1) > 0
    place = corpora.index(reference) if reference in corpora else -1
    if place >= 0 and taught[place]:
        return np.asarray(offsets[place])
    return np.asarray((offsets[taught] if taught.any() else offsets).mean(axis=0))


def _array(tensor: torch.Tensor) -> FloatArray:
    return np.ascontiguousarray(tensor.detach().float().numpy())


def save_heads(heads: dict[View, Head], path: Path, lexical: Lexical = NONE, experts: Experts | None = None) -> None:
    """Write heads as one npz of float32 arrays named `view.part`, experts too, and weights of n-grams as float16."""
    named: dict[str, Head] = {str(view): head for view, head in heads.items()}
    if experts is not None:
        named |= {JUDGES: experts.judges, GATE: experts.gate}
    arrays = {f"{name}.{part}": getattr(head, part) for name, head in named.items() for part in Head.__annotations__}
    arrays |= {LEXICAL + label: weights.astype(np.float16) for label, weights in lexical.weights.items()}
    with path.open("wb") as file:
        np.savez(file, **arrays)
