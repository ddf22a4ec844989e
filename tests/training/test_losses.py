from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.views import View
from training.losses import binary_loss, cell_weights, choice_loss, class_weights, positive_weights, row_weights
from training.recipe import Losses
from training.views import ViewData

NAN = float("nan")
ONE = torch.ones(1)


def data(view: View, labels: list[list[float]], corpus: list[str] | None = None, weight: float = 1.0) -> ViewData:
    n = len(labels)
    return ViewData(
        view=view,
        own=[[]] * n,
        context=None,
        labels=np.array(labels, dtype=np.float32),
        weight=np.full(n, weight, dtype=np.float32),
        corpus=corpus or ["a"] * n,
        lengths=np.zeros(n, dtype=np.int64),
    )


def test_rare_positives_weigh_more_up_to_the_limit() -> None:
    # First label: 1 of 4 judged, sqrt(3). Second: 0 of 2 judged, sqrt(2 / 1). Third: 3 of 4, at least 1.
    labels: list[list[float]] = [[1, 0, 1], [0, 0, 1], [0, NAN, 1], [0, NAN, 0]]
    found = positive_weights(data("comment", labels), 3.0)
    assert found.tolist() == pytest.approx([math.sqrt(3), math.sqrt(2), 1.0])
    assert positive_weights(data("comment", labels), 1.5).tolist() == pytest.approx([1.5, math.sqrt(2), 1.0])


FIRST, SECOND = [1.0, 0.0], [0.0, 1.0]


def test_class_weights_by_hand() -> None:
    found = class_weights(data("parent", [FIRST, FIRST, FIRST, SECOND]), 0.5)
    # 1/sqrt(3) thrice and 1, over their mean 0.68301.
    assert found.tolist() == pytest.approx([0.8453, 0.8453, 0.8453, 1.4641], abs=1e-4)


def test_class_weights_are_apart_by_corpus_and_off_at_power_zero() -> None:
    rows = [FIRST, FIRST, SECOND, SECOND, FIRST]
    corpus = ["a", "a", "a", "b", "b"]
    found = class_weights(data("parent", rows, corpus), 1.0)
    assert found.tolist() == pytest.approx([0.75, 0.75, 1.5, 1.0, 1.0])
    assert class_weights(data("parent", rows, corpus), 0.0).tolist() == [1.0] * 5


def test_only_stances_are_weighted_by_class() -> None:
    rows = [FIRST, FIRST, FIRST, SECOND]
    assert row_weights(data("comment", rows, weight=2.0), Losses()).tolist() == [2.0] * 4
    stance = row_weights(data("target", rows, weight=2.0), Losses(class_power=0.5))
    assert stance.tolist() == pytest.approx([1.6906, 1.6906, 1.6906, 2.9282], abs=1e-4)


def test_binary_loss_by_hand() -> None:
    logits = torch.tensor([[0.0, 0.0], [math.log(3), 0.0]])
    labels = torch.tensor([[1.0, 0.0], [1.0, NAN]])
    # Cells: 2 * ln 2 (positive of weight 2), ln 2, and 2 * ln(4/3) in a row of weight 3.
    told = binary_loss(logits, labels, torch.tensor([[1.0], [3.0]]), torch.tensor([2.0, 1.0]))
    expected = (2 * math.log(2) + math.log(2) + 3 * 2 * math.log(4 / 3)) / (1 + 1 + 3)
    assert float(told) == pytest.approx(expected, rel=1e-6)


def test_soft_labels_are_met_at_their_own_probability() -> None:
    labels = torch.tensor([[0.25]])
    at = [float(binary_loss(torch.tensor([[math.log(p / (1 - p))]]), labels, ONE, ONE)) for p in (0.1, 0.25, 0.5)]
    assert at[1] == min(at)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2))
def test_cells_nobody_judged_cost_and_teach_nothing(hidden: list[float]) -> None:
    labels = torch.tensor([[1.0, NAN], [NAN, 0.0]])
    logits = torch.tensor([[0.5, hidden[0]], [hidden[1], -0.5]], requires_grad=True)
    loss = binary_loss(logits, labels, torch.ones(2, 1), torch.ones(2))
    assert float(loss.detach()) == pytest.approx(math.log(1 + math.exp(-0.5)), rel=1e-5)
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    assert logits.grad[0, 1] == logits.grad[1, 0] == 0
    assert logits.grad[0, 0] < 0 < logits.grad[1, 1]


def test_a_batch_nobody_judged_costs_nothing() -> None:
    assert float(binary_loss(torch.zeros(2, 1), torch.full((2, 1), NAN), torch.ones(2, 1), ONE)) == 0


def test_a_label_may_weigh_more_where_it_is_judged() -> None:
    weights = cell_weights(Losses(label_weights={"conspiracy": 4}))
    assert weights.tolist() == [1, 1, 1, 1, 1, 1, 4]
    labels = torch.tensor([[0.0] * 7])
    logits = torch.tensor([[0.0] * 6 + [math.log(3)]])  # ln 2 six times, ln 4 for conspiracy
    told = binary_loss(logits, labels, torch.ones(1, 1) * torch.from_numpy(weights), torch.ones(7))
    assert float(told) == pytest.approx((6 * math.log(2) + 4 * math.log(4)) / 10, rel=1e-6)


def test_choice_loss_by_hand() -> None:
    logits = torch.tensor([[0.0, math.log(3)], [0.0, 0.0]])  # probabilities (1/4, 3/4) and (1/2, 1/2)
    labels = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    plain = choice_loss(logits, labels, torch.tensor([1.0, 2.0]), 0.0)
    assert float(plain) == pytest.approx((math.log(4 / 3) + 2 * math.log(2)) / 2, rel=1e-6)
    smooth = choice_loss(logits[:1], labels[:1], ONE, 0.1)
    assert float(smooth) == pytest.approx(0.95 * math.log(4 / 3) + 0.05 * math.log(4), rel=1e-6)
