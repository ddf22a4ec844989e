"""From a trained network to a bundle: export, calibrate on validation rows, choose points, measure, write the card."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.bundle import FORMAT, MANIFEST, Bundle, file_hash, load_bundle
from analyzer.models.heads import Head
from analyzer.models.scorer import Scorer
from analyzer.models.views import HEAD_LABELS, VIEWS, View
from training import corpora
from training.calibrate import NaturalRates, decision_weights, fit_binary, fit_choice, operating_points
from training.card import write_card
from training.evaluate import evaluate
from training.export import expert_arrays, export_encoder, head_arrays, save_heads
from training.lexical import fit_lexical
from training.model import Network
from training.predict import logits
from training.recipe import Recipe
from training.samples import sample_feeds
from training.spans import span_points
from training.views import label_array, rows_of

Array = npt.NDArray[np.float64]

#: Validation rows each view is calibrated on: comments of the domain first, then corpora with the same labels.
CALIBRATION: dict[View, tuple[str, ...]] = {
    "comment": ("house", "jigsaw"),
    "parent": ("house", "debagreement", "rumoureval"),
    "target": ("semeval2016", "mtcsd", "vast"),
}

#: A label with fewer positives in validation gets no operating point: a threshold on less says nothing.
MIN_POSITIVES = 5
#: With fewer a bundle that is trained further keeps its parent's calibration and points of the label: chosen anew on
#: the few of 500 rows, the default point lost 18 points of macro-F1 on tweets.
MIN_CHOSEN_ANEW = 30
#: Stances are calibrated anew on this many validation rows or more.
MIN_ROWS = 30


def pack(
    network: Network,
    tokenizer: Any,
    recipe: Recipe,
    examples: pl.DataFrame,
    folder: Path,
    *,
    version: str,
    training: dict[str, Any],
    pool: Sequence[str] = (),
    figures: list[dict[str, Any]] | None = None,
    parent: Bundle | None = None,
    report: Callable[[str], None] = lambda _: None,
) -> None:
    """Write a whole bundle into `folder`, replacing what is there once the new one is complete.

    Args:
        network: The trained network.
        tokenizer: Its `tokenizers.Tokenizer`.
        recipe: What it was trained by.
        examples: Example table with validation and test rows.
        folder: Where the bundle goes.
        version: The bundle's version.
        training: Facts of the run for the manifest: rows, seconds, seed, data hash.
        pool: Unlabelled comments as they come, for the operating points.
        figures: Measurements made elsewhere (cross-validation), put before the suites.
        parent: The bundle it was trained further from: its calibration, points and span thresholds stay where there
            are too few validation rows to choose anew.
        report: Told what is being done.
    """
    work = folder.with_name(folder.name + ".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    report("exporting the encoder")
    export_encoder(network, work / "encoder.onnx", samples=sample_feeds(tokenizer, recipe.tokens.layout()))
    tokenizer.save(str(work / "tokenizer.json"))
    heads = head_arrays(network, recipe.reference_corpus)
    experts = expert_arrays(network)
    lexical = parent.lexical if parent else fit_lexical(examples, tokenizer, recipe.lexical, recipe.experts)
    save_heads(heads, work / "heads.npz", lexical, experts)
    manifest = _manifest(recipe, examples, version, training)
    _write(work, manifest)
    report("calibrating")
    heads, manifest["decisions"] = calibrate(Scorer(load_bundle(work)), heads, examples, parent)
    save_heads(heads, work / "heads.npz", lexical, experts)
    _write(work, manifest)
    scorer = Scorer(load_bundle(work))
    manifest["operating_points"] = natural_points(scorer, examples, pool, _least(parent))
    manifest["spans"], marked = span_points(scorer, examples)
    if parent is not None:
        manifest["operating_points"] = parent.manifest.operating_points | manifest["operating_points"]
        manifest["spans"] = parent.manifest.spans | manifest["spans"]
    _write(work, manifest)
    report("measuring")
    measured = [figure.as_json() for figure in [*evaluate(Scorer(load_bundle(work)), examples), *marked]]
    manifest["suites"] = [*(figures or []), *measured]
    write_card(manifest, work / "CARD.md")
    _write(work, manifest)
    shutil.rmtree(folder, ignore_errors=True)
    work.replace(folder)


def calibrate(
    scorer: Scorer, heads: dict[View, Head], examples: pl.DataFrame, parent: Bundle | None = None
) -> tuple[dict[View, Head], dict[str, dict[str, float]]]:
    """Return heads with fitted scales and shifts, and decision weights per stance view.

    What has fewer than `MIN_ROWS` validation rows keeps the parent's calibration, or none; so does a label of comments
    with fewer than `MIN_CHOSEN_ANEW` positives or negatives there, without a parent `MIN_POSITIVES`.
    """
    val = examples.filter(pl.col("split") == "val")
    fitted: dict[View, Head] = {}
    decisions: dict[str, dict[str, float]] = {}
    for view in VIEWS:
        kept = heads[view] if parent is None else _calibrated_as(heads[view], parent.heads[view])
        rows = rows_of(val.filter(pl.col("corpus").is_in(_calibrating(view, val))), view)
        decisions[view] = dict.fromkeys(HEAD_LABELS[view], 1.0) if parent is None else parent.manifest.decisions[view]
        if view == "comment":
            fitted[view] = _fit_comment(scorer, kept, rows, _least(parent))
        elif rows.height < MIN_ROWS:
            fitted[view] = kept
        else:
            raw, gold = logits(scorer, rows, view), label_array(rows, view)
            names = rows.get_column("corpus")
            counts = dict(names.value_counts().iter_rows())
            one, shift = fit_choice(raw, gold, np.array([1 / counts[name] for name in names], dtype=np.float32))
            fitted[view] = replace(kept, scale=np.full(len(shift), one, np.float32), shift=shift.astype(np.float32))
            weights = decision_weights(shift)
            decisions[view] = {k: round(float(w), 4) for k, w in zip(HEAD_LABELS[view], weights, strict=True)}
    return fitted, decisions


def _calibrating(view: View, val: pl.DataFrame) -> list[str]:
    """Return the corpora to calibrate a view on: those chosen for it, and any that is not public: the user's own."""
    public = {corpus.name for corpus in corpora.CORPORA}
    return [*CALIBRATION[view], *(name for name in val.get_column("corpus").unique() if name not in public)]


