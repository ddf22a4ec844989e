from __future__ import annotations

import copy
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from analyzer.models.bundle import Bundle
from analyzer.models.encode import SpecialTokens, lay_out
from analyzer.models.encoder import BATCH, Encoder
from tests import tiny
from training.model import Network

FloatArray = npt.NDArray[np.float32]
Rows = list[list[int]]
PIECES = len(tiny.vocabulary())


def rows(n: int, longest: int, seed: int = 0) -> Rows:
    """Rows of tokens of mixed lengths, the longest first and last."""
    rng = np.random.default_rng(seed)
    lengths = [longest, *rng.integers(1, longest, n - 2).tolist(), longest]
    return [rng.integers(len(tiny.SPECIAL), PIECES, length).tolist() for length in lengths]


def by_torch(network: Network, bundle: Bundle, own: Rows, context: Rows | None) -> FloatArray:
    """Pool by the network itself, all rows in one padded batch, with the export's form of GELU."""
    feed = lay_out(SpecialTokens.of(bundle.tokenizer), own, context).feed()
    encoder: Any = copy.deepcopy(network.encoder)
    for layer in encoder.transformer.encoder.layer:
        layer.intermediate.intermediate_act_fn = torch.nn.GELU(approximate="tanh")
    with torch.no_grad():
        pooled: FloatArray = encoder(**{k: torch.from_numpy(v) for k, v in feed.items()}).numpy()
    return pooled


@pytest.fixture(params=["alone", "in context"])
def shown(request: pytest.FixtureRequest) -> tuple[Rows, Rows | None]:
    own = rows(21, 12)
    return own, rows(21, 8, seed=1) if request.param == "in context" else None


def test_the_float_export_pools_as_the_network_does(
    float_bundle: Bundle, tiny_network: Network, shown: tuple[Rows, Rows | None]
) -> None:
    pooled = float_bundle.encoder.pool(*shown)
    assert pooled.shape == (21, 3 * tiny.HIDDEN)
    np.testing.assert_allclose(pooled, by_torch(tiny_network, float_bundle, *shown), atol=1e-4)


def test_the_int8_export_pools_nearly_as_the_network_does(
    tiny_bundle: Bundle, tiny_network: Network, shown: tuple[Rows, Rows | None]
) -> None:
    expected = by_torch(tiny_network, tiny_bundle, *shown)
    off = np.abs(tiny_bundle.encoder.pool(*shown) - expected)
    assert off.max() > 0  # it is quantised
    assert off.mean() < 0.05 * expected.std()


def test_a_comment_alone_has_no_context_vector(float_bundle: Bundle) -> None:
    _, context, _ = np.split(float_bundle.encoder.pool([[5, 6], [7]]), 3, axis=1)
    assert not context.any()
    _, beside, _ = np.split(float_bundle.encoder.pool([[5, 6]], [[7]]), 3, axis=1)
    assert beside.any()


def test_rows_keep_their_order_and_do_not_feel_their_neighbours(float_bundle: Bundle) -> None:
    own = rows(3 * BATCH + 1, 12)
    together = float_bundle.encoder.pool(own)
    alone = np.concatenate([float_bundle.encoder.pool([row]) for row in own])
    np.testing.assert_allclose(together, alone, atol=1e-5)
    backwards = float_bundle.encoder.pool(own[::-1])
    np.testing.assert_allclose(backwards[::-1], together, atol=1e-5)


def test_equal_rows_are_encoded_once(float_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = 0
    run = Encoder._run

    def counting(self: Encoder, batch: list[tuple[tuple[int, ...], tuple[int, ...] | None]]) -> FloatArray:
        nonlocal encoded
        encoded += len(batch)
        return run(self, batch)

    monkeypatch.setattr(Encoder, "_run", counting)
    pooled = float_bundle.encoder.pool([[5, 6], [7], [5, 6], [5, 6]])
    assert encoded == 2
    np.testing.assert_array_equal(pooled[[2, 3]], pooled[[0, 0]])
    assert not np.allclose(pooled[0], pooled[1])


def test_equal_comments_in_different_contexts_are_apart(float_bundle: Bundle) -> None:
    pooled = float_bundle.encoder.pool([[5, 6], [5, 6]], [[7], [8]])
    assert not np.allclose(pooled[0], pooled[1])


def test_progress_adds_up_to_all_rows_doubles_included(float_bundle: Bundle) -> None:
    told: list[int] = []
    float_bundle.encoder.pool([*rows(20, 12), *rows(20, 12)], progress=told.append)
    assert sum(told) == 40
    assert min(told) > 0


def test_no_rows_are_no_vectors(float_bundle: Bundle) -> None:
    assert float_bundle.encoder.pool([]).shape[0] == 0
