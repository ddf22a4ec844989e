from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from training.examples import as_examples
from training.floor import Features, FloorJudge, floor_of
from training.suites import SUITES, Bench
from training.suites.stance import agreement


def comments(split: str, n: int, corpus: str = "house") -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {
            "id": f"{split}{i}",
            "corpus": corpus,
            "split": split,
            "text": f"{'you stupid fool' if i % 2 else 'thanks a lot'} number {i}",
            "parent": f"{'the bridge fell' if i % 3 else 'tea is best'} {i}",
            "stance_parent": ("deny", "support")[i % 2],
            "toxicity": float(i % 2),
            "threat": 0.0,
        }
        for i in range(n)
    ]
    return as_examples(pl.DataFrame(rows))


EXAMPLES = pl.concat([comments("train", 40), comments("val", 10), comments("test", 10)])


def test_it_learns_words_and_leaves_unlearnable_labels_at_nought() -> None:
    judge = floor_of(EXAMPLES, "house", "comment")
    assert judge is not None
    scores = judge.probabilities(EXAMPLES.filter(split="test"), "comment")
    assert scores[1::2, 0].min() > scores[::2, 0].max()
    assert scores[:, 3].tolist() == [0.0] * 10
    threshold = judge.threshold("toxicity")
    assert threshold is not None
    assert scores[::2, 0].max() < threshold <= scores[1::2, 0].max()


def test_it_reads_the_parent_beside_the_comment() -> None:
    frame = EXAMPLES.filter(split="train")
    columns = Features("parent")
    both = columns.fit(frame)
    assert both.shape[0] == 40
    other = columns.of(frame, ["something else"] * 40)
    assert both.shape == other.shape
    assert (both != other).nnz > 0


def test_a_second_asking_is_answered_from_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = EXAMPLES.filter(split="test")
    first = floor_of(EXAMPLES, "house", "comment", tmp_path)
    assert first is not None
    said = first.probabilities(test, "comment")

    def refit(self: FloorJudge) -> None:
        raise AssertionError("fitted again")

    monkeypatch.setattr(FloorJudge, "_fit", refit)
    again = floor_of(EXAMPLES, "house", "comment", tmp_path)
    assert again is not None
    np.testing.assert_array_equal(again.probabilities(test, "comment"), said)
    changed = floor_of(EXAMPLES.with_columns(pl.col("toxicity") * 0.1), "house", "comment", tmp_path)
    assert changed is not None
    with pytest.raises(AssertionError, match="fitted again"):
        changed.probabilities(test, "comment")


def test_without_training_rows_there_is_no_floor() -> None:
    assert floor_of(EXAMPLES.filter(split="test"), "house", "comment") is None
    assert floor_of(EXAMPLES, "olid", "comment") is None
    assert floor_of(EXAMPLES, "house", "target") is None


def test_a_suite_measures_a_floor_as_it_measures_a_bundle() -> None:
    examples = EXAMPLES.with_columns(pl.lit("debagreement").alias("corpus"))
    judge = floor_of(examples, "debagreement", "parent")
    assert judge is not None
    found = {r.metric: r.measure(r.gold, r.scores) for r in agreement(Bench(judge, examples))}
    assert found["accuracy"] == 1.0


def test_floors_stand_beside_suites_of_corpora() -> None:
    assert all(suite.corpus is not None for suite in SUITES if suite.floor)
