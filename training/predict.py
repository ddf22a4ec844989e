"""A bundle's logits for example tables: what calibration and evaluation look at. They see the shipped runtime only."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.heads import sigmoid, softmax
from analyzer.models.scorer import Scorer
from analyzer.models.views import View

FloatArray = npt.NDArray[np.float32]

CONTEXT: dict[View, str] = {"parent": "parent", "target": "target"}


def logits(scorer: Scorer, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> FloatArray:
    """Return calibrated logits (n, k) of every row; `context` replaces the frame's own parents or targets."""
    own = scorer.tokens(frame.get_column("text").to_list())
    if view == "comment":
        return scorer.comment_logits(own)
    texts = context if context is not None else frame.get_column(CONTEXT[view]).to_list()
    return scorer.stance_logits(view, own, scorer.context_tokens(texts))


def probabilities(
    scorer: Scorer, frame: pl.DataFrame, view: View, context: list[str | None] | None = None
) -> FloatArray:
    """Return probabilities (n, k) of every row."""
    raw = logits(scorer, frame, view, context)
    return sigmoid(raw) if view == "comment" else softmax(raw)
