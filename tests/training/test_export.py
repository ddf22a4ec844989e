from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch

from analyzer.models.bundle import Bundle, _load_heads
from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.encoder import Encoder
from analyzer.models.heads import Head
from analyzer.models.lexical import BUCKETS, Lexical
from analyzer.models.views import HEAD_LABELS, VIEWS, View
from tests import tiny
from training.export import MARKS, expert_arrays, export_encoder, head_arrays, save_heads
from training.fit import build_network
from training.model import HEADS, Network

FloatArray = npt.NDArray[np.float32]

CORPORA = ("b", "house", "c")


@pytest.fixture
def network(tiny_encoder: Path) -> Network:
    """A network whose corpora have offsets: b and house taught, c never."""
    made, _ = build_network(tiny.recipe(tiny_encoder), CORPORA)
    with torch.no_grad():
        heads: Any = made.heads
        for name in HEADS:
            head = heads[name]
            head.offset.weight[0], head.offset.weight[1] = 1.0, 3.0
    return made.eval()


def by_torch(network: Network, view: View, seen: torch.Tensor, corpus: str) -> torch.Tensor:
    """The logits of every head of a view, side by side."""
    ids = torch.full((len(seen),), network.shape.corpora.index(corpus))
    with torch.no_grad():
        heads: Any = network.heads
        told = [heads[name].shifted(seen, ids) for name, (of, _) in HEADS.items() if of == view]
    return torch.cat(told, dim=1)


def test_exported_heads_answer_as_the_network_does_for_the_reference_corpus(network: Network) -> None:
    rng = np.random.default_rng(0)
    for view, head in head_arrays(network, "house").items():
        seen = rng.normal(size=(4, head.first.shape[0])).astype(np.float32)
        expected = by_torch(network, view, torch.from_numpy(seen), "house").numpy()
        assert expected.shape == (4, len(HEAD_LABELS[view]))
        np.testing.assert_allclose(head.logits(seen), expected, atol=1e-4)


def biases(network: Network, view: View) -> FloatArray:
    heads: Any = network.heads
    told = [heads[name].second.bias.detach().numpy() for name, (of, _) in HEADS.items() if of == view]
    return np.concatenate(told)


@pytest.mark.parametrize(("reference", "offset"), [("house", 3.0), ("b", 1.0), ("c", 2.0), ("unheard of", 2.0)])
def test_the_offset_is_the_references_or_the_mean_of_those_taught(
    network: Network, reference: str, offset: float
) -> None:
    for view, head in head_arrays(network, reference).items():
        np.testing.assert_allclose(
            head.second_bias - biases(network, view), np.full(len(HEAD_LABELS[view]), offset), atol=1e-6
        )


def test_a_network_without_offsets_is_exported_as_it_is(tiny_network: Network) -> None:
    for view, head in head_arrays(tiny_network, "house").items():
        np.testing.assert_array_equal(head.second_bias, biases(tiny_network, view))


def test_toxicity_and_conspiracy_do_not_mix_in_the_joined_head(network: Network) -> None:
    head = head_arrays(network, "house")["comment"]
    width = network.shape.head_width
    assert head.first.shape[1] == 2 * width
    assert not head.second[:width, -1].any()
    assert not head.second[width:, :-1].any()


def test_exported_experts_answer_as_the_network_does(network: Network) -> None:
    experts = expert_arrays(network)
    assert experts is not None
    seen = np.random.default_rng(0).normal(size=(4, experts.gate.first.shape[0])).astype(np.float32)
    shared = torch.tensor([[1.0], [-2.0], [0.5], [3.0]])
    with torch.no_grad():
        told = network._mixture(shared, torch.from_numpy(seen))
    mixed, shares = experts.weigh(seen, shared.numpy()[:, 0])
    np.testing.assert_allclose(mixed, told["conspiracy"].numpy()[:, 0], atol=1e-5)
    np.testing.assert_allclose(shares, torch.softmax(told["gate"], dim=1).numpy(), atol=1e-6)


def test_saved_heads_come_back_to_the_bit(network: Network, tmp_path: Path) -> None:
    heads = head_arrays(network, "house")
    weights = (np.arange(BUCKETS) % 1000).astype(np.float32)[None]
    experts = expert_arrays(network)
    assert experts is not None
    weights = np.concatenate([weights, weights + 1])
    save_heads(heads, tmp_path / "heads.npz", Lexical({"conspiracy": weights}), experts)
    again, found, lexical = _load_heads(tmp_path / "heads.npz")
    assert set(lexical.weights) == {"conspiracy"}
    np.testing.assert_array_equal(lexical.weights["conspiracy"], weights)
    assert found is not None
    for before, after in ((experts.judges, found.judges), (experts.gate, found.gate)):
        for part in Head.__annotations__:
            np.testing.assert_array_equal(getattr(after, part), getattr(before, part))
    save_heads(heads, tmp_path / "plain.npz")
    assert _load_heads(tmp_path / "plain.npz")[1] is None
    assert not _load_heads(tmp_path / "plain.npz")[2].weights
    assert set(again) == set(VIEWS)
    for view in VIEWS:
        for part in Head.__annotations__:
            np.testing.assert_array_equal(getattr(again[view], part), getattr(heads[view], part))
            assert getattr(again[view], part).dtype == np.float32


SPECIAL = SpecialTokens(cls=2, sep=3, pad=0, mask=4)
ROW = Row((9, 8), (7,), (6, 9))


def test_the_export_leaves_one_file_and_the_network_as_it_was(network: Network, tmp_path: Path) -> None:
    inputs = {name: torch.from_numpy(array) for name, array in lay_out(SPECIAL, [ROW]).feed().items()}
    with torch.no_grad():
        before = network.encoder(**inputs)
        export_encoder(network, tmp_path / "encoder.onnx")
        after = network.encoder(**inputs)
    torch.testing.assert_close(after, before)
    assert [path.name for path in tmp_path.iterdir()] == ["encoder.onnx"]
    pooled = Encoder(tmp_path / "encoder.onnx", SPECIAL, 1).encode([ROW]).pooled
    assert np.abs(pooled - before[0].numpy()).mean() < 0.05 * float(before[0].std())


def test_matrices_and_words_are_int8_and_the_token_layer_is_not(network: Network, tiny_bundle: Bundle) -> None:
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(str(tiny_bundle.path / "encoder.onnx")).graph
    types = {entry.name: numpy_helper.to_array(entry).dtype for entry in graph.initializer}
    marks = next(node for node in graph.node if node.name == MARKS)
    assert marks.op_type == "MatMul"
    assert types[marks.input[1]] == np.float32
    operators = [node.op_type for node in graph.node]
    assert operators.count("QAttention") == 2
    assert operators.count("InstanceNormalization") == 5  # two a layer, and the embeddings'
    assert not {"SkipLayerNormalization", "LayerNormalization"} & set(operators)
    assert operators.count("MatMul") == 2  # the token layer, and the pooling
    vocabulary = len(tiny.vocabulary())
    words = [numpy_helper.to_array(e) for e in graph.initializer if vocabulary in e.dims and len(e.dims) == 2]
    assert sorted((array.dtype.name, array.shape[1]) for array in words) == [("float32", 1), ("int8", tiny.HIDDEN)]
