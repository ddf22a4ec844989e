"""What a suite can measure: anything that gives probabilities, names a class and knows its thresholds."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS, View
from training.predict import FloatArray
from training.predict import probabilities as score

IntArray = npt.NDArray[np.int64]


class Judge(Protocol):
    """A bundle, a floor, or anything else that judges examples."""

    @property
    def name(self) -> str:
        """What it is called in a report."""

    def probabilities(self, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> FloatArray:
        """Return probabilities (n, k) of every row; `context` replaces the frame's own parents or targets."""

    def decide(self, view: View, probabilities: FloatArray) -> IntArray:
        """Return the class number (n,) decided on for each row of a stance view."""

    def threshold(self, label: str) -> float | None:
        """Return the probability from which on `label` is flagged by default; None where it never is."""


class BundleJudge:
    """A bundle as its users meet it: the shipped runtime, its own thresholds and decision weights."""

    def __init__(self, scorer: Scorer) -> None:
        self.scorer = scorer

    @property
    def name(self) -> str:
        """Name and version of the bundle."""
        return f"{self.scorer.bundle.manifest.name} {self.scorer.bundle.manifest.version}"

    def probabilities(self, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> FloatArray:
        """See `Judge.probabilities`."""
        return score(self.scorer, frame, view, context)

    def decide(self, view: View, probabilities: FloatArray) -> IntArray:
        """See `Judge.decide`."""
        names = HEAD_LABELS[view]
        return np.array([names.index(name) for name in self.scorer.decide(view, probabilities)], dtype=np.int64)

    def threshold(self, label: str) -> float | None:
        """See `Judge.threshold`."""
        points = self.scorer.bundle.points.get(label, ())
        return next((point.threshold for point in points if point.name == "default"), None)
