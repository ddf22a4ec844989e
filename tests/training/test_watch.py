from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from analyzer.models.encode import Row
from tests import tiny
from training.curves import CSV, PAGE, draw_curves
from training.fit import WEIGHTS, Trainer, build_network
from training.history import METRICS, History, Point, read_points
from training.recipe import Optimiser, Recipe, Watch
from training.watch import Watcher, sample


def told_nothing(_: dict[str, Any]) -> None:
    return None


@pytest.fixture
def recipe(tiny_encoder: Path) -> Recipe:
    """Dropout and the moving average at work: what watches must not touch either."""
    optimiser = Optimiser(batch=4, encoder_rate=1e-3, head_rate=1e-2, average=0.9)
    watch = Watch(times=4, rows=8, losses=3)
    return tiny.recipe(tiny_encoder, optimiser=optimiser, finish=None, head_dropout=0.3, watch=watch)


class Killed(Trainer):
    """A run that dies two steps after its first checkpoint, with a metric told since."""

    def _update(self, rows: Any) -> None:
        if self.step == self.recipe.checkpoint_every + 2:
            raise KeyboardInterrupt
        super()._update(rows)


def weights(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = torch.load(folder / WEIGHTS, weights_only=True)["weights"]
    return found


def test_watching_changes_nothing_of_the_result(recipe: Recipe, tmp_path: Path) -> None:
    Trainer(recipe, tiny.examples()).run(tmp_path / "blind", told_nothing)
    Trainer(recipe, tiny.examples()).run(tmp_path / "seen", told_nothing, watched=tiny.examples())
    blind, seen = weights(tmp_path / "blind"), weights(tmp_path / "seen")
    assert [name for name, value in blind.items() if not torch.equal(value, seen[name])] == []
    assert {p.split for p in read_points(tmp_path / "blind" / METRICS)} == {"train"}
    assert {p.split for p in read_points(tmp_path / "seen" / METRICS)} == {"train", "val"}


def test_a_stage_tells_as_often_as_its_recipe_says(recipe: Recipe, tmp_path: Path) -> None:
    trainer = Trainer(recipe, tiny.examples())
    trainer.run(tmp_path, told_nothing, watched=tiny.examples())
    n = len(trainer.steps)
    points = read_points(tmp_path / METRICS)
    assert [
        p.step for p in points if (p.split, p.corpus, p.family, p.metric) == ("val", "all", "toxicity", "loss")
    ] == [-(-n * k // 4) for k in range(5)]
    told = [p for p in points if p.split == "train" and p.family == "parent"]
    assert [p.step for p in told] == [-(-n * k // 3) for k in (1, 2, 3)]
    assert sum(p.n for p in told) == n  # every batch is in one mean
    mean = np.average([p.value for p in told], weights=[p.n for p in told])
    assert mean == pytest.approx(np.mean([losses["parent"] for losses in trainer.losses]), abs=1e-4)
    assert {p.family for p in points if p.split == "val"} == {"toxicity", "conspiracy", "parent", "target", "spans"}


def test_a_killed_run_tells_the_same_and_nothing_twice(recipe: Recipe, tmp_path: Path) -> None:
    Trainer(recipe, tiny.examples()).run(tmp_path / "whole", told_nothing, watched=tiny.examples())
    cut = tmp_path / "cut"
    with pytest.raises(KeyboardInterrupt):
        Killed(recipe, tiny.examples()).run(cut, told_nothing, watched=tiny.examples())
    assert max(p.step for p in read_points(cut / METRICS)) > recipe.checkpoint_every
    with (cut / METRICS).open("a", encoding="utf-8") as file:
        file.write('{"step": 5, "ste')  # the kill came while a line was written
    torch.manual_seed(99)
    Trainer(recipe, tiny.examples()).run(cut, told_nothing, resume=True, watched=tiny.examples())
    assert (cut / METRICS).read_text() == (tmp_path / "whole" / METRICS).read_text()


def test_only_validation_rows_of_the_recipes_corpora_are_watched(recipe: Recipe) -> None:
    rows = sample(tiny.examples(), recipe.model_copy(update={"passes": {"house": 1.0, "semeval2016": 1.0}}))
    assert set(rows.get_column("split")) == {"val"}
    assert set(rows.get_column("corpus")) == {"house", "semeval2016"}
    assert rows.select("corpus", "id").is_unique().all()
    few = sample(tiny.examples(), recipe.model_copy(update={"watch": Watch(rows=2)}))
    assert few.filter(pl.col("corpus") == "semeval2016").height == 2


def test_what_is_measured_is_what_hand_calculation_gives(recipe: Recipe) -> None:
    """All logits 0: each binary cell costs ln 2, four stances ln 4, three ln 3; nothing is ranked: AUC one half."""
    rows = sample(tiny.examples(), recipe)
    _, tokenizer = build_network(recipe, recipe.corpora())

    def forward(given: list[Row], corpus: Any) -> dict[str, torch.Tensor]:
        wide = max(row.width for row in given)
        sizes = {"toxicity": (6,), "conspiracy": (1,), "parent": (4,), "target": (3,), "spans": (wide, 7)}
        marks = Trainer(recipe, tiny.examples())._marks(np.array([0]), 1).shape[-1]
        sizes["spans"] = (wide, marks)
        return {name: torch.zeros(len(given), *size) for name, size in sizes.items()}

    found = {
        (p.family, p.metric): p.value
        for p in Watcher(rows, recipe, tokenizer, recipe.corpora()).points(forward, 1, 2)
        if p.corpus == "all"
    }
    for family, classes in {"toxicity": 2, "conspiracy": 2, "parent": 4, "target": 3, "spans": 2}.items():
        assert found[family, "loss"] == pytest.approx(np.log(classes), abs=1e-4), family
    assert found["conspiracy", "ROC AUC"] == 0.5


def test_a_run_that_begins_anew_forgets_what_was_told(tmp_path: Path) -> None:
    point = Point(3, 9, "val", "all", "toxicity", "loss", 0.5, 4)
    History(tmp_path, 0).add([point, Point(6, 9, "val", "all", "toxicity", "loss", 0.4, 4)])
    History(tmp_path, 3)
    assert read_points(tmp_path / METRICS) == [point]
    History(tmp_path, 0)
    assert read_points(tmp_path / METRICS) == []


def test_curves_are_drawn_of_every_stage_on_a_page_of_its_own(tmp_path: Path) -> None:
    for stage in ("first", "finish"):
        (tmp_path / stage).mkdir()
        History(tmp_path / stage, 0).add(
            Point(step, 9, split, "all", family, "loss", 1 / (1 + step), 4)
            for step in (0, 4, 9)
            for split in ("train", "val")
            for family in ("toxicity", "parent")
        )
    draw_curves(tmp_path)
    draw_curves(tmp_path)
    with (tmp_path / CSV).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 24
    assert list(rows[0].values()) == ["first", "0", "9", "train", "all", "toxicity", "loss", "1.0", "4"]
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "toxicity: loss" in page
    assert "Stage finish" in page
    assert "src=" not in page
    assert "<script" not in page


def test_without_metrics_nothing_is_drawn(tmp_path: Path) -> None:
    draw_curves(tmp_path)
    assert list(tmp_path.iterdir()) == []
