"""F1 and AUC are counted by own code for speed; scikit-learn is the reference they must agree with."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn import metrics as sk

from training import metrics


@pytest.mark.parametrize("seed", range(20))
def test_f1_and_auc_agree_with_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(5, 80))
    gold, chosen = (rng.integers(0, 2, n).astype(np.float64) for _ in range(2))
    gold[:2] = 0.0, 1.0
    score = rng.integers(0, 6, n) / 5  # many ties
    assert metrics.f1(gold, chosen) == pytest.approx(sk.f1_score(gold, chosen, zero_division=0))
    assert metrics.auc(gold, score) == pytest.approx(sk.roc_auc_score(gold, score))
    classes, said = (rng.integers(0, 4, n).astype(np.float64) for _ in range(2))
    expected = sk.f1_score(classes, said, average="macro", labels=np.unique(classes), zero_division=0)
    assert metrics.macro_f1(classes, said) == pytest.approx(expected)
