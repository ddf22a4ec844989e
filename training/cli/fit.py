"""`analyzer-train fit`: train by a recipe, or fine-tune a bundle, and write a bundle."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.errors import ExitCode
from training.cli.options import Data, Root, cache_folder, tell


def fit(
    config: Annotated[
        Path, typer.Argument(metavar="CONFIG", help="Recipe: configs/default.yaml, or configs/tune.yaml to fine-tune.")
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="FOLDER", help="Folder for weights, checkpoints, metrics, curves, bundle and report."
        ),
    ],
    root: Root = None,
    data: Data = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on from what `--out` already holds.")] = False,
    folds: Annotated[
        bool, typer.Option("--folds/--no-folds", help="Cross-validate the finishing stage, where there is one.")
    ] = True,
    passes: Annotated[
        float,
        typer.Option(
            "--passes", metavar="NUMBER", min=0, help="How often your own rows are seen, unless the recipe says."
        ),
    ] = 3.0,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 6 where a fine-tuned bundle is worse than its parent.")
    ] = False,
) -> None:
    """Train by a recipe and write a bundle to OUT/bundle; `--data` joins your own labelled rows.

    A recipe of the kind `tune` trains a finished bundle further on your rows, then measures both on your test rows and
    on every suite whose corpora are there, and says loudly where the new one is worse (OUT/report).
    """
    from training.fit import write_log
    from training.readers import read_all
    from training.recipe import read_yaml

    def report(entry: dict[str, Any]) -> None:
        write_log(out / "log.jsonl", entry)
        tell(entry)

    content = read_yaml(config)
    frames, accounts = read_all(data or [])
    for account in accounts:
        tell({"data": account.where, "rows": account.rows, "kept": account.kept, "splits": account.splits})
    if isinstance(content, dict) and content.get("kind") == "tune":
        worse = _tune(config, content, (frames, accounts), data or [], out, root, report, resume=resume)
        if strict and worse:
            raise typer.Exit(ExitCode.WORSE)
        return
    _fit(config, content, (frames, accounts), out, root, report, resume=resume, folds=folds, passes=passes)


def _fit(
    config: Path,
    content: Any,
    own: tuple[list[Any], list[Any]],
    out: Path,
    root: Path | None,
    report: Any,
    *,
    resume: bool,
    folds: bool,
    passes: float,
) -> None:
    from training.gather import with_own
    from training.natural import natural_comments
    from training.recipe import as_recipe
    from training.run import fit as run
    from training.run import prepare_examples
    from training.run_record import write_record

    frames, accounts = own
    recipe = with_own(as_recipe(content, config), frames, passes)
    examples, leaks = prepare_examples(recipe, root, frames)
    tell({"rows": examples.height, "left out": {"in a test": leaks.in_test, "in validation": leaks.in_val}})
    write_record(out, recipe, examples, leaks, accounts)
    pool = natural_comments(root) if root else []
    print(run(recipe, examples, out, report, pool=pool, resume=resume, folds=folds))


def _tune(
    config: Path,
    content: Any,
    own: tuple[list[Any], list[Any]],
    data: list[str],
    out: Path,
    root: Path | None,
    report: Any,
    *,
    resume: bool,
) -> bool:
    """Fine-tune, compare with the parent, print; return whether the new bundle is worse on a suite."""
    from training.cli.show import show_report
    from training.evaluating import compare_bundles
    from training.natural import natural_comments
    from training.recipe import RecipeError, check
    from training.tune import tune
    from training.tuning import Tuning

    tuning = check(Tuning, content, config)
    if not own[0]:
        raise RecipeError("no rows to fine-tune on", where=str(config), hint="Name your labelled rows with --data.")
    out.mkdir(parents=True, exist_ok=True)
    pool = natural_comments(root) if root else []
    frames, accounts = own
    bundle = tune(tuning, frames, out, report, root=root, pool=pool, resume=resume, accounts=accounts)
    found = compare_bundles(bundle, tuning.bundle(), root, tuple(data), out / "report", cache=cache_folder(), tell=tell)
    show_report(found, out / "report")
    for told in found.warnings:
        print(told, file=sys.stderr)
    print(bundle)
    return bool(found.warnings)
