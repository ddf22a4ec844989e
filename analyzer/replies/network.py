"""The ranker: a small network that scores candidates, run in numpy; its weights are loaded and verified from a folder.

replies.json   features, threshold, measured figures, and the SHA-256 of the weights
replies.npz    the weights, float32, one set per order of comments
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np

from analyzer.errors import ModelError
from analyzer.replies.features import FEATURES
from analyzer.replies.words import BoolArray, FloatArray

#: `time`: comments in the order they were written. `reading`: every comment before its replies, as a page shows them.
Order = Literal["time", "reading"]
ORDERS: tuple[Order, ...] = get_args(Order)

FORMAT = 2
MANIFEST, WEIGHTS = "replies.json", "replies.npz"
DEFAULT = Path(__file__).parent / "default"
#: Standardised features further out than this carry no more news.
CLIP = 6.0
_AGAIN = "Reinstall the package"


@dataclass(frozen=True)
class Ranker:
    """A network of dense layers with ReLU between them.

    Attributes:
        mean: (f,) what is taken from each feature.
        scale: (f,) what it is then multiplied by.
        layers: Weights (in, out) and bias (out,) of each layer; the last has one output.
    """

    mean: FloatArray
    scale: FloatArray
    layers: tuple[tuple[FloatArray, FloatArray], ...]

    def scores(self, features: FloatArray) -> FloatArray:
        """Return the (…) logits of (…, f) features."""
        hidden = np.clip((features - self.mean) * self.scale, -CLIP, CLIP)
        for weight, bias in self.layers[:-1]:
            hidden = np.maximum(hidden @ weight + bias, 0)
        weight, bias = self.layers[-1]
        logits: FloatArray = (hidden @ weight + bias)[..., 0]
        return logits


@dataclass(frozen=True)
class ReplyModel:
    """What links replies.

    Attributes:
        rankers: Per order the rankers of each pass; all but the first know what the pass before found.
        thresholds: The probability from which a link is given, per order.
        rarity: How rare words are in the language, per bucket.
    """

    rankers: Mapping[Order, tuple[Ranker, ...]]
    thresholds: Mapping[Order, float]
    rarity: FloatArray


def softmax(logits: FloatArray, there: BoolArray) -> FloatArray:
    """Return the probabilities of each row's slots; a slot without a candidate gets 0."""
    shown = np.where(there, logits, -np.inf)
    powers = np.exp(shown - shown.max(axis=1, keepdims=True))
    probabilities: FloatArray = powers / powers.sum(axis=1, keepdims=True)
    return probabilities


@lru_cache(maxsize=2)
def load_model(folder: Path = DEFAULT) -> ReplyModel:
    """Load a reply model, the shipped one if none is named.

    Raises:
        ModelError: A file is missing, does not match its hash, or was made for other features.
    """
    manifest = _manifest(folder / MANIFEST)
    weights = _read(folder / WEIGHTS)
    digest = hashlib.sha256(weights).hexdigest()
    if digest != manifest.get("sha256"):
        raise ModelError("the weights are not those of the manifest", where=WEIGHTS, value=digest, hint=_AGAIN)
    names = [feature.name for feature in FEATURES]
    if manifest.get("format") != FORMAT or manifest.get("features") != names:
        raise ModelError(
            "made for another version of Analyzer", where=MANIFEST, hint="Train it again with this version"
        )
    with np.load(BytesIO(weights), allow_pickle=False) as arrays:
        rankers = {order: _rankers(dict(arrays), order) for order in ORDERS}
        rarity = arrays["rarity"]
    return ReplyModel(rankers, manifest["thresholds"], rarity)


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(_read(path))
    except ValueError as error:
        raise ModelError("not JSON", where=path.name, value=str(error), hint=_AGAIN) from error
    if not isinstance(manifest, dict):
        raise ModelError("not a JSON object", where=path.name, hint=_AGAIN)
    return manifest


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(
            "the reply model cannot be read", where=str(path), value=error.strerror, hint=_AGAIN
        ) from error


def _rankers(arrays: dict[str, FloatArray], order: Order) -> tuple[Ranker, ...]:
    passes = sum(name.startswith(f"{order}.") and name.endswith(".mean") for name in arrays)
    return tuple(_ranker(arrays, f"{order}.{at}") for at in range(passes))


def _ranker(arrays: dict[str, FloatArray], name: str) -> Ranker:
    depth = sum(key.startswith(f"{name}.weight") for key in arrays)
    layers = tuple((arrays[f"{name}.weight{at}"], arrays[f"{name}.bias{at}"]) for at in range(depth))
    return Ranker(arrays[f"{name}.mean"], arrays[f"{name}.scale"], layers)


def save_model(folder: Path, model: ReplyModel, about: Mapping[str, Any]) -> None:
    """Write a reply model: weights, then the manifest that names their hash."""
    arrays: dict[str, FloatArray] = {"rarity": model.rarity}
    for order, rankers in model.rankers.items():
        for at, ranker in enumerate(rankers):
            arrays |= _arrays(ranker, f"{order}.{at}")
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(buffer.getvalue())
    manifest = {
        "format": FORMAT,
        "features": [feature.name for feature in FEATURES],
        "thresholds": dict(model.thresholds),
        "sha256": hashlib.sha256(buffer.getvalue()).hexdigest(),
        **about,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _arrays(ranker: Ranker, name: str) -> dict[str, FloatArray]:
    arrays = {f"{name}.mean": ranker.mean, f"{name}.scale": ranker.scale}
    for at, (weight, bias) in enumerate(ranker.layers):
        arrays |= {f"{name}.weight{at}": weight, f"{name}.bias{at}": bias}
    return arrays
