"""From a trained network to the files of a bundle: the encoder as fused, quantised ONNX, the heads as arrays."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch

from analyzer.models.heads import Head
from analyzer.models.views import HEAD_LABELS, VIEWS, View
from training.model import Network

FloatArray = npt.NDArray[np.float32]
OPSET = 17


def export_encoder(network: Network, path: Path, *, quantise: bool = True) -> None:
    """Write the pooled encoder as ONNX: attention and layer norms fused, matrix products in int8 where asked."""
    raw, fused = path.with_suffix(".raw.onnx"), path.with_suffix(".fused.onnx")
    _trace(network, raw)
    _fuse(network, raw, fused)
    raw.unlink()
    if not quantise:
        fused.replace(path)
        return
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    # Shape inference cannot see through the fused operators; all they put out is float.
    types = {"DefaultTensorType": onnx.TensorProto.FLOAT}
    quantize_dynamic(fused, path, weight_type=QuantType.QInt8, per_channel=True, extra_options=types)
    fused.unlink()


def _trace(network: Network, path: Path) -> None:
    encoder = network.encoder.float().eval()
    example = (
        torch.ones(2, 9, dtype=torch.int64),
        torch.ones(2, 9, dtype=torch.int64),
        torch.zeros(2, 9, dtype=torch.int64),
    )
    names = ["input_ids", "attention_mask", "token_type_ids"]
    axes = {name: {0: "rows", 1: "width"} for name in names} | {"pooled": {0: "rows"}}
    cast("Any", encoder.transformer).set_attn_implementation("eager")  # a shape the fusion below knows
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            encoder,
            example,
            str(path),
            input_names=names,
            output_names=["pooled"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
    cast("Any", encoder.transformer).set_attn_implementation("sdpa")


def _fuse(network: Network, source: Path, path: Path) -> None:
    """Fuse attention, GELU (by its tanh form, a tenth faster in all) and layer norm into single operators."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.enable_gelu_approximation = True
    config = cast("Any", network.encoder.transformer).config
    model = optimizer.optimize_model(
        str(source),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
    )
    model.save_model_to_file(str(path))


def head_arrays(network: Network, reference: str) -> dict[View, Head]:
    """Return the heads as arrays, uncalibrated, with the offset of the reference corpus folded into the bias.

    A view the reference corpus does not teach takes the mean offset of the corpora that do.
    """
    heads: dict[View, Head] = {}
    for view in VIEWS:
        head = cast("Any", network.heads[view])
        offset = _offset(head.offset.weight.detach().numpy(), network.shape.corpora, reference)
        labels = len(HEAD_LABELS[view])
        heads[view] = Head(
            first=_array(head.first.weight.T),
            first_bias=_array(head.first.bias),
            second=_array(head.second.weight.T),
            second_bias=_array(head.second.bias) + offset,
            scale=np.ones(labels, dtype=np.float32),
            shift=np.zeros(labels, dtype=np.float32),
        )
    return heads


def _offset(offsets: FloatArray, corpora: tuple[str, ...], reference: str) -> FloatArray:
    taught = np.abs(offsets).sum(axis=1) > 0
    place = corpora.index(reference) if reference in corpora else -1
    if place >= 0 and taught[place]:
        return np.asarray(offsets[place])
    return np.asarray((offsets[taught] if taught.any() else offsets).mean(axis=0))


def _array(tensor: torch.Tensor) -> FloatArray:
    return np.ascontiguousarray(tensor.detach().float().numpy())


def save_heads(heads: dict[View, Head], path: Path) -> None:
    """Write heads as one npz of float32 arrays named `view.part`."""
    arrays = {f"{view}.{part}": getattr(head, part) for view, head in heads.items() for part in Head.__annotations__}
    with path.open("wb") as file:
        np.savez(file, **arrays)
