"""What `analyzer-train evaluate` measures: the user's choice of suites, corpora and files as one plan."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from analyzer.models.bundle import load_bundle
from analyzer.models.scorer import Scorer
from training.evaluate import EvaluationError, named_suites
from training.gather import for_suites, trained_rows, unseen
from training.natural import natural_comments
from training.readers import read_all
from training.report import Plan, Report, build_report, write_report
from training.suites import Suite
from training.suites.own import suites_of

Tell = Callable[[dict[str, Any]], None]


def load_scorer(path: Path) -> Scorer:
    """Load a bundle for measuring.

    Raises:
        ModelError: It is missing, damaged or of another format.
    """
    return Scorer(load_bundle(path))


def plan_of(
    root: Path | None,
    names: tuple[str, ...],
    data: tuple[str, ...],
    *,
    suites_too: bool = False,
    floors: bool = True,
    cache: Path | None = None,
    trained: Sequence[str] = (),
    tell: Tell = lambda _: None,
) -> Plan:
    """Return what to measure.

    Args:
        root: Folder of the corpora, or None.
        names: Suites asked for; all that can be run where there are neither names nor data.
        data: The user's labelled files.
        suites_too: Whether to run all suites that can be run beside the files, of which then only test rows count.
        floors: Whether to fit floors.
        cache: Folder of kept floors.
        trained: Corpora the bundle learned from: the user's test rows that stand in their training parts are dropped.
        tell: Told what became of the user's rows.

    Raises:
        DataError: A labelled file that does not fit.
        CorpusError: A corpus that is broken, or missing though its suite was asked for.
        EvaluationError: A suite nobody knows, a folder that is not there, or no row to measure.
    """
    if root is not None and not root.is_dir():
        raise EvaluationError("no such folder", where=str(root), hint="--corpora names the folder of the corpora.")
    suites = list(named_suites(names)) if names or suites_too or not data else []
    found = for_suites(root, suites, demanded=bool(names))
    tables, own = [found.examples], list[Suite]()
    frames, accounts = read_all(data, all_test=not suites_too)
    learned = trained_rows(root, trained) if frames else found.examples
    for frame, account in zip(frames, accounts, strict=True):
        corpus = frame.item(0, "corpus")
        kept, seen = unseen(frame, learned)
        tell({"data": account.where, "rows": account.rows, "kept": account.kept, "seen in training": seen})
        if kept.filter(pl.col("split") == "test").is_empty():
            hint = "Mark rows with split test, or leave the column out to measure all rows."
            raise EvaluationError("no test row to measure on", where=account.where, hint=hint)
        tables.append(kept)
        own += suites_of(corpus, corpus)
    examples = pl.concat(tables)
    sha256 = hashlib.sha256(examples.drop("spans").write_csv().encode()).hexdigest()
    pool = natural_comments(root) if root is not None and any(s.name == "natural-pool" for s in suites) else []
    if not pool and "natural-pool" in {s.name for s in suites}:
        found.skipped.setdefault("natural-pool", "it needs --corpora with house/unlabelled.jsonl.gz")
    return Plan(examples, [*suites, *own], pool, found.skipped, floors, cache, sha256)


def compare_bundles(
    bundle: Path,
    parent: Path | None,
    root: Path | None,
    data: tuple[str, ...],
    out: Path,
    *,
    cache: Path | None = None,
    tell: Tell = lambda _: None,
) -> Report:
    """Measure a fine-tuned bundle and its parent on the user's rows and on the suites; write and return the report.

    Args:
        bundle: The new bundle.
        parent: The one it was trained from; None for the one that ships.
        root: Folder of the corpora, or None.
        data: The user's labelled files; their test rows are measured, where they have some.
        out: Folder for the report.
        cache: Folder of kept floors.
        tell: Told what is being done.
    """
    tested = tuple(spec for spec in data if "test" in read_all([spec])[1][0].splits)
    plan = plan_of(root, (), tested, suites_too=True, floors=False, cache=cache, tell=tell)
    rival = Scorer(load_bundle(parent))
    report = build_report(load_scorer(bundle), plan, [rival], lambda told: tell({"doing": told}))
    write_report(report, out)
    return report
