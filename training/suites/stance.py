"""Suites on public stance corpora: to the parent (RumourEval, DEBAGREEMENT) and to a target (SemEval-2016, VAST)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import numpy as np
import polars as pl

from analyzer.models.views import HEAD_LABELS, View
from training import metrics
from training.suites.suite import Array, Bench, Part, Reading

DECIDED = "as decided"


def plain(corpus: str, view: View, metric: metrics.Metric, name: str) -> Callable[[Bench], Iterator[Reading]]:
    """Return a suite's measure: one metric of the decided stance over all test rows."""

    def measure(bench: Bench) -> Iterator[Reading]:
        test = bench.part(corpus, view)
        if not test.empty:
            yield test.reading(name, metric, test.truth, test.decided, DECIDED, headline=True)
            yield test.reading("accuracy", metrics.accuracy, test.truth, test.decided, DECIDED)

    return measure


def depth_of(frame: pl.DataFrame) -> Array:
    """Return the depth (n,) of RumourEval rows, which their ids end in."""
    return frame.get_column("id").str.split("@").list.last().cast(pl.Float64).to_numpy()


def rumours(bench: Bench) -> Iterator[Reading]:
    """RumourEval 2019, SDQC: replies, all rows, per depth, and a control with parents dealt at random."""
    test = bench.part("rumoureval", "parent")
    if test.empty:
        return
    gold, decided = test.truth, test.decided
    yield test.reading("macro-F1", metrics.macro_f1, gold, decided, "replies only, as decided", headline=True)
    yield from _with_sources(bench, test)
    depth = depth_of(test.frame)
    for told, rows in (("depth 1", depth == 1), ("depth 2", depth == 2), ("depth 3 and more", depth > 2)):
        if rows.any():
            part = test.only(rows)
            share = f"{np.mean(part.truth == HEAD_LABELS['parent'].index('comment')):.0%} comment".replace("%", " %")
            yield part.reading(f"macro-F1 {told}", metrics.macro_f1, part.truth, part.decided, share)
    parents = test.frame.get_column("parent").to_list()
    dealt = [parents[i] for i in np.random.default_rng(1).permutation(len(parents))]
    blind = bench.score(test.frame, "parent", dealt)
    how = "control: parents dealt at random"
    yield test.reading("macro-F1 shuffled parents", metrics.macro_f1, gold, blind.decided, how, better="none")


def _with_sources(bench: Bench, test: Part) -> Iterator[Reading]:
    """All rows as the task scores them; a source post answers nobody, and gets what most training sources are."""
    sources = bench.examples.filter(
        pl.col("corpus") == "rumoureval", pl.col("parent").is_null(), pl.col("stance_parent").is_not_null()
    ).with_columns(pl.col("stance_parent").cast(pl.String))
    held = sources.filter(pl.col("split") == "test")
    if held.is_empty():
        return
    known = sources.filter(pl.col("split") == "train").get_column("stance_parent")
    usual = Counter(known.to_list()).most_common(1)[0][0] if len(known) else "support"
    names = HEAD_LABELS["parent"]
    gold = np.array([names.index(name) for name in held.get_column("stance_parent")], dtype=np.float64)
    yield Reading(
        "macro-F1 all rows",
        metrics.macro_f1,
        np.concatenate([test.truth, gold]),
        np.concatenate([test.decided, np.full(len(gold), float(names.index(usual)))]),
        f"replies as decided, {len(gold)} source posts counted as {usual}, which most training source posts are",
        frame=pl.concat(
            [test.frame, held.with_columns(pl.col("stance_parent").cast(test.frame["stance_parent"].dtype))]
        ),
    )


def agreement(bench: Bench) -> Iterator[Reading]:
    """DEBAGREEMENT over support, deny and the rest: query and comment count as one, as the corpus has no questions."""
    test = bench.part("debagreement", "parent")
    if test.empty:
        return
    gold = np.minimum(test.truth, 2)
    folded = np.concatenate([test.scores[:, :2], test.scores[:, 2:].sum(axis=1, keepdims=True)], axis=1)
    likeliest = folded.argmax(axis=1).astype(np.float64)
    how = "highest probability, query and comment taken together"
    yield test.reading("accuracy", metrics.accuracy, gold, likeliest, how, headline=True)
    yield test.reading("macro-F1", metrics.macro_f1, gold, np.minimum(test.decided, 2), DECIDED)


def vast(bench: Bench) -> Iterator[Reading]:
    """VAST, macro-F1: targets never seen in training, and all rows."""
    test = bench.part("vast", "target")
    if test.empty:
        return
    unseen = test.only(test.frame.get_column("id").str.starts_with("dev/unseen/").to_numpy())
    if not unseen.empty:
        how = "targets not in the training file, as decided"
        yield unseen.reading("macro-F1 unseen", metrics.macro_f1, unseen.truth, unseen.decided, how, headline=True)
    yield test.reading("macro-F1", metrics.macro_f1, test.truth, test.decided, "all targets, as decided")
