"""Masked losses: a label nobody judged in a row costs nothing there."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from analyzer.models.views import HEAD_LABELS
from training.recipe import Losses
from training.views import ViewData

FloatArray = npt.NDArray[np.float32]


def positive_weights(data: ViewData, limit: float) -> FloatArray:
    """Return (k,) weights of positives: sqrt(negatives / positives), between 1 and `limit`."""
    positives = np.nansum(data.labels, axis=0)
    judged = np.sum(~np.isnan(data.labels), axis=0)
    ratio = np.sqrt((judged - positives) / np.maximum(positives, 1.0))
    return np.asarray(np.clip(ratio, 1.0, limit), dtype=np.float32)


def class_weights(data: ViewData, power: float) -> FloatArray:
    """Return (n, ) weights of stance rows: (1 / class frequency in the row's corpus) ** power, mean 1 per corpus."""
    weights = np.ones(len(data.corpus), dtype=np.float32)
    corpora = np.array(data.corpus)
    classes = data.labels.argmax(axis=1)
    for name in np.unique(corpora):
        rows = np.flatnonzero(corpora == name)
        counts = np.bincount(classes[rows], minlength=data.labels.shape[1])
        weight = (1.0 / np.maximum(counts, 1)) ** power
        weights[rows] = weight[classes[rows]]
        weights[rows] /= weights[rows].mean()
    return weights


def row_weights(data: ViewData, losses: Losses) -> FloatArray:
    """Return (n,) weights: the example's own, times its class's for stances."""
    return data.weight if data.view == "comment" else data.weight * class_weights(data, losses.class_power)


def cell_weights(losses: Losses) -> FloatArray:
    """Return (k,) weights of the binary labels: a label few rows judge may weigh more where they do."""
    given: dict[str, float] = {str(label): weight for label, weight in losses.label_weights.items()}
    return np.array([given.get(label, 1.0) for label in HEAD_LABELS["comment"]], dtype=np.float32)


def binary_loss(logits: Tensor, labels: Tensor, weight: Tensor, positive: Tensor) -> Tensor:
    """Mean binary cross-entropy over judged cells; soft labels allowed, NaN is not judged.

    Args:
        logits: (rows, k).
        labels: (rows, k) probabilities.
        weight: (rows, k) or (rows, 1) weights of the cells.
        positive: (k,) weights of positives.
    """
    judged = ~torch.isnan(labels)
    target = torch.nan_to_num(labels)
    cells = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=positive, reduction="none")
    scale = judged * weight
    return (cells * scale).sum() / scale.sum().clamp(min=1.0)


def choice_loss(logits: Tensor, labels: Tensor, weight: Tensor, smoothing: float) -> Tensor:
    """Weighted cross-entropy against smoothed one-hot labels."""
    cells = torch.nn.functional.cross_entropy(logits, labels, reduction="none", label_smoothing=smoothing)
    return (cells * weight).mean()
