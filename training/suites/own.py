"""A suite over anybody's labelled rows: every label that they judge, measured the same way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analyzer.models.views import HEAD_LABELS, View
from training import metrics
from training.suites.house import at_default, flags, ranking
from training.suites.suite import Bench, Part, Reading, Suite


def suites_of(corpus: str, name: str) -> list[Suite]:
    """Return the suites that measure the corpus `corpus` of an example table, one per view."""
    about = f"Your own labelled rows in {name}."
    told: dict[View, str] = {
        "comment": name,
        "parent": f"{name}, stance to the parent",
        "target": f"{name}, to the target",
    }
    labels = HEAD_LABELS["comment"]
    return [
        Suite(told["comment"], corpus, "comment", lambda bench: _binary(bench, corpus), about, curves=labels),
        Suite(told["parent"], corpus, "parent", lambda bench: _choice(bench, corpus, "parent"), about),
        Suite(told["target"], corpus, "target", lambda bench: _choice(bench, corpus, "target"), about),
    ]


def _binary(bench: Bench, corpus: str) -> Iterator[Reading]:
    test = bench.part(corpus, "comment")
    for label in () if test.empty else HEAD_LABELS["comment"]:
        yield from ranking(test, label)
        yield from at_default(test, label)
        yield from _rates(test, label)


def _rates(part: Part, label: str) -> Iterator[Reading]:
    gold, score = part.column(label)
    if len(gold):
        yield next(iter(flags(part, label)), None) or part.of_label(
            f"{label} mean score",
            lambda _, s: float(s.mean()),
            label,
            score,
            "no default operating point",
            better="none",
        )
        how = f"10 equal-width bins, {int(gold.sum())} positives"
        yield part.of_label(f"{label} ECE", metrics.calibration_error, label, score, how, better="down")


def _choice(bench: Bench, corpus: str, view: View) -> Iterator[Reading]:
    test = bench.part(corpus, view)
    if not test.empty:
        there = ", ".join(f"{int(np.sum(test.truth == i))} {name}" for i, name in enumerate(HEAD_LABELS[view]))
        yield test.reading("macro-F1", metrics.macro_f1, test.truth, test.decided, there, headline=True)
        yield test.reading("accuracy", metrics.accuracy, test.truth, test.decided, "as decided")
