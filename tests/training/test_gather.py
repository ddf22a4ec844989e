from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from typer.testing import CliRunner

from analyzer.models.bundle import read_manifest
from tests import tiny
from training.cli import app
from training.evaluate import EvaluationError, named_suites
from training.examples import as_examples
from training.gather import corpora_of, for_suites, unseen, with_own
from training.recipe import Recipe, RecipeError
from training.run import prepare_examples


def own(corpus: str = "mine", **columns: list[Any]) -> pl.DataFrame:
    n = len(next(iter(columns.values())))
    frame = pl.DataFrame({"text": [f"comment {i}" for i in range(n)], **columns})
    return as_examples(frame.with_columns(id=pl.col("text"), corpus=pl.lit(corpus), split=pl.lit("train")))


RECIPE = Recipe(name="r", passes={"olid": 2, "vast": 1})


def test_own_rows_get_passes_beside_those_of_the_recipe() -> None:
    frame = own(toxicity=[1.0, 0.0], parent=["a", None], stance_parent=["deny", None])
    found = with_own(RECIPE, [frame], 5)
    assert found.passes == {"mine": 5, "olid": 2, "vast": 1}


def test_a_recipe_that_names_the_rows_keeps_its_word() -> None:
    recipe = RECIPE.model_copy(update={"passes": {"mine": 0.5}})
    assert with_own(recipe, [own(toxicity=[1.0])], 5).passes == {"mine": 0.5}


def test_the_finishing_stage_replays_own_rows_once(tiny_encoder: Path) -> None:
    found = with_own(tiny.recipe(tiny_encoder), [own(toxicity=[1.0])], 5)
    assert found.finish is not None
    assert found.finish.passes == {"mine": 1.0, "house": 1}


def test_a_corpus_nobody_knows_is_an_error_before_anything_is_read() -> None:
    recipe = RECIPE.model_copy(update={"passes": {"jigsw": 1}})
    with pytest.raises(RecipeError, match=r"jigsw.*Known: house, house_more, house_contrast"):
        corpora_of(recipe)
    assert corpora_of(recipe, [own("jigsw", toxicity=[1.0])]) == []
    assert corpora_of(RECIPE) == ["olid", "tweeteval_offensive", "vast"]


def test_without_a_folder_only_what_ships_can_be_trained_on() -> None:
    with pytest.raises(RecipeError, match="--corpora"):
        prepare_examples(RECIPE, None)
    recipe = RECIPE.model_copy(update={"passes": {"house_contrast": 1}})
    examples, _ = prepare_examples(recipe, None)
    assert set(examples["corpus"]) == {"house_contrast"}


def test_suites_without_their_rows_are_skipped_or_demanded(tmp_path: Path) -> None:
    suites = named_suites(["contrast", "olid"])
    found = for_suites(None, suites, demanded=False)
    assert list(found.skipped) == ["olid"]
    assert set(found.examples["corpus"]) == {"house_contrast"}
    with pytest.raises(EvaluationError, match="the suite olid cannot be run"):
        for_suites(tmp_path, suites, demanded=True)


def test_rows_seen_in_training_are_no_test() -> None:
    frame = own(toxicity=[1.0, 0.0]).with_columns(split=pl.lit("test"))
    seen = own("house", toxicity=[1.0]).with_columns(text=pl.lit("Comment 1!"))
    kept, count = unseen(frame, seen)
    assert (kept["text"].to_list(), count) == (["comment 0"], 1)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    rows = [
        {
            "text": f"{'you stupid idiot' if i % 2 else 'thanks good report'} {i}",
            "toxicity": i % 2,
            "parent": f"the bridge is closed {i}",
            "stance_parent": ("deny", "support")[i % 2],
            "title": "close the bridge",
            "stance_target": ("favor", "against", "none")[i % 3],
            "split": "train" if i < 40 else "test",
        }
        for i in range(60)
    ]
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_own_labels_train_a_bundle_that_can_be_measured_and_packed_again(
    tiny_encoder: Path, mine: Path, tmp_path: Path
) -> None:
    recipe = tmp_path / "recipe.yaml"
    content = {
        "name": "of-mine",
        "encoder": str(tiny_encoder),
        "head_width": 8,
        "dtype": "float32",
        "tokens": {"own": 12, "parent": 8, "target": 8},
        "passes": {"house_contrast": 0.02},
    }
    recipe.write_text(yaml.safe_dump(content))
    out = tmp_path / "run"
    trained = CliRunner().invoke(app, ["fit", str(recipe), "--data", str(mine), "--out", str(out)])
    assert trained.exit_code == 0, trained.output
    manifest = read_manifest(out / "bundle")
    assert {d["corpus"]: d["train"] for d in manifest.data}["mine"] == 40
    measured = CliRunner().invoke(app, ["evaluate", str(out / "bundle"), "--data", str(mine), "--json"])
    assert measured.exit_code == 0, measured.output
    figures = json.loads(measured.stdout)["figures"]
    assert {f["suite"]: f["n"] for f in figures if f["metric"] in ("toxicity AUC", "macro-F1")} == {
        "mine": 20,
        "mine, stance to the parent": 20,
        "mine, to the target": 20,
    }
    again = tmp_path / "again"
    arguments = [
        "export",
        str(out),
        "--config",
        str(recipe),
        "--data",
        str(mine),
        "--out",
        str(again),
        "--version",
        "2.0",
    ]
    packed = CliRunner().invoke(app, arguments)
    assert packed.exit_code == 0, packed.output
    assert read_manifest(again).version == "2.0"
    assert read_manifest(again).files["encoder.onnx"] == manifest.files["encoder.onnx"]