def _calibrated_as(head: Head, parent: Head) -> Head:
    return replace(head, scale=parent.scale, shift=parent.shift)


def _least(parent: Bundle | None) -> int:
    return MIN_POSITIVES if parent is None else MIN_CHOSEN_ANEW


def _fit_comment(scorer: Scorer, kept: Head, rows: pl.DataFrame, least: int) -> Head:
    raw, gold = logits(scorer, rows, "comment"), label_array(rows, "comment")
    scale, shift = kept.scale.copy(), kept.shift.copy()
    for place in range(gold.shape[1]):
        judged = ~np.isnan(gold[:, place])
        positives = (gold[judged, place] >= 0.5).sum()
        if min(positives, judged.sum() - positives) >= least:
            scale[place], shift[place] = fit_binary(raw[judged, place], gold[judged, place])
    return replace(kept, scale=scale, shift=shift)


def natural_points(
    scorer: Scorer, examples: pl.DataFrame, pool: Sequence[str], least: int = MIN_POSITIVES
) -> dict[str, list[dict[str, Any]]]:
    """Return the operating points of every flagging label, chosen on validation at natural rates.

    Without a pool of comments as they come, the validation rows themselves stand in for it. Labels with fewer than
    `least` positives have none.
    """
    val = examples.filter(pl.col("split") == "val")
    val = val.filter(pl.col("corpus").is_in(_calibrating("comment", val)))
    rows = rows_of(val, "comment")
    gold, raw = label_array(rows, "comment"), logits(scorer, rows, "comment").astype(np.float64)
    drawn = scorer.comment_logits(scorer.tokens(pool)).astype(np.float64) if pool else raw
    points: dict[str, list[dict[str, Any]]] = {}
    for place, label in enumerate(HEAD_LABELS["comment"]):
        judged = ~np.isnan(gold[:, place])
        told = gold[judged, place] >= 0.5
        if told.sum() >= least:
            rates = NaturalRates(raw[judged, place], told.astype(np.float64), drawn[:, place])
            points[label] = operating_points(rates)
    return points


def _manifest(recipe: Recipe, examples: pl.DataFrame, version: str, training: dict[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "name": recipe.name,
        "version": version,
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "encoder": recipe.encoder,
        "languages": ["en"],
        "layout": asdict(recipe.tokens.layout()),
        "decisions": {view: dict.fromkeys(HEAD_LABELS[view], 1.0) for view in VIEWS},
        "operating_points": {},
        "spans": {},
        "training": training,
        "data": _data_facts(recipe, examples),
        "suites": [],
        "files": {},
    }


def _data_facts(recipe: Recipe, examples: pl.DataFrame) -> list[dict[str, Any]]:
    counts = {(name, split): n for name, split, n in examples.group_by("corpus", "split").len().iter_rows()}
    known = {corpus.name: corpus for corpus in corpora.CORPORA}
    return [
        {
            "corpus": name,
            "licence": known[name].licence if name in known else "the user's own",
            "source": known[name].source if name in known else "the user's own",
            **{split: counts.get((name, split), 0) for split in ("train", "val", "test")},
        }
        for name in recipe.corpora()
    ]


def _write(folder: Path, manifest: dict[str, Any]) -> None:
    files = sorted(p for p in folder.iterdir() if p.name != MANIFEST)
    manifest["files"] = {p.name: file_hash(p) for p in files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
