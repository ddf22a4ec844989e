from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from analyzer.models.bundle import _load_heads
from analyzer.models.encode import SpecialTokens
from analyzer.models.encoder import Encoder
from analyzer.models.heads import Head
from analyzer.models.views import HEAD_LABELS, VIEWS
from tests import tiny
from training.export import export_encoder, head_arrays, save_heads
from training.fit import build_network
from training.model import Network

CORPORA = ("b", "house", "c")


@pytest.fixture
def network(tiny_encoder: Path) -> Network:
    """A network whose corpora have offsets: b and house taught, c never."""
    made, _ = build_network(tiny.recipe(tiny_encoder), CORPORA)
    with torch.no_grad():
        heads: Any = made.heads
        for head in heads.values():
            head.offset.weight[0], head.offset.weight[1] = 1.0, 3.0
    return made.eval()


def test_exported_heads_answer_as_the_network_does_for_the_reference_corpus(network: Network) -> None:
    rng = np.random.default_rng(0)
    for view, head in head_arrays(network, "house").items():
        seen = rng.normal(size=(4, head.first.shape[0])).astype(np.float32)
        with torch.no_grad():
            expected = network.heads[view](torch.from_numpy(seen), torch.full((4,), CORPORA.index("house")))
        np.testing.assert_allclose(head.logits(seen), expected.numpy(), atol=1e-4)


@pytest.mark.parametrize(("reference", "offset"), [("house", 3.0), ("b", 1.0), ("c", 2.0), ("unheard of", 2.0)])
def test_the_offset_is_the_references_or_the_mean_of_those_taught(
    network: Network, reference: str, offset: float
) -> None:
    for view, head in head_arrays(network, reference).items():
        trained: Any = network.heads[view]
        bias = trained.second.bias.detach().numpy()
        np.testing.assert_allclose(head.second_bias - bias, np.full(len(HEAD_LABELS[view]), offset), atol=1e-6)


def test_a_network_without_offsets_is_exported_as_it_is(tiny_network: Network) -> None:
    for view, head in head_arrays(tiny_network, "house").items():
        trained: Any = tiny_network.heads[view]
        np.testing.assert_array_equal(head.second_bias, trained.second.bias.detach().numpy())


def test_saved_heads_come_back_to_the_bit(network: Network, tmp_path: Path) -> None:
    heads = head_arrays(network, "house")
    save_heads(heads, tmp_path / "heads.npz")
    again = _load_heads(tmp_path / "heads.npz")
    assert set(again) == set(VIEWS)
    for view in VIEWS:
        for part in Head.__annotations__:
            np.testing.assert_array_equal(getattr(again[view], part), getattr(heads[view], part))
            assert getattr(again[view], part).dtype == np.float32


def test_the_export_leaves_one_file_and_the_network_as_it_was(network: Network, tmp_path: Path) -> None:
    inputs = {
        "input_ids": torch.tensor([[2, 9, 8, 3, 7, 3]]),
        "attention_mask": torch.ones(1, 6, dtype=torch.int64),
        "token_type_ids": torch.tensor([[0, 0, 0, 0, 1, 1]]),
    }
    with torch.no_grad():
        before = network.encoder(**inputs)
        export_encoder(network, tmp_path / "encoder.onnx")
        after = network.encoder(**inputs)
    torch.testing.assert_close(after, before)
    assert [path.name for path in tmp_path.iterdir()] == ["encoder.onnx"]
    pooled = Encoder(tmp_path / "encoder.onnx", SpecialTokens(2, 3, 0), 1).pool([[9, 8]], [[7]])
    assert np.abs(pooled - before.numpy()).mean() < 0.05 * float(before.std())
