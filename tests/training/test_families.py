"""Every family of encoders, tiny and at random, from a few training steps to a scoring bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from analyzer.errors import ExitCode
from analyzer.models.bundle import Bundle, load_bundle
from analyzer.models.encode import Batch, Row, SpecialTokens, lay_out
from analyzer.models.encoder import Encoder
from analyzer.models.scorer import Scorer
from tests import encoders, tiny
from training.export import export_encoder
from training.families import FAMILIES, Blocks, EncoderError, family_of
from training.fit import Trainer, build_network
from training.model import Network
from training.pack import pack

OWN = (20, 21, 22, 23, 24, 25, 26, 27, 28, 29)
PARENT, TARGET = (30, 31, 32), (40, 41)
ROWS = [
    Row(OWN),
    Row(OWN, PARENT),
    Row(OWN, None, TARGET),
    Row(OWN, PARENT, TARGET),
    Row(OWN, (50,) * 8, TARGET),
    Row(OWN, PARENT, (50,) * 6),
    Row((60,), (), ()),
]


@pytest.fixture(scope="module", params=FAMILIES)
def encoder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return encoders.write(request.param, tmp_path_factory.mktemp("family") / "encoder")


@pytest.fixture(scope="module")
def trained(encoder: Path) -> tuple[Network, Any]:
    """A network after a few steps, its embeddings frozen, and its tokenizer."""
    recipe = tiny.recipe(encoder, finish=None)
    torch.set_num_threads(1)
    trainer = Trainer(recipe, tiny.examples())
    words = trainer.network.encoder.transformer.get_input_embeddings().weight  # type: ignore[operator]
    before = {name: value.clone() for name, value in trainer.network.state_dict().items()}
    trainer.run(encoder.with_name("run"), lambda _: None)
    after = trainer.network.state_dict()
    stayed = {name for name, value in before.items() if torch.equal(value, after[name])}
    frozen = {name for name, value in trainer.network.named_parameters() if not value.requires_grad}
    assert len(frozen) == 1
    assert trainer.network.get_parameter(*frozen) is words
    assert frozen <= stayed
    assert np.isfinite([list(losses.values()) for losses in trainer.losses]).all()
    return trainer.network.eval(), trainer.tokenizer


def batch(tokenizer: Any, rows: list[Row]) -> Batch:
    return lay_out(SpecialTokens.of(tokenizer), rows)


def tensors(shown: Batch) -> dict[str, torch.Tensor]:
    return {name: torch.from_numpy(array) for name, array in shown.feed().items()}


def test_the_mask_of_pairs_and_the_positions_are_honoured(trained: tuple[Network, Any]) -> None:
    network, tokenizer = trained
    with torch.no_grad():
        pooled = network.encoder(**tensors(batch(tokenizer, ROWS)))[0].numpy()
    alone, parent, target, both, other_parent, other_target, _ = pooled
    for beside in (parent, target, both, other_parent, other_target):
        np.testing.assert_allclose(beside[:2], alone[:2], atol=1e-5)
    np.testing.assert_allclose(both[2:4], parent[2:4], atol=1e-5)
    np.testing.assert_allclose(other_target[2:4], parent[2:4], atol=1e-5)
    np.testing.assert_allclose(both[4:], target[4:], atol=1e-5)
    np.testing.assert_allclose(other_parent[4:], target[4:], atol=1e-5)
    assert np.abs(other_parent[2:4] - parent[2:4]).max() > 1e-2
    assert np.abs(other_target[4:] - target[4:]).max() > 1e-2


def test_a_comment_alone_is_read_as_the_pretrained_encoder_reads_any_text(encoder: Path) -> None:
    recipe = tiny.recipe(encoder, finish=None)
    network, tokenizer = build_network(recipe, recipe.corpora())
    transformer: Any = network.eval().encoder.transformer
    shown = batch(tokenizer, [Row(OWN)])
    ids = torch.from_numpy(shown.input_ids)
    with torch.no_grad():
        _, states = network.encoder(**tensors(shown))
        expected = transformer(ids, attention_mask=torch.ones_like(ids)).last_hidden_state
    torch.testing.assert_close(states, expected, atol=1e-5, rtol=1e-4)


def with_tanh_gelu(network: Network) -> None:
    """Give the network the form of GELU its fused export has."""
    from transformers.activations import GELUActivation

    for module in list(network.modules()):
        for name, child in list(module.named_children()):
            if isinstance(child, GELUActivation):
                setattr(module, name, nn.GELU(approximate="tanh"))


@pytest.mark.parametrize("quantise", [False, True], ids=["float", "int8"])
def test_the_export_reads_as_the_network_does(trained: tuple[Network, Any], quantise: bool, tmp_path: Path) -> None:
    network, tokenizer = trained
    with_tanh_gelu(network)
    export_encoder(network, tmp_path / "encoder.onnx", quantise=quantise)
    found = Encoder(tmp_path / "encoder.onnx", SpecialTokens.of(tokenizer), 1).encode(ROWS)
    with torch.no_grad():
        pooled, states = network.encoder(**tensors(batch(tokenizer, ROWS)))
        expected = (pooled.numpy(), network.marks(states).numpy())
    for told, exact in zip(found, expected, strict=True):
        off = np.abs(told - exact)
        if quantise:
            assert 0 < off.mean() < 0.1 * exact.std()
        else:
            assert off.max() < 1e-4


@pytest.fixture
def bundle(trained: tuple[Network, Any], encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    monkeypatch.setattr("training.pack.evaluate", lambda *_: [])  # the suites are measured elsewhere
    recipe = tiny.recipe(encoder, finish=None)
    pack(*trained, recipe, tiny.examples(), tmp_path / "bundle", version="0.0.1", training={"seed": 1})
    return load_bundle(tmp_path / "bundle", threads=1)


def test_a_packed_bundle_scores(bundle: Bundle) -> None:
    scorer = Scorer(bundle)
    texts = ["you stupid idiot moron", "thanks good report", "what is the cost of the ferry " * 6]
    own = scorer.tokens(texts)
    assert scorer.bundle.tokenizer.decode(own[1]) == "thanks good report"
    contexts = [scorer.context_tokens(["the bridge is closed"])[0], None, []]
    judged = scorer.judge(own, contexts, contexts[::-1])
    assert np.isfinite(judged.comment).all()
    assert np.isnan(judged.parent).any(axis=1).tolist() == [False, True, False]
    assert np.isnan(judged.target).any(axis=1).tolist() == [False, True, False]
    assert [len(marks) for marks in judged.marks] == [len(ids) for ids in own]
    assert len({tuple(row) for row in judged.comment.tolist()}) == 3


def test_the_tiny_encoders_are_of_every_family() -> None:
    assert set(encoders.CONFIGS) == set(FAMILIES)


def test_an_unknown_family_is_refused_by_its_name_with_those_there_are() -> None:
    with pytest.raises(EncoderError, match=r"gpt2.*deberta-v2|deberta-v2.*gpt2") as caught:
        family_of("gpt2")
    assert caught.value.exit_code == ExitCode.USAGE


def test_deberta_with_a_convolution_is_refused() -> None:
    from transformers import DebertaV2Config, DebertaV2Model

    config: DebertaV2Config = encoders.CONFIGS["deberta-v2"]()
    config.conv_kernel_size = 3
    model = DebertaV2Model(config)
    shown = tensors(lay_out(SpecialTokens(2, 3, 0, 4), [Row(OWN)]))
    with pytest.raises(EncoderError, match="convolution"):
        FAMILIES["deberta-v2"].states(
            model, Blocks(shown["input_ids"], shown["position_ids"], shown["token_type_ids"], shown["visible"])
        )
