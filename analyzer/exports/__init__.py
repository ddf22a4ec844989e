"""Exports: a run folder's reply trees and reply graphs in the formats of other tools, one file per format."""

from __future__ import annotations

import shutil
from pathlib import Path

from analyzer.errors import OutputError
from analyzer.exports.convokit import EXPORT as CONVOKIT
from analyzer.exports.export import Export, part_of
from analyzer.exports.gexf import EXPORT as GEXF
from analyzer.exports.graphml import EXPORT as GRAPHML
from analyzer.exports.nested_jsonl import EXPORT as NESTED_JSONL
from analyzer.runs.layout import way_out
from analyzer.runs.reader import read_run

__all__ = ["EXPORTS", "export_run"]

EXPORTS: dict[str, Export] = {entry.name: entry for entry in (NESTED_JSONL, GRAPHML, GEXF, CONVOKIT)}


def export_run(folder: str | Path, name: str, out: str | Path) -> None:
    """Write the run in `folder` to `out` in the export format `name`.

    What is written stands beside `out` as `.part` until it is whole.

    Args:
        folder: A run folder.
        name: A key of `EXPORTS`.
        out: A file that does not exist yet; for `convokit` a folder that does not. Folders above it are made.

    Raises:
        OutputError: The run cannot be read, there is no such format, or `out` exists or cannot be written.
    """
    entry = EXPORTS.get(name)
    if entry is None:
        raise OutputError("unknown export format", where="--as", value=name, hint=f"Formats: {', '.join(EXPORTS)}")
    run, out = read_run(folder), Path(out)
    if out.exists():
        raise OutputError("this exists already", where=str(out), hint="Name another path with --out, or remove it")
    part = part_of(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        entry.write(run, part)
        part.replace(out)
    except OSError as error:
        _remove(part)
        hint = way_out(error, "Name another path with --out")
        raise OutputError(f"cannot be written: {error.strerror or error}", where=str(out), hint=hint) from error


def _remove(part: Path) -> None:
    """Remove what a failed export began."""
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    elif part.exists():
        part.unlink()
