from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from analyzer.models.encode import Row
from training.losses import (
    binary_loss,
    choice_loss,
    class_weights,
    positive_weights,
    span_loss,
    stance_weights,
)
from training.views import FloatArray, TrainData

NAN = float("nan")
ONE = torch.ones(1)


def array(rows: list[list[float]]) -> FloatArray:
    return np.array(rows, dtype=np.float32)


def gradient(loss: torch.Tensor, logits: torch.Tensor) -> torch.Tensor:
    loss.backward()  # type: ignore[no-untyped-call]
    assert logits.grad is not None
    return logits.grad


def test_rare_positives_weigh_more_up_to_the_limit() -> None:
    # First label: 1 of 4 judged, sqrt(3). Second: 0 of 2 judged, sqrt(2 / 1). Third: 3 of 4, at least 1.
    labels = array([[1, 0, 1], [0, 0, 1], [0, NAN, 1], [0, NAN, 0]])
    assert positive_weights(labels, 3.0).tolist() == pytest.approx([math.sqrt(3), math.sqrt(2), 1.0])
    assert positive_weights(labels, 1.5).tolist() == pytest.approx([1.5, math.sqrt(2), 1.0])


FIRST, SECOND = [1.0, 0.0], [0.0, 1.0]


def test_class_weights_by_hand() -> None:
    found = class_weights(array([FIRST, FIRST, FIRST, SECOND]), ["a"] * 4, 0.5)
    # 1/sqrt(3) thrice and 1, over their mean 0.68301.
    assert found.tolist() == pytest.approx([0.8453, 0.8453, 0.8453, 1.4641], abs=1e-4)


def test_class_weights_are_apart_by_corpus_and_off_at_power_zero() -> None:
    rows = array([FIRST, FIRST, SECOND, SECOND, FIRST])
    corpus = ["a", "a", "a", "b", "b"]
    assert class_weights(rows, corpus, 1.0).tolist() == pytest.approx([0.75, 0.75, 1.5, 1.0, 1.0])
    assert class_weights(rows, corpus, 0.0).tolist() == [1.0] * 5


def test_rows_that_judge_no_stance_weigh_nothing_and_count_for_nothing() -> None:
    rows = array([FIRST, [NAN, NAN], FIRST, FIRST, SECOND, [NAN, NAN]])
    found = class_weights(rows, ["a", "a", "a", "a", "a", "b"], 0.5)
    assert found.tolist() == pytest.approx([0.8453, 0, 0.8453, 0.8453, 1.4641, 0], abs=1e-4)


def test_a_stances_weight_is_the_rows_own_times_its_classes() -> None:
    parent, target = array([FIRST, FIRST, FIRST, SECOND]), np.full((4, 2), NAN, dtype=np.float32)
    data = TrainData(
        rows=[Row(())] * 4,
        labels={"parent": parent, "target": target},
        marks=[None] * 4,
        weight=np.full(4, 2.0, dtype=np.float32),
        corpus=["a"] * 4,
        lengths=np.zeros(4, dtype=np.int64),
    )
    found = stance_weights(data, 0.5)
    assert found["parent"].tolist() == pytest.approx([1.6906, 1.6906, 1.6906, 2.9282], abs=1e-4)
    assert found["target"].tolist() == [0] * 4


def test_binary_loss_by_hand() -> None:
    logits = torch.tensor([[0.0, 0.0], [math.log(3), 0.0]])
    labels = torch.tensor([[1.0, 0.0], [1.0, NAN]])
    # Cells: 2 * ln 2 (positive of weight 2), ln 2, and 2 * ln(4/3) in a row of weight 3; over two rows.
    told = binary_loss(logits, labels, torch.tensor([1.0, 3.0]), torch.tensor([2.0, 1.0]))
    expected = (2 * math.log(2) + math.log(2) + 3 * 2 * math.log(4 / 3)) / 2
    assert float(told) == pytest.approx(expected, rel=1e-6)


