"""The settings of fine-tuning: one typed schema for `configs/tune.yaml`; an unknown key is an error."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field, NonNegativeFloat

from training.recipe import Part, Recipe


class Tuning(Part):
    """How a finished bundle is trained further."""

    kind: Literal["tune"]
    name: str
    parent: str = Field("shipped", description="folder of the bundle to start from, or `shipped`")
    seed: int = 1
    passes: float = Field(4.0, gt=0, description="how often the user's rows are seen")
    encoder_rate: float = 3e-5
    head_rate: float = 3e-4
    share: float = Field(0.7, gt=0, le=1, description="how far the result moves from the parent's weights")
    replay: dict[str, NonNegativeFloat] = Field(
        {}, description="corpus -> how often its rows are seen beside the user's"
    )

    def bundle(self) -> Path | None:
        """Return the folder of the parent; None for the bundle that ships."""
        return None if self.parent == "shipped" else Path(self.parent)

    def recipe(self, base: Recipe, examples: pl.DataFrame) -> Recipe:
        """Return the training recipe: the parent's network, these rates, passes over the rows that are there."""
        names = examples.get_column("corpus").unique().sort().to_list()
        rates = {"encoder_rate": self.encoder_rate, "head_rate": self.head_rate, "average": 0.0}
        return base.model_copy(
            update={
                "name": self.name,
                "seed": self.seed,
                "passes": {name: self.replay.get(name, self.passes) for name in names},
                "finish": None,
                "optimiser": base.optimiser.model_copy(update=rates),
            }
        )
