from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.errors import ExitCode
from analyzer.models.views import Layout
from training import corpora
from training.recipe import Recipe, RecipeError, check, load_recipe, read_yaml
from training.tuning import Tuning

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
    content = read_yaml(path)
    if content.get("kind") == "tune":
        names = tuple(check(Tuning, content, path).replay)
    else:
        recipe = load_recipe(path)
        names = recipe.corpora()
        assert recipe.reference_corpus in names
    for name in names:
        assert corpora.by_name(name).name == name


def test_there_are_shipped_recipes() -> None:
    assert "default" in {path.stem for path in CONFIGS}


def test_what_is_left_out_has_its_default(written: Path) -> None:
    written.write_text("name: mine\npasses: {house: 2}\n")
    recipe = load_recipe(written)
    assert recipe == Recipe(name="mine", passes={"house": 2.0})
    assert recipe.tokens.layout() == Layout(own=128, parent=64, target=32)
    assert recipe.finish is None


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("name: a\npasses: {}\nencodr: x\n", "encodr"),
        ("name: a\npasses: {}\noptimiser: {rate: 1}\n", "optimiser.rate"),
        ("name: a\npasses: {house: often}\n", "passes.house"),
        ("name: a\npasses: {comment: {house: 1}}\n", "passes.comment"),
        ("name: a\npasses: {house: -1}\n", "passes.house"),
        ("name: a\npasses: {}\ntokens: {own: 2}\n", "tokens.own"),
        ("name: a\npasses: {}\nlosses: {families: {threat: 2}}\n", "losses.families.threat"),
        ("name: a\npasses: {}\nfinish: {passes: {}, share: 0}\n", "finish.share"),
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
    finish = {"passes": {"pan24": 3}, "encoder_rate": 2e-5, "families": {"conspiracy": 2}}
    losses = {"families": {"conspiracy": 1.5, "spans": 0.5}}
    recipe = Recipe.model_validate({"name": "a", "passes": {"house": 1}, "finish": finish, "losses": losses})
    stage = recipe.finishing()
    assert stage.passes == {"pan24": 3.0}
    assert stage.optimiser.encoder_rate == 2e-5
    assert stage.optimiser.batch == recipe.optimiser.batch
    assert stage.losses.families == {"conspiracy": 2.0, "spans": 0.5}
    assert stage.losses.smoothing == recipe.losses.smoothing
    assert stage.finish is None
    assert recipe.corpora() == ("house", "pan24")
    assert stage.corpora() == ("pan24",)
    assert recipe.stages() == [recipe.passes, stage.passes]


def test_a_recipe_of_one_stage_has_no_finishing_stage() -> None:
    with pytest.raises(RecipeError, match="finish"):
        Recipe(name="mine", passes={}).finishing()


@pytest.mark.parametrize("last", ["passes: {pan24: 1}\nfinish: {passes: {house: 1}}", "passes: {pan24: 0}"])
def test_an_expert_that_nothing_teaches_is_refused(written: Path, last: str) -> None:
    written.write_text(f"name: a\nexperts: [pan24]\n{last}\n")
    assert "pan24" in refusal(written)
    written.write_text("name: a\nexperts: [pan24]\npasses: {}\nfinish: {passes: {pan24: 1}}\n")
    recipe = load_recipe(written)
    assert recipe.first().experts == ()
    assert recipe.finishing().experts == ("pan24",)
