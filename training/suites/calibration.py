"""Calibration: is a comment that scores 0.7 right in 7 of 10 cases?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from analyzer.models.views import HEAD_LABELS, View
from training import metrics
from training.suites.suite import Array, Bench, Part, Reading

#: Test parts of the corpora whose validation parts a bundle is calibrated on.
POOLED: dict[View, tuple[str, ...]] = {
    "comment": ("house", "jigsaw"),
    "parent": ("house", "debagreement", "rumoureval"),
    "target": ("semeval2016", "mtcsd", "vast"),
}
_WIDTH = "10 equal-width bins"
_MASS = "10 bins of equally many rows"


def pooled(bench: Bench, view: View) -> Part | None:
    """Return the test rows of `POOLED` together, scored; None where there are none."""
    parts = [part for part in (bench.part(corpus, view) for corpus in POOLED[view]) if not part.empty]
    if not parts:
        return None
    return Part(
        bench.judge,
        view,
        pl.concat([part.frame for part in parts]),
        np.concatenate([part.gold for part in parts]),
        np.concatenate([part.scores for part in parts]),
    )


def measure(bench: Bench) -> Iterator[Reading]:
    """Expected calibration error per label: on the own test split, and on the pooled test rows with both binnings."""
    own = bench.part("house", "comment")
    if not own.empty:
        yield from errors(own, HEAD_LABELS["comment"], "house")
    together = pooled(bench, "comment")
    if together is not None:
        yield from errors(together, HEAD_LABELS["comment"], "pooled", headline=True)
    for view in ("parent", "target"):
        stance = pooled(bench, view)
        if stance is not None:
            yield from classwise(stance, view)


def errors(part: Part, labels: Sequence[str], where: str, *, headline: bool = False) -> Iterator[Reading]:
    """Both calibration errors of each binary label."""
    for label in labels:
        gold, score = part.column(label)
        if gold.any():
            told = f"{where} test rows, {int(gold.sum())} positives"
            ece, ace = metrics.calibration_error, metrics.adaptive_calibration_error
            name, mass = f"{label} ECE, {where}", f"{label} adaptive ECE, {where}"
            yield part.of_label(name, ece, label, score, f"{told}, {_WIDTH}", better="down", headline=headline)
            yield part.of_label(mass, ace, label, score, f"{told}, {_MASS}", better="down")


def classwise(part: Part, view: View) -> Iterator[Reading]:
    """The calibration error of each stance, and of the likeliest one (Guo et al. 2017)."""
    top, right = likeliest(part)
    name = f"stance to the {view} ECE"
    how = f"pooled test rows, probability of the likeliest stance, {_WIDTH}"
    yield part.reading(name, metrics.calibration_error, right, top, how, better="down", headline=True)
    for place, label in enumerate(HEAD_LABELS[view]):
        gold, score = part.gold[:, place].astype(np.float64), part.scores[:, place].astype(np.float64)
        told = f"pooled test rows, {int(gold.sum())} of them, {_WIDTH}"
        yield part.reading(f"{label} ECE, pooled", metrics.calibration_error, gold, score, told, better="down")


def likeliest(part: Part) -> tuple[Array, Array]:
    """Return (n,) the highest probability of each row, and whether that class is the true one."""
    best = part.scores.argmax(axis=1)
    return part.scores.max(axis=1).astype(np.float64), (best == part.gold.argmax(axis=1)).astype(np.float64)
