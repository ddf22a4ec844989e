from __future__ import annotations

import numpy as np
import pytest

from analyzer.replies import Order
from analyzer.replies.facts import Facts
from analyzer.replies.words import BUCKETS
from tests.replies.sample import ranker_of
from training.replies.examples import facts_of
from training.replies.flatten import Flat
from training.replies.temper import TEMPERATURES, best_temperature, with_temperature
from training.replies.trees import UNKNOWN, Tree


def flat_of(parent: list[int], order: Order = "time") -> tuple[Flat, Facts]:
    size = len(parent)
    names, texts = [f"u{at}" for at in range(size)], [f"word{at}" for at in range(size)]
    flat = Flat(Tree("made up", "t", "val", list(names), texts, parent, opened=False), order)
    return flat, facts_of(flat, np.ones(BUCKETS, np.float32))


def test_a_temperature_divides_the_logits() -> None:
    ranker = ranker_of({"distance_1": 6})
    features = np.eye(ranker.mean.size, dtype=np.float32)
    assert with_temperature(ranker, 2).scores(features) == pytest.approx(ranker.scores(features) / 2)


def test_the_temperature_makes_the_right_answers_likeliest() -> None:
    # A second comment has two slots, with logits 0 and 2. Right in three of four: the best logit is log 3.
    settings = [[flat_of([-1, 0])] * 3 + [flat_of([-1, -1])]]
    found = best_temperature(settings, [ranker_of({"distance_1": 2})])
    assert found == pytest.approx(2 / np.log(3), rel=0.04)
    sure = best_temperature([[flat_of([-1, 0])]], [ranker_of({"distance_1": 2})])
    assert sure == pytest.approx(TEMPERATURES[0], abs=1e-3)


def test_in_reading_order_it_is_that_of_whole_trees() -> None:
    # The first counts beside the top everything stands under, so five trees are left for the second and third.
    flats = [flat_of([-1, 0, 1], "reading")] * 3 + [flat_of([-1, -1, -1], "reading")]
    found = best_temperature([flats], [ranker_of({"distance_1": 2})])
    losses = []
    for temperature in TEMPERATURES:
        near = np.exp(2 / temperature)
        # The second answers the first or none; the third the one right before, none, or the first where that is open.
        whole = near * (near + 2) + (near + 1)
        second, third = near * (near + 2) / whole, near * (near + 1) / whole
        none, last = (near + 1) / whole, (near + 1) / whole
        losses.append(-3 * np.log(second * third) - np.log(none * last))
    assert found == pytest.approx(TEMPERATURES[int(np.argmin(losses))], abs=1e-3)


def test_each_setting_counts_alike_and_unknown_parents_do_not() -> None:
    few, many = [flat_of([-1, 0])] * 3 + [flat_of([-1, -1])], [flat_of([-1, 0]), flat_of([-1, -1])] * 2
    ranker = [ranker_of({"distance_1": 2})]
    both = best_temperature([few, many], ranker)
    assert both == best_temperature([few * 5, many], ranker)
    assert both == best_temperature([[*few, flat_of([-1, UNKNOWN])], many], ranker)


def test_without_validation_threads_nothing_changes() -> None:
    assert best_temperature([], [ranker_of({})]) == 1.0
