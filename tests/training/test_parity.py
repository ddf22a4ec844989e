from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analyzer.models.bundle import Bundle
from analyzer.models.scorer import Scorer
from tests import tiny
from training.compare import Comparison
from training.parity import lost, parity, sampled, shown, twin
from training.suites.suite import Direction


def test_a_bundle_loses_nothing_against_itself(tiny_bundle: Bundle) -> None:
    scorer = Scorer(tiny_bundle)
    found = parity(scorer, scorer, tiny.examples(), ["semeval2016"])
    assert found
    assert {c.difference for c in found} == {0.0}
    assert lost(found) == []


def test_what_goes_wrong_in_a_head_is_found(tiny_bundle: Bundle) -> None:
    good = parity(Scorer(tiny_bundle), Scorer(tiny_bundle), tiny.examples(), ["semeval2016"])
    head = tiny_bundle.heads["target"]
    # All stances lean to one class: whatever was right of the others is lost.
    leaning = replace(head, shift=head.shift + np.array([0, 0, 100], dtype=np.float32))
    broken = replace(tiny_bundle, heads={**tiny_bundle.heads, "target": leaning})
    found = parity(Scorer(broken), Scorer(tiny_bundle), tiny.examples(), ["semeval2016"])
    favg = next(c for c in found if c.metric == "Favg")
    assert favg.first == 0
    assert favg.second == next(c.second for c in good if c.metric == "Favg")
    assert (favg in lost(found)) == (favg.second > 0.005)
    assert favg.second == pytest.approx(favg.first - favg.difference)


def test_a_loss_is_sure_where_its_whole_interval_is_beyond_the_margin() -> None:
    def of(difference: float, low: float, high: float, better: Direction = "up") -> Comparison:
        return Comparison(
            "s", "m", 0.5 + difference, 0.5, difference, low, high, 0.01, None, 100, better, headline=True
        )

    chance, sure, error = of(-0.02, -0.04, 0.0), of(-0.02, -0.03, -0.01), of(0.02, 0.01, 0.03, "down")
    assert lost([chance, sure, error]) == [chance, sure, error]
    assert shown([chance, sure, error]) == [sure, error]


def test_the_twin_differs_by_rounding_alone(tiny_bundle: Bundle) -> None:
    texts = ["the bridge is closed", "you stupid fool"]
    full, quantised = twin(tiny_bundle), Scorer(tiny_bundle)
    apart = np.abs(full.comment(full.tokens(texts)) - quantised.comment(quantised.tokens(texts)))
    assert 0 < apart.max() < 0.05


def test_a_sample_has_no_training_rows_and_is_the_same_each_time() -> None:
    rows = sampled(tiny.examples(), 4)
    assert set(rows["split"]) == {"val", "test"}
    assert rows.group_by("corpus", "split").len()["len"].to_list() == [4] * 4
    assert rows.equals(sampled(tiny.examples(), 4))
