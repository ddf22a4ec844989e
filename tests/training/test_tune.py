from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch
import yaml
from typer.testing import CliRunner

from analyzer.errors import ModelError
from analyzer.models.bundle import Bundle, load_bundle
from analyzer.models.encode import Row, SpecialTokens, lay_out
from analyzer.models.scorer import Scorer
from training.cli import app
from training.model import Network
from training.readers import read_all
from training.restore import restore
from training.tune import Keeper, tune
from training.tuning import Tuning
from training.views import TrainData


def own_rows(tmp_path: Path, n: int = 40) -> Path:
    """Labelled rows of one rule: whoever says `bridge` is toxic."""
    words = ("the bridge is closed", "the ferry is open")
    lines = [{"text": f"{words[i % 2]} {i}", "toxicity": 1 - i % 2, "parent": f"they said {i}"} for i in range(n)]
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    return path


def tuning(bundle: Path, **changes: Any) -> Tuning:
    values: dict[str, Any] = {"kind": "tune", "name": "tuned", "parent": str(bundle), "encoder_rate": 1e-3}
    return Tuning(**values | {"head_rate": 1e-2, "passes": 6, "share": 1.0} | changes)


def test_a_bundle_becomes_the_network_it_was_packed_from(tiny_bundle: Bundle, tiny_network: Network) -> None:
    network, _, recipe = restore(tiny_bundle)
    assert network.shape.corpora == (recipe.reference_corpus,)
    rows = [Row((9, 10, 11), (12,), (13, 14)), Row((15,))]
    feed = lay_out(SpecialTokens.of(tiny_bundle.tokenizer), rows).feed()
    inputs = {name: torch.from_numpy(array) for name, array in feed.items()}
    with torch.no_grad():
        found = network.eval()(inputs, torch.zeros(2, dtype=torch.int64))
        told = tiny_network(inputs, torch.zeros(2, dtype=torch.int64))
    for name in ("toxicity", "conspiracy", "parent", "target", "spans"):
        apart = (found[name] - told[name]).abs()
        assert apart.max() > 0  # int8 rounds
        assert apart.mean() < 0.05 * told[name].abs().mean() + 1e-3, name


def test_a_bundle_that_names_no_recipe_cannot_be_trained_further(tiny_bundle: Bundle) -> None:
    manifest = tiny_bundle.manifest.model_copy(update={"training": {}})
    with pytest.raises(ModelError, match="by which recipe"):
        restore(Bundle(**{**tiny_bundle.__dict__, "manifest": manifest}))


def test_what_nobody_judged_is_held_at_what_the_parent_says(tiny_bundle: Bundle) -> None:
    nan = np.nan
    comment = np.full((2, 7), nan, dtype=np.float32)
    comment[0, 0] = 1.0
    labels: dict[Any, Any] = {
        "comment": comment,
        "parent": np.full((2, 4), nan, dtype=np.float32),
        "target": np.full((2, 3), nan, dtype=np.float32),
    }
    rows = [Row((9, 10), (12,)), Row((15,))]
    data = TrainData(rows, labels, [None, None], np.ones(2, np.float32), ["own", "own"], np.array([7, 3]))
    filled = Keeper(tiny_bundle).fill(data).labels
    assert filled["comment"][0, 0] == 1.0
    assert not np.isnan(filled["comment"]).any()
    np.testing.assert_allclose(filled["parent"][0].sum(), 1.0, atol=1e-5)
    assert np.isnan(filled["parent"][1]).all()  # no parent, nothing to hold
    assert np.isnan(filled["target"]).all()


def test_tuning_learns_the_rows_and_says_where_it_comes_from(tiny_bundle_path: Path, tmp_path: Path) -> None:
    frames, _ = read_all([str(own_rows(tmp_path, 60))])
    told: list[dict[str, Any]] = []
    made = tune(tuning(tiny_bundle_path), frames, tmp_path / "out", told.append)
    record = json.loads((tmp_path / "out" / "data.json").read_bytes())
    assert record["corpora"]["own"]["train"]["rows"] > 0
    assert yaml.safe_load((tmp_path / "out" / "config.yaml").read_text())["kind"] == "tune"
    assert (tmp_path / "out" / "curves.html").is_file()
    parent, child = load_bundle(tiny_bundle_path), load_bundle(made)
    assert child.manifest.name == "tuned"
    assert child.manifest.version.startswith(parent.manifest.version + "+")
    assert child.manifest.training["parent"] == parent.identity
    assert child.hash != parent.hash
    test = pl.concat(frames).filter(pl.col("split") != "train")
    gold = test.get_column("toxicity").to_numpy() > 0.5

    def apart(bundle: Bundle) -> float:
        scorer = Scorer(bundle)
        found = scorer.comment(scorer.tokens(test.get_column("text").to_list()))[:, 0]
        return float(found[gold].mean() - found[~gold].mean())

    assert apart(child) > apart(parent) + 0.2


def test_a_share_of_almost_nothing_leaves_the_parent_as_it_was(tiny_bundle_path: Path, tmp_path: Path) -> None:
    frames, _ = read_all([str(own_rows(tmp_path))])
    made = tune(tuning(tiny_bundle_path, share=1e-6), frames, tmp_path / "out", lambda _: None)
    texts = ["you stupid idiot", "thanks good report", "the water"]
    scores = []
    for bundle in (load_bundle(tiny_bundle_path), load_bundle(made)):
        scorer = Scorer(bundle)
        scores.append(scorer.comment(scorer.tokens(texts))[:, 1:])  # toxicity itself is calibrated anew
    np.testing.assert_allclose(scores[0], scores[1], atol=0.02)


def test_the_command_tunes_compares_and_resumes(tiny_bundle_path: Path, tmp_path: Path) -> None:
    data, out, config = own_rows(tmp_path, 60), tmp_path / "out", tmp_path / "tune.yaml"
    settings = tuning(tiny_bundle_path).model_dump(mode="json")
    config.write_text(yaml.safe_dump(settings), encoding="utf-8")
    command = ["fit", str(config), "--data", str(data), "--out", str(out)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert (out / "bundle" / "bundle.json").is_file()
    report = json.loads((out / "report" / "report.json").read_text(encoding="utf-8"))
    assert report["against"][0]["kind"] == "bundle"
    before = load_bundle(out / "bundle").manifest.files
    again = CliRunner().invoke(app, [*command, "--resume"])
    assert again.exit_code == 0, again.output
    after = load_bundle(out / "bundle").manifest.files
    assert all(after[name] == before[name] for name in ("encoder.onnx", "heads.npz"))  # the card tells the time


def test_an_unknown_key_is_named(tmp_path: Path) -> None:
    config = tmp_path / "tune.yaml"
    config.write_text("kind: tune\nname: x\nspeed: 3\n", encoding="utf-8")
    data = own_rows(tmp_path)
    result = CliRunner().invoke(app, ["fit", str(config), "--data", str(data), "--out", str(tmp_path / "o")])
    assert result.exit_code != 0
    assert "speed" in str(result.exception)
