"""Held-out written comments that deny, report or fight an insult, or hurt without a bad word, kind by kind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from training import metrics
from training.suites.suite import Array, Bench, Direction, Part, Reading

LABEL = "toxicity"
HOW = "flagged at the default operating point"


def measure(bench: Bench) -> Iterator[Reading]:
    """AUC of toxicity, and how many harmless and how many toxic comments are flagged: over all, then of each kind."""
    part = bench.part("cases", "comment")
    if part.empty:
        return
    gold, score = part.column(LABEL)
    yield part.of_label("AUC", metrics.auc, LABEL, score, "toxicity, held-out comments", headline=True)
    default = part.judge.threshold(LABEL)
    if default is None:
        return
    harmless, toxic = part.only(gold < 0.5), part.only(gold >= 0.5)
    yield from _flagged(harmless, default, "false alarms", "down")
    yield from _flagged(toxic, default, "found", "up")
    kinds = part.frame.get_column("id").str.split("/").list.first().to_numpy()
    for kind in np.unique(kinds):
        better: Direction = "up" if gold[kinds == kind].mean() >= 0.5 else "down"
        yield from _flagged(part.only(kinds == kind), default, f"flagged, {kind}", better, detail=True)


def _flagged(part: Part, threshold: float, name: str, better: Direction, *, detail: bool = False) -> Iterator[Reading]:
    if not part.empty:
        _, score = part.column(LABEL)
        flagged: Array = (score >= threshold).astype(np.float64)
        yield part.of_label(name, metrics.rate, LABEL, flagged, HOW, better=better, detail=detail)
