from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from analyzer.models.bundle import Bundle
from analyzer.models.encode import Row, SpecialTokens, lay_out
from tests import encoders, tiny
from training.export import expert_arrays, export_encoder, head_arrays
from training.families import FAMILIES
from training.fit import build_network
from training.model import Network
from training.recipe import Recipe
from training.restore import restore

ROWS = [Row((9, 8, 40)), Row((20, 21), (30,), None), Row((60, 61, 62), (7,), (50, 51))]


@pytest.fixture(scope="module", params=FAMILIES)
def packed(
    request: pytest.FixtureRequest, tiny_bundle: Bundle, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Network, Recipe, Bundle]:
    """A network of each family whose every weight was moved, as training does, and a bundle of it."""
    folder = tmp_path_factory.mktemp("restore")
    recipe = tiny.recipe(encoders.write(request.param, folder / "encoder"))
    network, tokenizer = build_network(recipe, (recipe.reference_corpus,))
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.add_(0.02 * torch.randn_like(parameter))
    samples = [lay_out(SpecialTokens.of(tokenizer), ROWS).feed()]
    export_encoder(network, folder / "encoder.onnx", samples=samples)
    manifest = tiny_bundle.manifest.model_copy(update={"training": {"recipe": json.loads(recipe.model_dump_json())}})
    heads = head_arrays(network, recipe.reference_corpus)
    return (
        network.eval(),
        recipe,
        replace(tiny_bundle, path=folder, heads=heads, experts=expert_arrays(network), manifest=manifest),
    )


def test_a_restored_network_reads_as_the_one_that_was_packed(packed: tuple[Network, Recipe, Bundle]) -> None:
    network, recipe, bundle = packed
    again, tokenizer, told = restore(bundle)
    assert told == recipe
    feed = lay_out(SpecialTokens.of(tokenizer), ROWS).feed()
    inputs = {name: torch.from_numpy(array) for name, array in feed.items()}
    with torch.no_grad():
        for found, expected in zip(again.eval().encoder(**inputs), network.encoder(**inputs), strict=True):
            off = (found - expected).abs()
            assert 0 < float(off.mean()) < 0.05 * float(expected.std())  # but for the rounding to int8
    torch.testing.assert_close(again.marks.weight, network.marks.weight)


def test_restored_heads_are_the_bundles_own(packed: tuple[Network, Recipe, Bundle]) -> None:
    _, recipe, bundle = packed
    again, _, _ = restore(bundle)
    for view, head in head_arrays(again, recipe.reference_corpus).items():
        for part in ("first", "first_bias", "second", "second_bias"):
            np.testing.assert_array_equal(getattr(head, part), getattr(bundle.heads[view], part))
    told, kept = expert_arrays(again), bundle.experts
    assert told is not None
    assert kept is not None
    for found, expected in ((told.judges, kept.judges), (told.gate, kept.gate)):
        for part in ("first", "first_bias", "second", "second_bias"):
            np.testing.assert_array_equal(getattr(found, part), getattr(expected, part))
