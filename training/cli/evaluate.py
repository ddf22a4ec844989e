"""`analyzer-train evaluate`: measure a bundle, compare it with another, write the report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from analyzer.errors import ExitCode
from training.cli.options import AsJson, Data, Root, cache_folder, tell


def evaluate(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="Bundle folder.")],
    root: Root = None,
    suite: Annotated[
        list[str] | None, typer.Option("--suite", metavar="NAME", help="Only this suite; repeatable.")
    ] = None,
    data: Data = None,
    against: Annotated[
        list[Path] | None,
        typer.Option("--against", metavar="BUNDLE", help="Bundle to compare with, such as its parent; repeatable."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Folder for report.json, report.md, report.html and CARD.md."),
    ] = None,
    floor: Annotated[
        bool, typer.Option("--floor/--no-floor", help="Put TF-IDF floors beside, fitted on the same training rows.")
    ] = True,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 6 where the bundle is worse than one it is held against.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Measure a bundle on suites and on your own rows; say loudly where it is worse than another.

    With `--data` alone only your rows are measured, all of them unless they have a column `split`: then those of the
    test part. Suites run where their corpora are found; those on the project's own sentences always can.
    """
    from training.card import card
    from training.cli.show import show_report
    from training.evaluating import load_scorer, plan_of
    from training.report import build_report, write_report

    scorer = load_scorer(bundle)
    rivals = [load_scorer(path) for path in against or []]
    trained = [str(entry["corpus"]) for entry in scorer.bundle.manifest.data]
    chosen = (root, tuple(suite or ()), tuple(data or ()))
    plan = plan_of(*chosen, floors=floor, cache=cache_folder(), trained=trained, tell=tell)
    report = build_report(scorer, plan, rivals, lambda told: tell({"doing": told}))
    if out is not None:
        write_report(report, out)
        (out / "CARD.md").write_text(card(report), encoding="utf-8")
    if as_json:
        print(report.model_dump_json())
    else:
        show_report(report, out)
    for told in report.warnings:
        print(told, file=sys.stderr)
    if strict and report.warnings:
        raise typer.Exit(ExitCode.WORSE)
