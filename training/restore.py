"""A bundle back into a network that can be trained further: its int8 weights turned into floats again.

Rounding to int8 loses little, and a fine-tuned bundle starts where the shipped one stands, so no second, larger set of
weights has to ship with it.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from analyzer.errors import ModelError
from analyzer.models.bundle import Bundle
from analyzer.models.experts import GATE
from analyzer.models.heads import Head
from analyzer.models.views import STANCES
from training.export import FOLDED, PARAMETERS, TRANSPOSED
from training.fit import build_network
from training.model import EXPERT, HEADS, Network
from training.recipe import Recipe
from training.smooth import SMOOTHING

FloatArray = npt.NDArray[np.float32]


def restore(bundle: Bundle) -> tuple[Network, Any, Recipe]:
    """Return the network of a bundle, its tokenizer and the recipe it was trained by.

    The network knows one corpus, the recipe's reference: its offset is part of the heads.

    Raises:
        ModelError: The bundle does not say what it was trained by, or holds other weights than its encoder has.
    """
    recipe = recipe_of(bundle)
    network, tokenizer = build_network(recipe, (recipe.reference_corpus,))
    weights = _Weights(bundle)
    names = [name for name, _ in network.named_parameters() if not name.startswith("heads.")]
    network.load_state_dict({name: torch.from_numpy(weights.parameter(name)) for name in names}, strict=False)
    _restore_heads(network, bundle)
    return network, tokenizer, recipe


def recipe_of(bundle: Bundle) -> Recipe:
    """Return the recipe a bundle was trained by.

    Raises:
        ModelError: The bundle does not say.
    """
    told = bundle.manifest.training.get("recipe")
    if not isinstance(told, dict):
        raise ModelError(
            "the bundle does not say by which recipe it was trained",
            where=str(bundle.path),
            hint="Train further from a bundle that analyzer-train made.",
        )
    return Recipe.model_validate(told)


class _Weights:
    """The constants of a bundle's graph as floats, by the parameters they are."""

    def __init__(self, bundle: Bundle) -> None:
        import onnx
        from onnx import numpy_helper

        self._path = bundle.path / "encoder.onnx"
        model = onnx.load(str(self._path))
        self._raw = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
        told = {entry.key: entry.value for entry in model.metadata_props}
        self._names: dict[str, str] = json.loads(told.get(PARAMETERS, "{}"))
        self._folded: dict[str, dict[str, Any]] = json.loads(told.get(FOLDED, "{}"))

    def parameter(self, name: str) -> FloatArray:
        """Return one parameter of the network."""
        if name in self._folded:
            kept = self._folded[name]
            return np.frombuffer(base64.b64decode(kept["float32"]), dtype=np.float32).reshape(kept["shape"]).copy()
        if name in self._names:
            held = self._names[name]
            turned = held.endswith(TRANSPOSED)
            array = self._float(held.removesuffix(TRANSPOSED))
            return np.array(array.T if turned else array, order="C")
        for place, part in enumerate(("query", "key", "value")):
            if f".self.{part}." in name:
                layer, kind = name.split(".layer.")[1].split(".")[0], name.rpartition(".")[2]
                joined = self._float(f"Attention_{layer}_qkv_{kind}")
                return np.array(np.split(joined, 3, axis=-1)[place].T, order="C")
        raise ModelError("the bundle lacks a weight of its encoder", where=str(self._path), value=name)

    def _float(self, name: str) -> FloatArray:
        if name in self._raw:
            return self._raw[name].astype(np.float32)
        packed, scale = self._raw[f"{name}_quantized"], self._raw[f"{name}_scale"]
        zero = self._raw.get(f"{name}_zero_point", np.zeros((), dtype=np.int8))
        floats = (packed.astype(np.float32) - zero.astype(np.float32)) * scale
        evened = self._raw.get(f"{name}{SMOOTHING}")
        return np.asarray(floats if evened is None else floats * evened[:, None], dtype=np.float32)


def _restore_heads(network: Network, bundle: Bundle) -> None:
    parts: dict[str, Head] = {view: bundle.heads[view] for view in STANCES}
    parts |= _parted(bundle.heads["comment"], {name: HEADS[name][1] for name in ("toxicity", "conspiracy")})
    if bundle.experts is not None:
        parts |= _parted(bundle.experts.judges, {EXPERT + name: 1 for name in network.shape.experts})
        parts[GATE] = bundle.experts.gate
    for name, head in parts.items():
        _fill(network.heads[name], head)


def _parted(head: Head, outputs: dict[str, int]) -> dict[str, Head]:
    """Undo `training.export`: part heads that were put side by side; `outputs` says how many logits each has."""
    width = len(head.first_bias) // len(outputs)
    ends = np.cumsum(list(outputs.values()))
    return {
        name: Head(
            first=head.first[:, place * width : (place + 1) * width],
            first_bias=head.first_bias[place * width : (place + 1) * width],
            second=head.second[place * width : (place + 1) * width, end - count : end],
            second_bias=head.second_bias[end - count : end],
            scale=head.scale[end - count : end],
            shift=head.shift[end - count : end],
        )
        for place, ((name, count), end) in enumerate(zip(outputs.items(), ends.tolist(), strict=True))
    }


def _fill(module: torch.nn.Module, head: Head) -> None:
    values = {
        "first.weight": head.first.T,
        "first.bias": head.first_bias,
        "second.weight": head.second.T,
        "second.bias": head.second_bias,
    }
    module.load_state_dict(
        {name: torch.from_numpy(np.array(value, order="C")) for name, value in values.items()}, strict=False
    )
