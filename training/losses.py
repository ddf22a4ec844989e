"""Masked losses: a label nobody judged in a row costs nothing there.

Each label family is a sum over the rows of a batch that judge it, divided by the rows of the batch: a row weighs the
same whatever it stands beside.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from analyzer.models.views import STANCES, View
from training.views import TrainData

FloatArray = npt.NDArray[np.float32]

#: Toxicity cells a row is taken to judge: rows of one label weigh a third, rows of six twice.
CELLS = 3.0


def positive_weights(labels: FloatArray, limit: float) -> FloatArray:
    """Return (k,) weights of positives of (n, k) labels: sqrt(negatives / positives), between 1 and `limit`."""
    positives = np.nansum(labels, axis=0)
    judged = np.sum(~np.isnan(labels), axis=0)
    ratio = np.sqrt((judged - positives) / np.maximum(positives, 1.0))
    return np.asarray(np.clip(ratio, 1.0, limit), dtype=np.float32)


def class_weights(labels: FloatArray, corpus: list[str], power: float) -> FloatArray:
    """Return (n,) weights of stance rows: (1 / class frequency in the row's corpus) ** power, mean 1 per corpus.

    Rows that judge no stance weigh 0.
    """
    weights = np.zeros(len(corpus), dtype=np.float32)
    judged = ~np.isnan(labels).any(axis=1)
    corpora = np.array(corpus)
    classes = np.nan_to_num(labels).argmax(axis=1)
    for name in np.unique(corpora[judged]):
        rows = np.flatnonzero((corpora == name) & judged)
        counts = np.bincount(classes[rows], minlength=labels.shape[1])
        weight = (1.0 / np.maximum(counts, 1)) ** power
        weights[rows] = weight[classes[rows]]
        weights[rows] /= weights[rows].mean()
    return weights


def stance_weights(data: TrainData, power: float) -> dict[View, FloatArray]:
    """Return (n,) weights per stance: the row's own, times its class's."""
    return {view: data.weight * class_weights(data.labels[view], data.corpus, power) for view in STANCES}


def binary_loss(logits: Tensor, labels: Tensor, weight: Tensor, positive: Tensor) -> Tensor:
    """Sum the binary cross-entropy over judged cells, over the number of rows; soft labels allowed, NaN is not judged.

    Args:
        logits: (rows, k).
        labels: (rows, k) probabilities.
        weight: (rows,) weights of the rows.
        positive: (k,) weights of positives.
    """
    judged = ~torch.isnan(labels)
    target = torch.nan_to_num(labels)
    cells = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=positive, reduction="none")
    return (cells * judged * weight.unsqueeze(1)).sum() / len(logits)


def choice_loss(logits: Tensor, labels: Tensor, weight: Tensor, smoothing: float) -> Tensor:
    """Sum the weighted cross-entropy against smoothed one-hot labels, over the number of rows; NaN is not judged."""
    target = torch.nan_to_num(labels)
    cells = torch.nn.functional.cross_entropy(logits, target, reduction="none", label_smoothing=smoothing)
    return (cells * weight).sum() / len(logits)


def span_loss(logits: Tensor, labels: Tensor, positive: float = 2.0) -> Tensor:
    """Sum over rows the mean binary cross-entropy of their judged tokens, over the number of rows.

    Args:
        logits: (rows, width, k).
        labels: (rows, width, k); NaN is not judged, and rows without marks are NaN throughout.
        positive: Weight of marked tokens.
    """
    judged = ~torch.isnan(labels)
    target = torch.nan_to_num(labels)
    weight = torch.full_like(logits[0, 0], positive)
    cells = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weight, reduction="none")
    rows = (cells * judged).sum(dim=(1, 2)) / judged.sum(dim=(1, 2)).clamp(min=1)
    return rows.sum() / len(logits)
