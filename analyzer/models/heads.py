"""The small heads over pooled vectors, in numpy: a few matrix products, exact in float32."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.models.views import View

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """Two dense layers with a tanh-approximated GELU between (Hendrycks and Gimpel 2016), then calibration.

    Attributes:
        first: (inputs, width) weights; `first_bias`: (width,).
        second: (width, k) weights; `second_bias`: (k,).
        scale: (k,) calibration factors, 1 / temperature (Guo et al. 2017).
        shift: (k,) calibration offsets, added after scaling (Platt 1999).
    """

    first: FloatArray
    first_bias: FloatArray
    second: FloatArray
    second_bias: FloatArray
    scale: FloatArray
    shift: FloatArray

    def raw_logits(self, features: FloatArray) -> FloatArray:
        """Return uncalibrated logits (n, k) of features (n, inputs)."""
        hidden = features @ self.first + self.first_bias
        cube = hidden * hidden * hidden  # numpy's power takes ten times as long
        hidden = 0.5 * hidden * (1.0 + np.tanh(np.float32(0.7978845608) * (hidden + 0.044715 * cube)))
        return np.asarray(hidden @ self.second + self.second_bias, dtype=np.float32)

    def logits(self, features: FloatArray) -> FloatArray:
        """Return calibrated logits (n, k)."""
        return self.calibrated(self.raw_logits(features))

    def calibrated(self, raw: FloatArray) -> FloatArray:
        """Return calibrated logits (n, k) of raw ones."""
        return raw * self.scale + self.shift


def features(pooled: FloatArray, view: View) -> FloatArray:
    """Return what the head of a view reads of pooled vectors (n, 6, hidden); see `training.model.features`."""
    own, first = pooled[:, 0], pooled[:, 1]
    if view == "comment":
        return np.concatenate([own, first], axis=1)
    place = 2 if view == "parent" else 4
    context, opening = pooled[:, place], pooled[:, place + 1]
    return np.concatenate([own, first, context, opening, own * context, np.abs(own - context)], axis=1)


def sigmoid(logits: FloatArray) -> FloatArray:
    """Return probabilities of independent labels."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60))), dtype=np.float32)


def softmax(logits: FloatArray) -> FloatArray:
    """Return probabilities of exclusive labels, row by row."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
