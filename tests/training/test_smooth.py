from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper

from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.encoder import Encoder
from tests import tiny
from training.export import export_encoder
from training.fit import build_network
from training.model import Network
from training.samples import SHOWN, sample_feeds
from training.smooth import SMOOTHING, smooth

ROWS = [Row((9, 8, 40)), Row((20, 21), (30,), None), Row((60, 61, 62), (7,), (50, 51))]
Array = npt.NDArray[np.float32]


def product(weight: Array) -> Any:
    """A graph that doubles its input and multiplies it by a weight."""
    two = numpy_helper.from_array(np.array(2.0, dtype=np.float32), "two")
    nodes = [helper.make_node("Mul", ["x", "two"], ["v"]), helper.make_node("MatMul", ["v", "w"], ["y"], name="last")]
    shape = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["rows", weight.shape[0]])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["rows", weight.shape[1]])
    graph = helper.make_graph(nodes, "g", [shape], [out], [two, numpy_helper.from_array(weight, "w")])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def run(model: Any, x: Array) -> Array:
    import onnxruntime as ort

    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(["y"], {"x": x})[0])


def test_the_product_stays_and_what_it_reads_is_evened_out() -> None:
    rng = np.random.default_rng(4)
    x = (rng.normal(size=(20, 3)) * [100.0, 1.0, 1.0]).astype(np.float32)
    model = product(rng.normal(size=(3, 5)).astype(np.float32))
    before = run(model, x)
    smooth(model, [{"x": x}], left_out="none")
    np.testing.assert_allclose(run(model, x), before, rtol=1e-4, atol=1e-4)
    held = {entry.name: numpy_helper.to_array(entry) for entry in model.graph.initializer}
    reach = np.abs(2 * x).max(axis=0) * held["w" + SMOOTHING]
    assert reach.max() / reach.min() < 5  # was about 100
    assert np.log(held["w" + SMOOTHING]).mean() == pytest.approx(0, abs=1e-5)


def test_a_node_left_out_and_a_graph_without_samples_stay_as_they_are() -> None:
    x = np.ones((2, 3), dtype=np.float32)
    for feeds, left_out in (([{"x": x}], "last"), ([], "none")):
        model = product(np.ones((3, 5), dtype=np.float32))
        before = model.SerializeToString()
        smooth(model, feeds, left_out)
        assert model.SerializeToString() == before


#: Tokens of a block that holds no words: what opens and closes it.
EMPTY = 2


def test_int8_lies_nearer_to_the_network_where_channels_reach_unevenly(tiny_encoder: Path, tmp_path: Path) -> None:
    network, tokenizer = build_network(tiny.recipe(tiny_encoder), ("house",))
    _stretch(network)
    special = SpecialTokens.of(tokenizer)
    feeds = [lay_out(special, [row]).feed() for row in ROWS]
    with torch.no_grad():
        told = [network.eval().encoder(**{k: torch.from_numpy(v) for k, v in feed.items()})[0][0] for feed in feeds]
    off = {}
    for name, samples in (("even", feeds), ("as it is", [])):
        export_encoder(network, tmp_path / f"{name}.onnx", samples=samples)
        pooled = Encoder(tmp_path / f"{name}.onnx", special, 1).encode(ROWS).pooled
        off[name] = float(np.abs(pooled - torch.stack(told).numpy()).mean())
    assert off["even"] < 0.8 * off["as it is"]


def _stretch(network: Network) -> None:
    """Let one channel of every norm reach thirty times as far as the others."""
    with torch.no_grad():
        for name, value in network.encoder.named_parameters():
            if name.endswith("LayerNorm.weight"):
                value[3] *= 30


def test_samples_are_shipped_comments_with_both_contexts(tiny_encoder: Path) -> None:
    recipe = tiny.recipe(tiny_encoder)
    _, tokenizer = build_network(recipe, ("house",))
    feeds = sample_feeds(tokenizer, recipe.tokens.layout())
    assert len(feeds) == sum(SHOWN.values())
    assert all(feed["pool"][0, 2].any() and feed["pool"][0, 4].any() for feed in feeds)
    with_words = [(feed["pool"][0, 2] > 0).sum() > EMPTY for feed in feeds]
    assert sum(with_words) == SHOWN["house_contrast"]
