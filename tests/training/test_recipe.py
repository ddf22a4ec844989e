from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import ExitCode
from training import corpora
from training.recipe import Recipe, RecipeError, load_recipe

CONFIGS = sorted((Path(__file__).parents[2] / "configs").glob("*.yaml"))


def refusal(path: Path) -> str:
    """Load a recipe that must be refused; return what the user is told."""
    with pytest.raises(RecipeError) as caught:
        load_recipe(path)
    assert caught.value.exit_code == ExitCode.USAGE
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    return tmp_path / "recipe.yaml"


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_shipped_recipe_loads_and_names_known_corpora(path: Path) -> None:
    recipe = load_recipe(path)
    for stage in recipe.stages():
        assert set(stage) <= {"comment", "parent", "target"}
    for name in recipe.corpora():
        assert corpora.by_name(name).name == name
    assert recipe.reference_corpus in recipe.corpora()


def test_there_are_shipped_recipes() -> None:
    assert "default" in {path.stem for path in CONFIGS}


def test_what_is_left_out_has_its_default(written: Path) -> None:
    written.write_text("name: mine\npasses: {comment: {house: 2}}\n")
    recipe = load_recipe(written)
    assert recipe == Recipe(name="mine", passes={"comment": {"house": 2.0}})
    assert recipe.layouts.parent.context == 64
    assert recipe.finish is None


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("name: a\npasses: {}\nencodr: x\n", "encodr"),
        ("name: a\npasses: {}\noptimiser: {rate: 1}\n", "optimiser.rate"),
        ("name: a\npasses: {comment: {house: often}}\n", "passes.comment.house"),
        ("name: a\npasses: {}\nhead_dropout: 1.5\n", "head_dropout"),
        ("name: a\npasses: {}\ndtype: float16\n", "dtype"),
        ("name: a\n", "passes"),
        ("", "dictionary"),
        ("- a\n- b\n", "dictionary"),
        ("name: [1\n", "not valid YAML"),
        ("name: a\n\tpasses: {}\n", "not valid YAML"),
    ],
)
def test_a_recipe_that_does_not_fit_is_refused_with_the_place(written: Path, content: str, named: str) -> None:
    written.write_text(content)
    assert named in refusal(written)


def test_a_missing_recipe_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "cannot read the recipe" in refusal(tmp_path / "none.yaml")
    assert "cannot read the recipe" in refusal(tmp_path)


def test_the_finishing_stage_stands_alone() -> None:
    finish = {"passes": {"comment": {"pan24": 3}}, "encoder_rate": 2e-5, "label_weights": {"threat": 2}}
    recipe = Recipe.model_validate({"name": "a", "passes": {"parent": {"house": 1}}, "finish": finish})
    stage = recipe.finishing()
    assert stage.passes == {"comment": {"pan24": 3.0}}
    assert stage.optimiser.encoder_rate == 2e-5
    assert stage.optimiser.batch == recipe.optimiser.batch
    assert stage.losses == recipe.losses.model_copy(update={"label_weights": {"threat": 2.0}})
    assert stage.finish is None
    assert recipe.corpora() == ("house", "pan24")
    assert stage.corpora() == ("pan24",)
    assert recipe.stages() == [recipe.passes, stage.passes]


def test_a_recipe_of_one_stage_has_no_finishing_stage() -> None:
    with pytest.raises(RecipeError, match="finish"):
        Recipe(name="mine", passes={}).finishing()
