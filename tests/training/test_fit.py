from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import torch

from tests import tiny
from training.fit import CHECKPOINT, WEIGHTS, Trainer, build_network, load_weights, mix_weights, save_weights
from training.recipe import Losses, Optimiser, Recipe, RecipeError


def told_nothing(_: dict[str, Any]) -> None:
    return None


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    found: dict[str, torch.Tensor] = torch.load(folder / WEIGHTS, weights_only=True)["weights"]
    return found


@pytest.fixture
def recipe(tiny_encoder: Path) -> Recipe:
    """Every label family, with the moving average, dropout and checkpoints at work."""
    optimiser = Optimiser(batch=4, encoder_rate=1e-3, head_rate=1e-2, average=0.9)
    return tiny.recipe(tiny_encoder, optimiser=optimiser, finish=None)


FAMILIES = {"toxicity", "conspiracy", "gate", "parent", "target", "spans"}


def test_a_separable_problem_is_learnt(tiny_encoder: Path, tmp_path: Path) -> None:
    recipe = tiny.recipe(tiny_encoder, passes={"house": 13, "jigsaw": 13}, finish=None)
    trainer = Trainer(recipe, tiny.examples())
    entries: list[dict[str, Any]] = []
    trainer.run(tmp_path, entries.append)
    assert len(trainer.losses) == trainer.step == 52  # 2 corpora of 8 rows, 13 times, in batches of 4
    assert {frozenset(losses) for losses in trainer.losses} == {frozenset(FAMILIES)}
    for family in ("toxicity", "conspiracy"):
        told = [losses[family] for losses in trainer.losses]
        assert np.mean(told[-8:]) < 0.5 * np.mean(told[:8]), family
    assert [entry["step"] for entry in entries] == [50, 52]
    toxicity = np.mean([losses["toxicity"] for losses in trainer.losses])
    assert entries[-1]["loss_toxicity"] == pytest.approx(toxicity, abs=1e-4)
    assert entries[-1]["loss_target"] == entries[-1]["loss_spans"] == 0  # neither corpus judges them


def test_frozen_embeddings_stay_and_the_rest_moves(tiny_encoder: Path, tmp_path: Path, recipe: Recipe) -> None:
    before = {k: v.clone() for k, v in build_network(recipe, recipe.corpora())[0].state_dict().items()}
    Trainer(recipe, tiny.examples()).run(tmp_path, told_nothing)
    after = weights_of(tmp_path)
    moved = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert not [name for name in moved if "word_embeddings" in name]
    assert "encoder.transformer.encoder.layer.0.attention.self.query.weight" in moved
    assert {f"heads.{name}.second.weight" for name in ("toxicity", "conspiracy", "parent", "target")} <= moved
    assert "marks.weight" in moved


def test_a_corpus_teaches_the_heads_it_has_labels_for_and_no_others(tiny_encoder: Path) -> None:
    for corpus, taught in {
        "jigsaw": {"toxicity"},
        "semeval2016": {"target"},
        "toxic_spans": {"spans"},
        "house": {"toxicity", "conspiracy", "gate", "parent"},
    }.items():
        trainer = Trainer(tiny.recipe(tiny_encoder, passes={corpus: 1}, finish=None), tiny.examples())
        losses = trainer.loss(trainer.steps[0])
        assert {name for name, value in losses.items() if float(value.detach())} == taught
        torch.stack(list(losses.values())).sum().backward()  # type: ignore[no-untyped-call]
        parts = {**dict(trainer.network.heads.items()), "spans": trainer.network.marks}
        moved = {n for n, part in parts.items() if any(p.grad is not None and p.grad.any() for p in part.parameters())}
        assert moved == taught


