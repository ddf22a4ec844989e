from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from tests import tiny
from training.dedup import LeakReport
from training.recipe import load_recipe
from training.run_record import corpus_hashes, write_record


def test_a_run_can_be_done_again_from_its_record(tiny_encoder: Path, tmp_path: Path) -> None:
    recipe = tiny.recipe(tiny_encoder, experts=())
    write_record(tmp_path / "run", recipe, tiny.examples(), LeakReport(in_test={"house": 2}))
    assert load_recipe(tmp_path / "run" / "config.yaml") == recipe
    told = json.loads((tmp_path / "run" / "data.json").read_bytes())
    assert told["leaks"]["in_test"] == {"house": 2}
    assert told["corpora"]["house"]["train"]["rows"] == 8


def test_hashes_tell_equal_data_from_other_data() -> None:
    examples = tiny.examples()
    assert corpus_hashes(examples) == corpus_hashes(examples.clone())
    changed = examples.with_columns(
        text=pl.when(pl.col("id") == "house-val-3").then(pl.lit("other")).otherwise(pl.col("text"))
    )
    before, after = corpus_hashes(examples), corpus_hashes(changed)
    assert {(c, s) for c in before for s in before[c] if before[c][s] != after[c][s]} == {("house", "val")}
