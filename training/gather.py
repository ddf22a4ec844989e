"""The rows a run or an evaluation works on: corpora under a folder, the user's own files, leaks taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from training import corpora
from training.corpora import SHIPPED, CorpusError
from training.dedup import LeakReport, drop_leaks, text_key
from training.evaluate import EvaluationError
from training.examples import EXAMPLE_SCHEMA
from training.recipe import Recipe, RecipeError
from training.suites import Suite

#: How often the user's own training rows are seen where the recipe does not say.
PASSES = 3.0
#: A corpus read for its test part alone, and the one whose test it is.
TEST_OF = {"tweeteval_offensive": "olid"}


def corpora_of(recipe: Recipe, extra: Sequence[pl.DataFrame] = ()) -> list[str]:
    """Return the public corpora a recipe needs, in the registry's order.

    Raises:
        RecipeError: It names a corpus that is neither public nor among the user's own.
    """
    known = [corpus.name for corpus in corpora.CORPORA]
    own = {name for frame in extra for name in frame.get_column("corpus").unique()}
    unknown = [name for name in recipe.corpora() if name not in known and name not in own]
    if unknown:
        hint = f"Known: {', '.join(known)}. Your own files go by --data and are called by their names."
        raise RecipeError("a corpus that nobody knows", where=recipe.name, value=unknown[0], hint=hint)
    wanted = {*recipe.corpora(), *(test for test, of in TEST_OF.items() if of in recipe.corpora())}
    return [name for name in known if name in wanted]


def with_own(recipe: Recipe, frames: Sequence[pl.DataFrame], passes: float = PASSES) -> Recipe:
    """Return the recipe with passes over the user's own rows.

    A recipe that names them already keeps its word. The finishing stage, where there is one, replays them once.
    """
    own = sorted({name for frame in frames for name in frame.get_column("corpus").unique()})
    changes: dict[str, object] = {"passes": dict.fromkeys(own, passes) | recipe.passes}
    if recipe.finish is not None:
        finish = dict.fromkeys(own, min(1.0, passes)) | recipe.finish.passes
        changes["finish"] = recipe.finish.model_copy(update={"passes": finish})
    return recipe.model_copy(update=changes)


@dataclass(frozen=True)
class Evaluation:
    """Rows to measure on, and what could not be measured.

    Attributes:
        examples: Example table, leaks taken out.
        skipped: Suite → why it cannot be run.
        leaks: What was taken out of training and validation rows.
        seen: The user's test rows dropped because a training row of a corpus has their text.
    """

    examples: pl.DataFrame
    skipped: dict[str, str] = field(default_factory=dict)
    leaks: LeakReport = field(default_factory=LeakReport)
    seen: int = 0


def for_suites(root: Path | None, suites: Sequence[Suite], *, demanded: bool) -> Evaluation:
    """Read what `suites` need from the corpora under `root`; those that ship are always there.

    Args:
        root: The corpora's folder, or None.
        suites: The suites to run.
        demanded: Whether a suite whose corpus is missing is an error rather than skipped: the user named it.

    Raises:
        CorpusError: A corpus is broken, or missing where that is an error.
        EvaluationError: No folder was named and a suite that was asked for needs one.
    """
    wanted = {name for suite in suites for name in suite.corpora}
    frames, missing = [], dict[str, str]()
    for corpus in corpora.CORPORA:
        if corpus.name in wanted:
            try:
                frames.append(corpora.load(root or SHIPPED, [corpus.name]))
            except CorpusError as error:
                if (root or SHIPPED).joinpath(corpus.path).exists():
                    raise
                missing[corpus.name] = error.message if root else f"it needs --corpora with {corpus.path}"
    skipped = {suite.name: missing[suite.corpus] for suite in suites if suite.corpus in missing}
    if demanded and skipped:
        name, why = next(iter(skipped.items()))
        hint = "Name the folder that holds the corpora with --corpora."
        raise EvaluationError(f"the suite {name} cannot be run: {why}", where=str(root or "--suite"), hint=hint)
    if not frames:
        return Evaluation(pl.DataFrame(schema=EXAMPLE_SCHEMA), skipped)
    examples, leaks = drop_leaks(pl.concat(frames))
    return Evaluation(examples, skipped, leaks)


def trained_rows(root: Path | None, names: Sequence[str]) -> pl.DataFrame:
    """Return the training rows of those of the named corpora that are there under `root`, or ship."""
    place = root or SHIPPED
    known = [c for c in corpora.CORPORA if c.name in names]
    there = [c.name for c in known if (place / c.path).exists() or c.shipped is not None]
    rows = corpora.load(place, there) if there else pl.DataFrame(schema=EXAMPLE_SCHEMA)
    return rows.filter(pl.col("split") == "train")


def unseen(own: pl.DataFrame, examples: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Drop the test rows of `own` whose text a training row of `examples` has; return the rest and the count."""
    train = set(examples.filter(pl.col("split") == "train").get_column("text").map_elements(text_key, pl.String))
    keys = own.get_column("text").map_elements(text_key, return_dtype=pl.String)
    known = (keys.is_in(list(train - {""}))) & (own.get_column("split") == "test")
    return own.filter(~known), int(known.sum())
