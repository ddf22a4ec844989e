"""Suites on public toxicity corpora: OLID level A and Jigsaw's six labels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.comment import TOXICITY_LABELS
from training import metrics
from training.suites.suite import Bench, Reading


def offensive(bench: Bench) -> Iterator[Reading]:
    """OLID level A: offensive is toxicity, at a threshold chosen on OLID's validation rows and at the default one."""
    test, val = bench.part("olid", "comment"), bench.part("olid", "comment", "val")
    if test.empty:
        return
    _, score = test.column("toxicity")
    default = bench.judge.threshold("toxicity")
    if not val.empty:
        tuned = metrics.best_threshold(*val.column("toxicity"))
        chosen = (score >= tuned).astype(np.float64)
        how = f"toxicity at {tuned:.2f}, chosen on validation"
        yield test.of_label("macro-F1", metrics.macro_f1, "toxicity", chosen, how, headline=True)
    if default is not None:
        flagged = (score >= default).astype(np.float64)
        how = "toxicity at the default operating point"
        yield test.of_label("macro-F1 at default", metrics.macro_f1, "toxicity", flagged, how, headline=val.empty)
    yield test.of_label("AUC", metrics.auc, "toxicity", score, "toxicity")


def six_labels(bench: Bench) -> Iterator[Reading]:
    """Jigsaw: ROC AUC of each of the six labels, and their mean."""
    test = bench.part("jigsaw", "comment")
    if test.empty:
        return
    judged = np.logical_and.reduce([test.judged(label) for label in TOXICITY_LABELS])
    rows = test.only(judged)
    places = [rows.labels.index(label) for label in TOXICITY_LABELS]
    gold = (rows.gold[:, places] >= 0.5).astype(np.float64)
    score = rows.scores[:, places].astype(np.float64)
    yield rows.reading("mean AUC", metrics.mean_auc, gold, score, "six labels", headline=True)
    for i, label in enumerate(TOXICITY_LABELS):
        how = f"{int(gold[:, i].sum())} positives"
        yield rows.reading(f"AUC {label}", metrics.auc, gold[:, i], score[:, i], how)
