"""Fine-tune a finished bundle on a user's own labelled rows, in minutes, without forgetting what it knew.

Three things keep the old skill. What a row does not judge is held at what the parent bundle says of it (Li and Hoiem
2016, "Learning without forgetting"). The contrast sets that ship, and public corpora where the user has them, are
replayed. And the result goes only part of the way from the parent's weights (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from analyzer.models.bundle import Bundle, load_bundle
from analyzer.models.heads import Head, sigmoid, softmax
from analyzer.models.lexical import NONE
from analyzer.models.scorer import Scorer
from analyzer.models.views import STANCES
from training import corpora
from training.curves import draw_curves
from training.dedup import LeakReport, drop_leaks
from training.fit import WEIGHTS, Trainer, load_weights, mix_weights, save_weights
from training.gather import corpora_of
from training.pack import pack
from training.readers import Account
from training.recipe import Recipe
from training.restore import restore
from training.run import data_hash, facts_of
from training.run_record import write_record
from training.tuning import Tuning
from training.views import FloatArray, TrainData

Report = Callable[[dict[str, Any]], None]
START = "start.pt"


def tune(
    tuning: Tuning,
    own: Sequence[pl.DataFrame],
    folder: Path,
    report: Report,
    *,
    root: Path | None = None,
    pool: Sequence[str] = (),
    resume: bool = False,
    accounts: Sequence[Account] = (),
) -> Path:
    """Train the bundle that `tuning` names further on the user's rows; return the folder of the new bundle.

    Args:
        tuning: How.
        own: Example tables of the user's files.
        folder: Gets `config.yaml` and `data.json`, `tune/` (weights, checkpoints, `metrics.jsonl`), `metrics.csv` and
            `curves.html`, `log.jsonl` and `bundle/`.
        report: Told of progress.
        root: Folder of public corpora to replay and to calibrate on; without it the contrast sets that ship stand in.
        pool: Unlabelled comments as they come, for the operating points.
        resume: Go on from what `folder` holds.
        accounts: What became of the rows of each file, for the record.

    Raises:
        ModelError: The bundle is missing, damaged, or was not made by analyzer-train.
        RecipeError: The checkpoint in `folder` is of other data or another recipe.
    """
    parent = load_bundle(tuning.bundle())
    network, tokenizer, base = restore(parent)
    examples, leaks = gather(tuning, base, own, root)
    recipe = tuning.recipe(base, examples)
    write_record(folder, tuning, examples, leaks, accounts)
    start = folder / START
    save_weights(network, start)
    trained = folder / "tune" / WEIGHTS
    if not (resume and trained.is_file()):
        trainer = Trainer(recipe, examples, corpora=network.shape.corpora, init=start, fill=Keeper(parent).fill)
        trainer.run(folder / "tune", report, resume=resume, watched=examples)
    draw_curves(folder)
    load_weights(network, trained)
    mix_weights(network, start, tuning.share)
    bundle = folder / "bundle"
    told = data_hash(examples)
    pack(
        network,
        tokenizer,
        recipe,
        examples,
        bundle,
        version=f"{parent.manifest.version.split('+')[0]}+{told[:8]}",
        training=facts_of(recipe, examples)
        | {"recipe": base.model_dump(mode="json"), "parent": parent.identity}
        | {"tuning": tuning.model_dump(mode="json")},
        pool=pool,
        parent=parent,
        report=lambda text: report({"doing": text}),
    )
    return bundle


def gather(
    tuning: Tuning, base: Recipe, own: Sequence[pl.DataFrame], root: Path | None
) -> tuple[pl.DataFrame, LeakReport]:
    """Return the user's rows and what is replayed beside them, leaks taken out, and what was taken out.

    Every training row counts as one of the reference corpus: the user's labels say where a label begins.
    """
    replay = {name: count for name, count in tuning.replay.items() if root or corpora.by_name(name).shipped}
    wanted = base.model_copy(update={"passes": replay, "finish": None})
    public = corpora.load(root or corpora.SHIPPED, corpora_of(wanted)) if replay else None
    return drop_leaks(pl.concat([*own, *([public] if public is not None else [])]))


class Keeper:
    """Fills in what rows do not judge with what the parent's network says, before calibration and without n-grams."""

    def __init__(self, parent: Bundle) -> None:
        plain = {view: _plain(head) for view, head in parent.heads.items()}
        self._scorer = Scorer(replace(parent, heads=plain, lexical=NONE))

    def fill(self, data: TrainData) -> TrainData:
        """Return `data` with every unjudged label set to the parent's probability; stances where there is a context."""
        rows = data.rows
        judged = self._scorer.judge(
            [row.own for row in rows], [row.parent for row in rows], [row.target for row in rows]
        )
        labels = dict(data.labels)
        labels["comment"] = _filled(labels["comment"], sigmoid(judged.comment))
        for view in STANCES:
            said = judged.parent if view == "parent" else judged.target
            labels[view] = _filled(labels[view], softmax(said))
        return replace(data, labels=labels)


def _plain(head: Head) -> Head:
    return replace(head, scale=np.ones_like(head.scale), shift=np.zeros_like(head.shift))


def _filled(labels: FloatArray, said: FloatArray) -> FloatArray:
    return np.where(np.isnan(labels), said, labels).astype(np.float32)
