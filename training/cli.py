"""The command `analyzer-train`: parse, call one function of `training.run`, print."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from analyzer.errors import AnalyzerError, ExitCode

app = typer.Typer(
    name="analyzer-train",
    help="Train, measure and export model bundles for analyzer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Root = Annotated[Path, typer.Option("--corpora", help="Folder that holds the corpora in their published layouts.")]


def _tell(entry: dict[str, Any]) -> None:
    print(json.dumps(entry), file=sys.stderr, flush=True)


@app.command()
def fit(
    config: Annotated[Path, typer.Argument(help="Recipe, such as configs/default.yaml.")],
    root: Root,
    out: Annotated[Path, typer.Option("--out", help="Folder for weights, checkpoints, log and bundle.")],
    resume: Annotated[bool, typer.Option("--resume", help="Go on from what `--out` already holds.")] = False,
    folds: Annotated[bool, typer.Option(help="Cross-validate the finishing stage.")] = True,
) -> None:
    """Train by a recipe and write a bundle to OUT/bundle."""
    from training.fit import write_log
    from training.natural import natural_comments
    from training.recipe import load_recipe
    from training.run import fit as run
    from training.run import prepare_examples

    recipe = load_recipe(config)
    examples, leaks = prepare_examples(recipe, root)
    _tell({"rows": examples.height, "left out": {"in a test": leaks.in_test, "in validation": leaks.in_val}})

    def report(entry: dict[str, Any]) -> None:
        write_log(out / "log.jsonl", entry)
        _tell(entry)

    print(run(recipe, examples, out, report, pool=natural_comments(root), resume=resume, folds=folds))


@app.command()
def evaluate(
    bundle: Annotated[Path, typer.Argument(help="Bundle folder.")],
    root: Root,
    config: Annotated[Path, typer.Option("--config", help="Recipe that names the corpora.")] = Path(
        "configs/default.yaml"
    ),
    suite: Annotated[list[str] | None, typer.Option("--suite", help="Only these suites.")] = None,
) -> None:
    """Measure a bundle on the test parts of the corpora; print one JSON object per figure."""
    from analyzer.models.bundle import load_bundle
    from analyzer.models.scorer import Scorer
    from training.evaluate import evaluate as measure
    from training.recipe import load_recipe
    from training.run import prepare_examples

    examples, _ = prepare_examples(load_recipe(config), root)
    for figure in measure(Scorer(load_bundle(bundle)), examples, tuple(suite or ())):
        print(json.dumps(figure.as_json()))


@app.command()
def data(root: Root) -> None:
    """List the corpora, what each maps to which label, and the rows found under the folder."""
    from training import corpora

    for corpus in corpora.CORPORA:
        found = (root / corpus.path).exists()
        rows = corpora.load(root, [corpus.name]).height if found else 0
        told = {"corpus": corpus.name, "rows": rows, "families": corpus.families, "licence": corpus.licence}
        print(json.dumps(told if found else told | {"missing": corpus.path}))


def main() -> None:
    """Run the command; errors of the tool's own kind end it with a message and their exit code."""
    try:
        app()
    except AnalyzerError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
