"""Suites on the target domain: one suite over the comment labels, one over stance to the parent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from analyzer.models.views import HEAD_LABELS
from training import metrics
from training.suites.suite import Bench, Part, Reading

LABELS = ("toxicity", "conspiracy")
#: Sources gathered for being toxic: not comments as they come.
NOT_NATURAL = ("civil_comments",)


def comments(bench: Bench) -> Iterator[Reading]:
    """Toxicity and conspiracy on the own test split: F1 at the default point, AP, AUC."""
    test = bench.part("house", "comment")
    if not test.empty:
        for label in LABELS:
            yield from ranking(test, label)
            yield from at_default(test, label)


def ranking(part: Part, label: str, *, headline: bool = True) -> Iterator[Reading]:
    """Average precision and ROC AUC of one label; nothing where no row judges it."""
    gold, score = part.column(label)
    told = f"{int(gold.sum())} positives"
    if gold.any():
        yield part.of_label(f"{label} AP", metrics.average_precision, label, score, told, headline=headline)
        yield part.of_label(f"{label} AUC", metrics.auc, label, score, told)


def at_default(part: Part, label: str) -> Iterator[Reading]:
    """F1, precision and recall of one label at the default operating point."""
    gold, score = part.column(label)
    default = part.judge.threshold(label)
    if default is None or not gold.any():
        return
    flagged = (score >= default).astype(np.float64)
    how = f"at the default operating point, {int(gold.sum())} positives"
    yield part.of_label(f"{label} F1", metrics.f1, label, flagged, how, headline=True)
    yield part.of_label(f"{label} precision", metrics.precision, label, flagged, f"{int(flagged.sum())} flagged")
    yield part.of_label(f"{label} recall", metrics.recall, label, flagged, how)


def natural(bench: Bench) -> Iterator[Reading]:
    """Comments drawn at random: how many are flagged by default, and how many of these flags are right."""
    test = bench.part("house", "comment")
    if test.empty:
        return
    ids = test.frame.get_column("id")
    drawn = ids.str.contains("/random/") & ~ids.str.split("/").list.first().is_in(NOT_NATURAL)
    part = test.only(drawn.to_numpy())
    if not part.empty:
        for label in LABELS:
            yield from flags(part, label)
            yield from ranking(part, label, headline=False)


def talk(bench: Bench) -> Iterator[Reading]:
    """Wikipedia talk at its natural rate (Context Toxicity): flag rate, precision, AUC of toxicity."""
    test = bench.part("context_toxicity", "comment")
    if not test.empty:
        yield from flags(test, "toxicity")
        yield from ranking(test, "toxicity")


def flags(part: Part, label: str) -> Iterator[Reading]:
    """Flag rate and precision of one label at the default operating point, beside the rate there really is."""
    gold, score = part.column(label)
    default = part.judge.threshold(label)
    if default is None or not len(gold):
        return
    flagged = (score >= default).astype(np.float64)
    there = f"at the default operating point; {gold.mean():.1%} carry the label".replace("%", " %")
    yield part.of_label(f"{label} flag rate", metrics.rate, label, flagged, there, better="none")
    told = f"{int(flagged.sum())} flagged, {int(gold.sum())} carry the label"
    yield part.of_label(f"{label} precision", metrics.precision, label, flagged, told)


def pool(bench: Bench) -> Iterator[Reading]:
    """Unlabelled comments as they come: the share flagged by default, per label."""
    if not bench.pool:
        return
    frame = pl.DataFrame({"text": list(bench.pool)})
    scores = bench.judge.probabilities(frame, "comment")
    for place, label in enumerate(HEAD_LABELS["comment"]):
        default = bench.judge.threshold(label)
        if default is not None:
            flagged = (scores[:, place] >= default).astype(np.float64)
            how = "unlabelled comments as they come, at the default operating point"
            yield Reading(f"{label} flag rate", metrics.rate, np.zeros(len(flagged)), flagged, how, better="none")
