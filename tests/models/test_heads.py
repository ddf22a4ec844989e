from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analyzer.models.heads import Head, features, sigmoid, softmax
from analyzer.models.views import VIEWS, View
from training.model import features as torch_features

FloatArray = npt.NDArray[np.float32]
LOGITS = arrays(np.float32, (3, 4), elements=st.floats(-80, 80, width=32))


def array(*rows: list[float]) -> FloatArray:
    return np.array(rows, dtype=np.float32)


def head(scale: float = 1.0, shift: float = 0.0) -> Head:
    """Two inputs, passed through as they are but for the GELU."""
    one, none = np.eye(2, dtype=np.float32), np.zeros(2, dtype=np.float32)
    return Head(one, none, one, none, np.full(2, scale, dtype=np.float32), np.full(2, shift, dtype=np.float32))


def test_the_hidden_layer_is_the_tanh_gelu_of_torch() -> None:
    x = np.linspace(-6, 6, 50, dtype=np.float32).reshape(25, 2)
    expected = torch.nn.functional.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    np.testing.assert_allclose(head().raw_logits(x), expected, atol=1e-6)


def test_both_layers_have_weights_and_biases() -> None:
    # 2 * 3 + 1 = 7 on the hidden unit, whose GELU is 7; 7 * [1, -2] + [0.5, 0] = [7.5, -14].
    ones = np.ones(2, dtype=np.float32)
    small = Head(array([3]), array([1])[0], array([1, -2]), array([0.5, 0])[0], ones, 0 * ones)
    np.testing.assert_allclose(small.raw_logits(array([2])), [[7.5, -14]], atol=1e-5)


def test_calibration_scales_and_then_shifts() -> None:
    x = array([4, 6])
    raw = head().raw_logits(x)
    np.testing.assert_allclose(head(2.0, -1.0).logits(x), 2 * raw - 1)
    np.testing.assert_array_equal(head(2.0, -1.0).raw_logits(x), raw)


def test_features_by_hand() -> None:
    # Mean and first token of the comment, of its parent, of its target.
    pooled = np.array([[[1, 2], [7, 8], [3, 5], [4, 4], [0, 6], [9, 1]]], dtype=np.float32)
    assert features(pooled, "comment").tolist() == [[1, 2, 7, 8]]
    assert features(pooled, "parent").tolist() == [[1, 2, 7, 8, 3, 5, 4, 4, 3, 10, 2, 3]]
    assert features(pooled, "target").tolist() == [[1, 2, 7, 8, 0, 6, 9, 1, 0, 12, 1, 4]]


@pytest.mark.parametrize("view", VIEWS)
def test_features_are_those_the_network_was_trained_on(view: View) -> None:
    pooled = np.random.default_rng(0).normal(size=(5, 6, 4)).astype(np.float32)
    expected = torch_features(torch.from_numpy(pooled), view).numpy()
    np.testing.assert_array_equal(features(pooled, view), expected)


def test_probabilities_by_hand() -> None:
    np.testing.assert_allclose(sigmoid(array([0, math.log(3), -math.log(3)])), [[0.5, 0.75, 0.25]], rtol=1e-6)
    np.testing.assert_allclose(softmax(array([0, math.log(3)])), [[0.25, 0.75]], rtol=1e-6)


def test_extreme_logits_stay_finite() -> None:
    np.testing.assert_allclose(sigmoid(array([-1e4, 1e4])), [[0, 1]], atol=1e-6)
    np.testing.assert_allclose(softmax(array([1e4, 1e4], [-1e4, 1e4])), [[0.5, 0.5], [0.0, 1.0]], atol=1e-6)


@settings(max_examples=30)
@given(LOGITS)
def test_probabilities_are_those_of_torch(logits: FloatArray) -> None:
    tensor = torch.from_numpy(logits)
    np.testing.assert_allclose(sigmoid(logits), torch.sigmoid(tensor).numpy(), atol=1e-6)
    np.testing.assert_allclose(softmax(logits), torch.softmax(tensor, dim=1).numpy(), atol=1e-6)
