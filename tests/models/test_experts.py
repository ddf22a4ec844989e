from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from analyzer.models.bundle import Bundle
from analyzer.models.experts import Experts
from analyzer.models.heads import Head
from analyzer.models.lexical import NONE
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS

PLACE = HEAD_LABELS["comment"].index("conspiracy")


def says(*logits: float) -> Head:
    """A head over two features that says the same of every comment."""
    k = len(logits)
    zeros = np.zeros((2, 1), dtype=np.float32)
    bias = np.array(logits, dtype=np.float32)
    return Head(
        zeros, zeros[0], np.zeros((1, k), dtype=np.float32), bias, np.ones(k, np.float32), np.zeros(k, np.float32)
    )


def test_each_judge_counts_as_far_as_the_gate_believes_it() -> None:
    experts = Experts(judges=says(3.0, -1.0), gate=says(0.0, np.log(2.0), np.log(5.0)))  # shares 1/8, 2/8, 5/8
    features = np.zeros((2, 2), dtype=np.float32)
    mixed, shares = experts.weigh(features, np.array([4.0, -4.0], dtype=np.float32))
    np.testing.assert_allclose(shares, [[1 / 8, 2 / 8, 5 / 8]] * 2, atol=1e-6)
    np.testing.assert_allclose(mixed, [4 / 8 + 6 / 8 - 5 / 8, -4 / 8 + 6 / 8 - 5 / 8], atol=1e-6)
    assert experts.count == 3


def test_a_gate_that_believes_none_of_the_experts_leaves_the_shared_head(tiny_bundle: Bundle) -> None:
    assert tiny_bundle.experts is not None
    shut = replace(tiny_bundle.experts, gate=_biased(tiny_bundle.experts.gate, [60.0, -60.0]))
    plain, closed = replace(tiny_bundle, lexical=NONE, experts=None), replace(tiny_bundle, lexical=NONE, experts=shut)
    own = Scorer(plain).tokens(["secret plot of the council", "thanks", "a long report about the ferry " * 6, ""])
    np.testing.assert_allclose(Scorer(closed).comment_logits(own), Scorer(plain).comment_logits(own), atol=1e-5)


def test_experts_move_conspiracy_framing_alone(tiny_bundle: Bundle) -> None:
    assert tiny_bundle.experts is not None
    sure = replace(tiny_bundle.experts, judges=_biased(tiny_bundle.experts.judges, [50.0]))
    plain, moved = Scorer(replace(tiny_bundle, experts=None)), Scorer(replace(tiny_bundle, experts=sure))
    own = plain.tokens(["secret plot of the council", "thanks"])
    before, after = plain.comment_logits(own), moved.comment_logits(own)
    assert (after[:, PLACE] > before[:, PLACE] + 1).all()
    np.testing.assert_array_equal(np.delete(after, PLACE, axis=1), np.delete(before, PLACE, axis=1))


@pytest.mark.parametrize("n", [0, 1])
def test_no_comment_and_one_are_scored(tiny_bundle: Bundle, n: int) -> None:
    scorer = Scorer(tiny_bundle)
    assert scorer.comment_logits(scorer.tokens(["thanks"] * n)).shape == (n, len(HEAD_LABELS["comment"]))


def _biased(head: Head, bias: list[float]) -> Head:
    added: npt.NDArray[np.float32] = np.array(bias, dtype=np.float32)
    return replace(head, second_bias=head.second_bias + added)
