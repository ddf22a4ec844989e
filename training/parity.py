"""Is a quantised bundle as good as the one it was made from? Both are measured on every suite, row by row."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from analyzer.models.bundle import Bundle
from analyzer.models.encode import SpecialTokens
from analyzer.models.encoder import Encoder
from analyzer.models.scorer import Scorer
from training.compare import Comparison, beyond, compare
from training.corpora.splits import lowest, with_places
from training.evaluate import EvaluationError, measure, named_suites
from training.export import export_encoder, head_arrays
from training.judges import BundleJudge
from training.model import Network
from training.restore import recipe_of, restore
from training.run import finished
from training.suites import Bench

#: What int8 may lose against fp32 on any suite: half a point.
MARGIN = 0.005


def twin(bundle: Bundle, run: Path | None = None, threads: int = 1) -> Scorer:
    """Return a bundle's full-precision twin: its heads, calibration and thresholds on an encoder in float32.

    Args:
        bundle: The quantised bundle.
        run: Folder of the run it was packed from. Without one the weights are the bundle's own int8 values turned into
            floats: then only what rounding the activations costs is seen, not what rounding the weights cost.
        threads: Threads of the encoder's session.

    Raises:
        EvaluationError: The run lacks its weights, or is not the run the bundle was packed from.
        ModelError: The bundle does not say by which recipe it was trained.
    """
    network = restore(bundle)[0] if run is None else _packed_from(bundle, run)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "encoder.onnx"
        export_encoder(network, path, quantise=False)
        return Scorer(replace(bundle, encoder=Encoder(path, SpecialTokens.of(bundle.tokenizer), threads)))


def _packed_from(bundle: Bundle, run: Path) -> Network:
    recipe = recipe_of(bundle)
    network, _ = finished(recipe, run)
    for view, head in head_arrays(network, recipe.reference_corpus).items():
        if not np.allclose(head.first, bundle.heads[view].first, atol=1e-6):
            hint = "Name the folder the bundle was packed from, or leave it out."
            raise EvaluationError("the weights of the run are not the bundle's", where=str(run), value=view, hint=hint)
    return network


def sampled(examples: pl.DataFrame, most: int) -> pl.DataFrame:
    """Keep at most `most` validation and test rows of each corpus, the same each time; no training rows."""
    held = examples.filter(pl.col("split") != "train")
    return lowest(with_places(held), most, "corpus", "split")


def parity(
    quantised: Scorer,
    full: Scorer,
    examples: pl.DataFrame,
    names: Sequence[str] = (),
    pool: Sequence[str] = (),
    report: Callable[[str], None] = lambda _: None,
) -> list[Comparison]:
    """Compare a quantised bundle with its full-precision twin on the named suites, or on all.

    The twin's thresholds should be the quantised bundle's: give it the same manifest, or differences in calibration are
    counted as well.
    """
    suites = named_suites(names)
    first, second = (measure(Bench(BundleJudge(s), examples, pool), suites, report) for s in (quantised, full))
    return compare(first, second)


def lost(comparisons: Sequence[Comparison], margin: float = MARGIN) -> list[Comparison]:
    """Return the headline figures where quantisation loses more than `margin`: keep that part in higher precision."""
    return beyond(comparisons, margin)


def shown(comparisons: Sequence[Comparison], margin: float = MARGIN) -> list[Comparison]:
    """Return those of `lost` whose whole interval lies beyond the margin: more than the chance of the rows drawn."""
    worse = {"up": lambda c: c.high < -margin, "down": lambda c: c.low > margin}
    return [c for c in lost(comparisons, margin) if worse[c.better](c)]