def test_an_expert_learns_from_its_own_corpus_and_the_gate_whose_a_row_is(tiny_encoder: Path) -> None:
    examples = tiny.examples().filter(pl.col("corpus") == "house", pl.col("split") == "train")
    examples = pl.concat([examples, examples.with_columns(pl.lit("pan24").alias("corpus"))])
    trainer = Trainer(tiny.recipe(tiny_encoder, passes={"house": 1, "pan24": 1}, finish=None), examples)
    heads: Any = trainer.network.heads
    for corpus, taught, idle in (("house", "conspiracy", "expert_pan24"), ("pan24", "expert_pan24", "conspiracy")):
        trainer.optimiser.zero_grad(set_to_none=True)
        rows = np.flatnonzero(np.array(trainer.data.corpus) == corpus)
        losses = trainer.loss(rows)
        found = trainer.forward([trainer.data.rows[i] for i in rows], trainer.corpus_ids[rows])
        (losses["conspiracy"] + losses["gate"]).backward()  # type: ignore[no-untyped-call]
        assert heads[taught].second.weight.grad.any()
        assert heads[idle].second.weight.grad is None or not heads[idle].second.weight.grad.any()
        place = trainer.recipe.experts.index(corpus) + 1 if corpus in trainer.recipe.experts else 0
        missed = -torch.log_softmax(found["gate"], dim=1)[:, place].mean()
        assert float(losses["gate"].detach()) == pytest.approx(float(missed.detach()), rel=0.5)  # dropout differs


def test_experts_start_as_the_head_of_all_corpora_and_the_gate_stays(recipe: Recipe, tmp_path: Path) -> None:
    old, _ = build_network(recipe.model_copy(update={"experts": ()}), ("a", "b"))
    head: Any = old.heads["conspiracy"]
    with torch.no_grad():
        head.offset.weight.copy_(torch.tensor([[1.0], [4.0]]))
    save_weights(old, tmp_path / WEIGHTS)
    new, _ = build_network(recipe.model_copy(update={"seed": 7}), ("a", "b"))
    heads: Any = new.heads
    gate = heads["gate"].second.weight.clone()
    load_weights(new, tmp_path / WEIGHTS)
    torch.testing.assert_close(heads["expert_pan24"].second.weight, head.second.weight)
    torch.testing.assert_close(heads["expert_pan24"].second.bias, head.second.bias + 2.5)  # the mean offset
    assert torch.equal(heads["gate"].second.weight, gate)
    begun = {name: value.clone() for name, value in new.state_dict().items()}
    with torch.no_grad():
        for parameter in new.parameters():
            parameter.add_(1.0)
    mix_weights(new, tmp_path / WEIGHTS, 0.25)
    for name, value in new.state_dict().items():
        if name in dict(new.named_parameters()):
            moved = 1.0 if name.startswith("heads.gate") else 0.25
            torch.testing.assert_close(value, begun[name] + moved)


def test_a_family_may_weigh_more_or_nothing(tiny_encoder: Path) -> None:
    def losses(**families: float) -> dict[str, float]:
        plain = tiny.recipe(tiny_encoder, finish=None, head_dropout=0.0)
        recipe = plain.model_copy(update={"losses": Losses.model_validate({"families": families})})
        trainer = Trainer(recipe, tiny.examples())
        return {name: float(value.detach()) for name, value in trainer.loss(np.arange(20)).items()}

    plain, heavy = losses(), losses(parent=2.5, spans=0)
    assert heavy == pytest.approx(plain | {"parent": 2.5 * plain["parent"], "spans": 0}, rel=1e-5)


def test_marks_stand_behind_the_first_token_of_the_row(tiny_encoder: Path) -> None:
    trainer = Trainer(tiny.recipe(tiny_encoder, passes={"toxic_spans": 1}, finish=None), tiny.examples())
    row = next(i for i, marks in enumerate(trainer.data.marks) if marks is not None and marks[:, 0].any())
    told = trainer.data.marks[row]
    assert told is not None
    marks = trainer._marks(np.array([row]), 20).numpy()[0]
    assert np.isnan(marks[0]).all()
    np.testing.assert_array_equal(marks[1 : 1 + len(told)], told)
    assert np.isnan(marks[1 + len(told) :]).all()
    assert trainer.data.rows[row].own[int(told[:, 0].argmax())] in (
        tiny.vocabulary()["idiot"],
        tiny.vocabulary()["stupid"],
    )


def test_only_training_rows_of_the_recipes_corpora_are_read(recipe: Recipe) -> None:
    trainer = Trainer(recipe.model_copy(update={"passes": {"house": 1.0}}), tiny.examples())
    assert trainer.data.corpus == ["house"] * 8
    assert sorted(np.concatenate(trainer.steps).tolist()) == list(range(8))


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
