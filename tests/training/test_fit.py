from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests import tiny
from training.fit import CHECKPOINT, WEIGHTS, Trainer, build_network, load_weights, save_weights
from training.recipe import Optimiser, Recipe, RecipeError


def told_nothing(_: dict[str, Any]) -> None:
    return None


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = torch.load(folder / WEIGHTS, weights_only=True)["weights"]
    return found


@pytest.fixture
def recipe(tiny_encoder: Path) -> Recipe:
    """Every view, with the moving average, dropout and checkpoints at work."""
    optimiser = Optimiser(batch=4, encoder_rate=1e-3, head_rate=1e-2, average=0.9)
    return tiny.recipe(tiny_encoder, optimiser=optimiser, finish=None)


def test_a_separable_problem_is_learnt(tiny_encoder: Path, tmp_path: Path) -> None:
    recipe = tiny.recipe(tiny_encoder, passes={"comment": {"house": 13, "jigsaw": 13}}, finish=None)
    trainer = Trainer(recipe, tiny.examples())
    entries: list[dict[str, Any]] = []
    trainer.run(tmp_path, entries.append)
    losses = [loss for _, loss in trainer.losses]
    assert len(losses) == trainer.step == 52  # 2 corpora of 8 rows, 13 times, in batches of 4
    assert np.mean(losses[-8:]) < 0.3 * np.mean(losses[:8])
    assert [entry["step"] for entry in entries] == [50, 52]
    assert entries[-1]["loss_comment"] == pytest.approx(np.mean(losses), abs=1e-4)
    assert entries[-1]["loss_parent"] == 0


def test_frozen_embeddings_stay_and_the_rest_moves(tiny_encoder: Path, tmp_path: Path, recipe: Recipe) -> None:
    before = {k: v.clone() for k, v in build_network(recipe, recipe.corpora())[0].state_dict().items()}
    Trainer(recipe, tiny.examples()).run(tmp_path, told_nothing)
    after = weights_of(tmp_path)
    moved = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert not [name for name in moved if "word_embeddings" in name]
    assert "encoder.transformer.encoder.layer.0.attention.self.query.weight" in moved
    assert {f"heads.{view}.second.weight" for view in ("comment", "parent", "target")} <= moved


def test_only_training_rows_of_the_recipes_corpora_are_read(recipe: Recipe) -> None:
    trainer = Trainer(recipe.model_copy(update={"passes": {"comment": {"house": 1.0}}}), tiny.examples())
    assert {view: len(data.corpus) for view, data in trainer.data.items()} == {"comment": 8, "parent": 8, "target": 0}
    assert {step.view for step in trainer.steps} == {"comment"}


class Killed(Trainer):
    """A run that dies two steps after its first checkpoint."""

    def _update(self, step: Any) -> None:
        if self.step == self.recipe.checkpoint_every + 2:
            raise KeyboardInterrupt
        super()._update(step)


def test_a_killed_run_resumes_to_the_very_weights_of_one_that_was_not(recipe: Recipe, tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    uninterrupted = Trainer(recipe, tiny.examples())
    uninterrupted.run(whole, told_nothing)
    with pytest.raises(KeyboardInterrupt):
        Killed(recipe, tiny.examples()).run(cut, told_nothing)
    assert (cut / CHECKPOINT).is_file()
    assert not (cut / WEIGHTS).exists()
    torch.manual_seed(99)  # another process would not stand where this one does
    resumed = Trainer(recipe, tiny.examples())
    resumed.run(cut, told_nothing, resume=True)
    assert resumed.losses == uninterrupted.losses
    expected, found = weights_of(whole), weights_of(cut)
    assert found.keys() == expected.keys()
    assert [name for name, value in expected.items() if not torch.equal(value, found[name])] == []


def test_without_resume_a_checkpoint_is_left_alone(recipe: Recipe, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        Killed(recipe, tiny.examples()).run(tmp_path, told_nothing)
    again = Trainer(recipe, tiny.examples())
    again.run(tmp_path, told_nothing)
    assert len(again.losses) == len(again.steps)


def test_the_rate_rises_once_and_falls_to_almost_nothing(recipe: Recipe) -> None:
    warm = recipe.model_copy(update={"optimiser": recipe.optimiser.model_copy(update={"warmup": 0.4})})
    trainer = Trainer(warm, tiny.examples())
    n = len(trainer.steps)
    rates = [trainer.rate(step) for step in range(n + 1)]
    top = round(0.4 * n)
    assert max(rates) == rates[top - 1] == rates[top] == 1
    assert rates[: top - 1] == sorted(rates[: top - 1])
    assert rates[0] == pytest.approx(1 / top)
    assert rates[top:] == sorted(rates[top:], reverse=True)
    assert rates[n] == 0


def test_loaded_weights_keep_each_corpus_its_offset(recipe: Recipe, tmp_path: Path) -> None:
    old, _ = build_network(recipe, ("a", "b"))
    head: Any = old.heads["target"]
    with torch.no_grad():
        head.offset.weight.copy_(torch.tensor([[1.0, 2.0, 3.0], [5.0, 6.0, 9.0]]))
    save_weights(old, tmp_path / WEIGHTS)
    other = recipe.model_copy(update={"seed": 7})
    new, _ = build_network(other, ("b", "new", "a"))
    load_weights(new, tmp_path / WEIGHTS)
    loaded: Any = new.heads["target"]
    assert loaded.offset.weight.tolist() == [[5.0, 6.0, 9.0], [3.0, 4.0, 6.0], [1.0, 2.0, 3.0]]
    mapped = new.state_dict()
    for name, value in old.state_dict().items():
        assert "offset" in name or torch.equal(value, mapped[name]), name


def test_a_checkpoint_of_another_recipe_is_refused(tmp_path: Path, tiny_encoder: Path) -> None:
    first = tiny.recipe(tiny_encoder)
    trainer = Trainer(first, tiny.examples())
    trainer._save(tmp_path / CHECKPOINT)
    other = Trainer(first.model_copy(update={"seed": 99}), tiny.examples())
    with pytest.raises(RecipeError, match="another recipe"):
        other.run(tmp_path, lambda _: None, resume=True)
