from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest

from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS, View
from tests import tiny
from training.evaluate import EvaluationError, evaluate, figures, measure, named_suites
from training.examples import as_examples
from training.predict import FloatArray
from training.suites import SUITES, Bench, cases
from training.suites.contrast import sets_right
from training.suites.house import natural
from training.suites.stance import agreement, rumours


class Oracle:
    """A judge that says what the column `said` of the rows holds: a class name, or a probability of every label."""

    name = "oracle"

    def __init__(self, threshold: float = 0.5) -> None:
        self.default = threshold

    def probabilities(self, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> FloatArray:
        names = HEAD_LABELS[view]
        said = frame.get_column("text").str.split("|").list.last().to_list()
        if view == "comment":
            return np.repeat(np.array(said, dtype=np.float32)[:, None], len(names), axis=1)
        rows = np.full((len(said), len(names)), 0.1, dtype=np.float32)
        rows[np.arange(len(said)), [names.index(name) for name in said]] = 0.7
        return rows

    def decide(self, view: View, probabilities: FloatArray) -> npt.NDArray[np.int64]:
        return np.asarray(probabilities.argmax(axis=1), dtype=np.int64)

    def threshold(self, label: str) -> float | None:
        return self.default


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return as_examples(pl.DataFrame([{"id": str(i), "split": "test", **row} for i, row in enumerate(rows)]))


def reply(depth: int, true: str, said: str, split: str = "test", parent: str | None = "p") -> dict[str, Any]:
    number = f"t/{depth}-{true}-{said}-{split}@{depth}"
    return {
        "corpus": "rumoureval",
        "id": number,
        "split": split,
        "text": f"x|{said}",
        "parent": parent,
        "stance_parent": true,
    }


def values(found: Any) -> dict[str, float]:
    return {r.metric: r.measure(r.gold, r.scores) for r in found}


def test_rumours_count_source_posts_as_most_training_sources_are() -> None:
    rows = [
        reply(0, "deny", "query", "train", None),
        reply(0, "deny", "support", "train", None) | {"text": "y|support"},
        reply(0, "support", "support", "train", None) | {"text": "z|support"},
        reply(0, "deny", "query", parent=None),
        reply(1, "deny", "deny"),
        reply(2, "comment", "comment"),
        reply(4, "comment", "deny"),
    ]
    for number, row in enumerate(rows):
        row["id"] = f"t/{number}@{row['id'].split('@')[1]}"
    readings = list(rumours(Bench(Oracle(), table(*rows))))
    found = values(readings)
    # Replies: deny 1 hit, 1 false; comment 1 hit, 1 missed: F1 2/3 both.
    assert found["macro-F1"] == pytest.approx(2 / 3)
    # With the source, decided deny by rule and truly deny: F1 of deny 2*2/(2+3).
    assert found["macro-F1 all rows"] == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert "1 source posts counted as deny" in next(r.how for r in readings if r.metric == "macro-F1 all rows")
    assert found["macro-F1 depth 1"] == 1
    assert found["macro-F1 depth 3 and more"] == 0
    assert "macro-F1 shuffled parents" in found


def test_agreement_takes_query_and_comment_together() -> None:
    rows = [
        {"corpus": "debagreement", "text": f"{i}|{said}", "parent": "p", "stance_parent": true}
        for i, (true, said) in enumerate([("support", "support"), ("comment", "query"), ("deny", "query")])
    ]
    assert values(agreement(Bench(Oracle(), table(*rows))))["accuracy"] == pytest.approx(2 / 3)


def test_natural_rates_leave_chosen_rows_out() -> None:
    rows = [
        {"corpus": "house", "id": f"{source}/{by}/{i}", "text": f"{i}|{said}", "toxicity": true, "conspiracy": None}
        for i, (source, by, true, said) in enumerate(
            [
                ("4forums", "random", 1.0, 0.9),
                ("4forums", "random", 0.0, 0.8),
                ("4forums", "random", 0.0, 0.1),
                ("4forums", "top", 1.0, 0.9),
                ("civil_comments", "random", 1.0, 0.9),
            ]
        )
    ]
    found = values(natural(Bench(Oracle(), table(*rows))))
    assert found["toxicity flag rate"] == pytest.approx(2 / 3)
    assert found["toxicity precision"] == pytest.approx(1 / 2)


def test_a_contrast_set_is_right_only_above_both() -> None:
    frame = table(
        *(
            {"corpus": "house_contrast", "group": group, "text": "x", "conspiracy": label}
            for group in "ab"
            for label in (1.0, 0.0, 0.0)
        )
    )
    score = np.array([0.5, 0.4, 0.3, 0.5, 0.5, 0.1])
    assert sets_right(frame, score).tolist() == [1, 0]


def test_a_suite_nobody_knows_is_refused() -> None:
    with pytest.raises(EvaluationError, match="olid"):
        named_suites(["nonsense"])
    assert [suite.name for suite in named_suites(["vast", "olid", "vast"])] == ["vast", "olid"]


def test_suite_names_are_unique() -> None:
    assert len({suite.name for suite in SUITES}) == len(SUITES)


def test_a_bundle_is_measured_where_its_rows_are(tiny_bundle: Any) -> None:
    found = evaluate(Scorer(tiny_bundle), tiny.examples(), ("semeval2016", "olid"))
    assert {figure.suite for figure in found} == {"semeval2016"}
    assert all(figure.n == 6 for figure in found)


def test_each_part_is_scored_once() -> None:
    class Counting(Oracle):
        calls = 0

        def probabilities(self, *arguments: Any, **named: Any) -> FloatArray:
            Counting.calls += 1
            return super().probabilities(*arguments, **named)

    rows = [{"corpus": "house", "text": f"{i}|0.{i}", "toxicity": float(i > 4), "conspiracy": 0.0} for i in range(9)]
    bench = Bench(Counting(), table(*rows))
    chosen = [suite for suite in SUITES if suite.name in ("house", "calibration")]
    assert figures(measure(bench, chosen))
    assert Counting.calls == 1


def test_cases_are_counted_over_all_and_by_kind() -> None:
    def case(kind: str, number: int, toxic: int, said: float) -> dict[str, Any]:
        return {"corpus": "cases", "id": f"{kind}/{number}", "text": f"{kind} {number}|{said}", "toxicity": toxic}

    rows = [
        case("denied", 4, 0, 0.9),
        case("denied", 9, 0, 0.1),
        case("harsh", 4, 0, 0.2),
        case("masked", 4, 1, 0.8),
        case("masked", 9, 1, 0.3),
    ]
    readings = {reading.metric: reading for reading in cases.measure(Bench(Oracle(), table(*rows)))}
    found = values(readings.values())
    # Of six pairs of a toxic and a harmless comment: .8 over .1 and .2, .3 over .1 and .2.
    assert found["AUC"] == pytest.approx(4 / 6)
    assert found["false alarms"] == pytest.approx(1 / 3)
    assert found["found"] == 0.5
    assert found["flagged, denied"] == 0.5
    assert found["flagged, harsh"] == 0
    assert readings["flagged, masked"].better == "up"
    assert readings["flagged, harsh"].better == "down"
    assert readings["flagged, denied"].detail
