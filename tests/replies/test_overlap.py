from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analyzer.replies import overlap
from analyzer.replies.words import FloatArray

MATMUL = np.matmul


def test_a_flag_that_the_kernel_raises_for_lanes_nobody_asked_for_is_no_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def flagged(left: FloatArray, right: FloatArray) -> Any:
        np.subtract(np.float32(np.inf), np.float32(np.inf))  # raises the flag of an invalid operation
        return MATMUL(left, right)

    monkeypatch.setattr(np, "matmul", flagged)
    rows = np.array([[1, 0, 2], [0, 3, 0]], np.float32)
    assert overlap._product(rows, rows[:1]).tolist() == [[5], [0]]
