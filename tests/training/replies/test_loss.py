from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.replies.words import FloatArray, IntArray
from training.replies.loss import loss_and_slope

#: Three comments after a path of one, and one that stands alone; the first three are a tree.
SIZES, GOLD = np.array([2, 3, 4, 3]), np.array([1, 1, 2, 1])
BY_COMMENT, BY_TREE = np.arange(4), np.array([0, 0, 0, 1])
STEP = 0.125


def slopes(logits: FloatArray, block: IntArray) -> list[float]:
    """Return the gradient by finite differences."""
    steps = STEP * np.eye(len(logits), dtype=np.float32)
    up, down = ([loss_and_slope(logits + sign * step, SIZES, GOLD, block)[0] for step in steps] for sign in (1, -1))
    return [(high - low) / (2 * STEP) for high, low in zip(up, down, strict=True)]


@pytest.mark.parametrize("block", [BY_COMMENT, BY_TREE])
@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(-4, 4), min_size=12, max_size=12))
def test_the_slope_is_that_of_the_loss(block: IntArray, values: list[int]) -> None:
    logits = np.array(values, np.float32)
    loss, slope = loss_and_slope(logits, SIZES, GOLD, block)
    assert loss >= 0
    assert slope == pytest.approx(slopes(logits, block), abs=2e-3)


def test_hand_worked_losses() -> None:
    nothing = np.zeros(12, np.float32)
    loss, slope = loss_and_slope(nothing, SIZES, GOLD, BY_COMMENT)
    assert loss == pytest.approx(np.log([2, 3, 4, 3]).mean())
    assert slope[:2].tolist() == [0.125, -0.125]
    # Two comments after a path of one: five trees, in two of which the first answers none.
    by_tree, _ = loss_and_slope(nothing[:5], SIZES[:2], np.array([1, 0]), np.array([0, 0]))
    assert by_tree == pytest.approx(np.log(5) / 2)
