from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from analyzer.models.bundle import Bundle
    from training.model import Network

os.environ["HF_HUB_OFFLINE"] = "1"  # no test reaches a network: a model that is not here is an error, not a download

# How long an example takes says how busy the machine is, nothing about the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random BERT as a Hugging Face folder."""
    import torch

    from tests import tiny

    torch.set_num_threads(1)  # over a network this small, threads cost more than they do
    return tiny.write_encoder(tmp_path_factory.mktemp("tiny") / "encoder")


@pytest.fixture(scope="session")
def tiny_bundle_path(tiny_encoder: Path) -> Path:
    """A whole bundle packed from the tiny encoder; tests that damage it copy it first."""
    from tests import tiny

    return tiny.write_bundle(tiny_encoder, tiny_encoder.with_name("bundle"))


@pytest.fixture(scope="session")
def tiny_bundle(tiny_bundle_path: Path) -> Bundle:
    """The tiny bundle, loaded."""
    from analyzer.models.bundle import load_bundle

    return load_bundle(tiny_bundle_path, threads=2)


@pytest.fixture(scope="session")
def tiny_network(tiny_encoder: Path) -> Network:
    """The untrained network the tiny bundle was packed from; do not train it."""
    from tests import tiny
    from training.fit import build_network

    made = tiny.recipe(tiny_encoder)
    return build_network(made, made.corpora())[0].eval()


@pytest.fixture(scope="session")
def float_bundle(tiny_bundle: Bundle, tiny_network: Network, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The tiny bundle with its encoder unquantised: int8 rounds by the batch, float32 gives a row the same anywhere."""
    from analyzer.models.encode import SpecialTokens
    from analyzer.models.encoder import Encoder
    from training.export import export_encoder

    path = tmp_path_factory.mktemp("float") / "encoder.onnx"
    export_encoder(tiny_network, path, quantise=False)
    return replace(tiny_bundle, encoder=Encoder(path, SpecialTokens.of(tiny_bundle.tokenizer), 2))
