from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests import tiny
from training.examples import as_examples
from training.fit import WEIGHTS, Trainer, build_network, save_weights
from training.folds import FOLDS, conspiracy_logits, contrast_figure, cross_validate, fold_of
from training.recipe import Finish, Recipe


def test_a_fold_is_fixed_by_the_group_and_every_fold_is_used() -> None:
    groups = [f"group {i}" for i in range(500)]
    folds = [fold_of(group) for group in groups]
    assert folds == [fold_of(group) for group in groups]
    counts = Counter(folds)
    assert set(counts) == set(range(FOLDS))
    assert min(counts.values()) > 70
    assert [fold_of(group) for group in ("a", "b", "c", "d")] == [3, 3, 4, 0]


def contrast(*sets: tuple[float, float, float]) -> pl.DataFrame:
    """Scored sets: the logit of the plot, then of two negatives."""
    rows = [
        {"corpus": "house_contrast", "group": f"g{i}", "conspiracy": float(place == 0), "logit": logit}
        for i, logits in enumerate(sets)
        for place, logit in enumerate(logits)
    ]
    return pl.DataFrame([*rows, {"corpus": "pan24", "group": "x", "conspiracy": 1.0, "logit": -9.0}])


def test_a_set_is_right_when_the_plot_is_above_both_negatives() -> None:
    scored = contrast((0.9, 0.1, 0.5), (0.3, 0.4, 0.1), (0.3, 0.1, 0.4), (0.2, -1.0, -2.0), (0.5, 0.5, 0.1))
    figure = contrast_figure(scored)
    assert (figure.suite, figure.value, figure.n) == ("house-contrast", 0.4, 5)
    assert figure.low <= 0.4 <= figure.high


def small_corpora() -> pl.DataFrame:
    """Pairs of rows that share a group, in the corpora measured by folds."""
    words = tiny.WORDS
    return as_examples(
        pl.DataFrame(
            [
                {
                    "id": f"{corpus}-{i}",
                    "corpus": corpus,
                    "split": "train" if i % 3 else "val",
                    "group": f"{corpus}-{i // 2}",
                    "text": f"{words[i]} {words[-i]} {corpus}",
                    "conspiracy": float(i % 2),
                }
                for corpus in ("pan24", "house_contrast")
                for i in range(20)
            ]
        )
    )


@pytest.fixture
def recipe(tiny_encoder: Path) -> Recipe:
    finish = Finish(passes={"pan24": 1, "house_contrast": 1, "house": 1})
    return tiny.recipe(tiny_encoder, passes={"house": 1}, finish=finish)


def test_each_row_is_scored_once_by_a_network_that_never_saw_its_group(
    recipe: Recipe, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[pl.DataFrame] = []
    stages: list[Recipe] = []
    begin = Trainer.__init__

    def spying(self: Trainer, stage: Recipe, examples: pl.DataFrame, **more: Any) -> None:
        seen.append(examples.filter(split="train"))
        stages.append(stage)
        begin(self, stage, examples, **more)

    monkeypatch.setattr(Trainer, "__init__", spying)
    save_weights(build_network(recipe, recipe.corpora())[0], tmp_path / WEIGHTS)
    examples = pl.concat([tiny.examples(), small_corpora()])
    scored = cross_validate(recipe, examples, tmp_path / WEIGHTS, tmp_path / "folds", lambda _: None)

    assert sorted(scored["id"]) == sorted(small_corpora()["id"])
    assert np.isfinite(scored["logit"].to_numpy()).all()
    assert len(seen) == FOLDS
    for fold, train in enumerate(seen):
        held = scored.filter(fold=fold)
        assert not set(held["group"]) & set(train["group"])
        assert set(held["id"]) | set(train["id"]) >= set(small_corpora()["id"])
    assert all(set(stage.passes) == {"pan24", "house_contrast"} for stage in stages)  # no replay
    again = cross_validate(recipe, examples, tmp_path / WEIGHTS, tmp_path / "folds", lambda _: None)
    assert again.equals(scored)
    assert len(seen) == FOLDS  # finished folds are not run again


def test_a_text_has_the_conspiracy_logit_of_its_highest_window(recipe: Recipe) -> None:
    network, tokenizer = build_network(recipe, recipe.corpora())
    words = tiny.WORDS
    texts = [" ".join(words[:40]), "thanks", " ".join(words[40:52]), "", "thanks"]
    found, shares = conspiracy_logits(network, tokenizer, recipe, texts)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-6)
    width, step = recipe.tokens.own, recipe.tokens.own - recipe.tokens.own // 4
    windows = [" ".join(words[:40][start : start + width]) for start in range(0, 40 - width + step, step)]
    assert found[0] == pytest.approx(conspiracy_logits(network, tokenizer, recipe, windows)[0].max(), abs=1e-5)
    alone = [conspiracy_logits(network, tokenizer, recipe, [text])[0][0] for text in texts]
    np.testing.assert_allclose(found, alone, atol=1e-5)
    assert found[1] == found[4] != found[2]