def test_a_row_weighs_the_same_whatever_it_stands_beside() -> None:
    logits, labels = torch.tensor([[0.3], [1.0]]), torch.tensor([[1.0], [NAN]])
    among = binary_loss(logits, labels, torch.ones(2), ONE) * 2
    assert float(among) == pytest.approx(float(binary_loss(logits[:1], labels[:1], ONE, ONE)))


def test_soft_labels_are_met_at_their_own_probability() -> None:
    labels = torch.tensor([[0.25]])
    at = [float(binary_loss(torch.tensor([[math.log(p / (1 - p))]]), labels, ONE, ONE)) for p in (0.1, 0.25, 0.5)]
    assert at[1] == min(at)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2))
def test_cells_nobody_judged_cost_and_teach_nothing(hidden: list[float]) -> None:
    labels = torch.tensor([[1.0, NAN], [NAN, 0.0]])
    logits = torch.tensor([[0.5, hidden[0]], [hidden[1], -0.5]], requires_grad=True)
    loss = binary_loss(logits, labels, torch.ones(2), torch.ones(2))
    assert float(loss.detach()) == pytest.approx(math.log(1 + math.exp(-0.5)), rel=1e-5)
    slope = gradient(loss, logits)
    assert slope[0, 1] == slope[1, 0] == 0
    assert slope[0, 0] < 0 < slope[1, 1]


def test_a_batch_nobody_judged_costs_nothing() -> None:
    assert float(binary_loss(torch.zeros(2, 1), torch.full((2, 1), NAN), torch.ones(2), ONE)) == 0


def test_choice_loss_by_hand() -> None:
    logits = torch.tensor([[0.0, math.log(3)], [0.0, 0.0]])  # probabilities (1/4, 3/4) and (1/2, 1/2)
    labels = torch.tensor([[0.0, 1.0], [1.0, 0.0]])
    plain = choice_loss(logits, labels, torch.tensor([1.0, 2.0]), 0.0)
    assert float(plain) == pytest.approx((math.log(4 / 3) + 2 * math.log(2)) / 2, rel=1e-6)
    smooth = choice_loss(logits[:1], labels[:1], ONE, 0.1)
    assert float(smooth) == pytest.approx(0.95 * math.log(4 / 3) + 0.05 * math.log(4), rel=1e-6)


@given(st.lists(st.floats(-50, 50), min_size=2, max_size=2))
def test_rows_without_a_stance_cost_and_teach_nothing(hidden: list[float]) -> None:
    labels = array([FIRST, [NAN, NAN]])
    weights = torch.from_numpy(class_weights(labels, ["a", "a"], 0.5))
    logits = torch.tensor([[0.0, 0.0], hidden], requires_grad=True)
    loss = choice_loss(logits, torch.from_numpy(labels), weights, 0.1)
    assert float(loss.detach()) == pytest.approx(math.log(2) / 2, rel=1e-6)
    slope = gradient(loss, logits)
    assert not slope[1].any()
    assert slope[0].any()


def test_span_loss_by_hand() -> None:
    # One row of three tokens: a marked one (twice ln 2), one not marked (ln 2), and the frame, which nobody judged.
    logits = torch.zeros(2, 3, 1)
    labels = torch.tensor([[[NAN], [1.0], [0.0]], [[NAN], [NAN], [NAN]]])
    assert float(span_loss(logits, labels)) == pytest.approx(1.5 * math.log(2) / 2, rel=1e-6)
    assert float(span_loss(logits, labels, positive=1.0)) == pytest.approx(math.log(2) / 2, rel=1e-6)
    assert float(span_loss(logits, torch.full((2, 3, 1), NAN))) == 0


def test_tokens_nobody_judged_teach_nothing_and_long_rows_weigh_as_short_ones() -> None:
    labels = torch.full((2, 4, 2), NAN)
    labels[0, 1, 0] = 1.0
    labels[1, 1:4, 0] = 1.0
    logits = torch.zeros(2, 4, 2, requires_grad=True)
    slope = gradient(span_loss(logits, labels), logits)
    assert (slope != 0).tolist() == (~torch.isnan(labels)).tolist()
    assert float(slope[0].sum()) == pytest.approx(float(slope[1].sum()))
