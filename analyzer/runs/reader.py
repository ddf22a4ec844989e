"""Reads a run folder back, for notebooks, the report and the desk."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA
from analyzer.errors import OutputError
from analyzer.rollups.columns import THREAD_SCHEMA, USER_SCHEMA
from analyzer.runs.manifest import FileRecord, RunManifest, read_manifest
from analyzer.runs.tables import read_table

SCHEMAS: dict[str, pa.Schema] = {"comments": COMMENT_SCHEMA, "threads": THREAD_SCHEMA, "users": USER_SCHEMA}
_AGAIN = "Run analyzer score again with --out; Python reads the files as they are: read_run(folder, verify=False)"


@dataclass(frozen=True)
class Run:
    """A whole run.

    Attributes:
        manifest: The content of run.json.
        comments: Table of `analyzer.comment.COMMENT_SCHEMA`.
        threads: Table of `analyzer.rollups.THREAD_COLUMNS`.
        users: Table of `analyzer.rollups.USER_COLUMNS`.
    """

    manifest: RunManifest
    comments: pa.Table
    threads: pa.Table
    users: pa.Table


def read_run(folder: str | Path, *, verify: bool = True) -> Run:
    """Read the run in `folder`, whatever format its tables are in.

    Args:
        folder: A run folder.
        verify: Check that each file is the one run.json names, by hash.

    Raises:
        OutputError: The folder holds no whole run, or a file of it is missing, changed or damaged.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    files = {Path(record.name).stem: record for record in manifest.files}
    tables = {name: _read(folder, name, files.get(name), manifest, verify) for name in SCHEMAS}
    return Run(manifest, **tables)


def _read(folder: Path, name: str, record: FileRecord | None, manifest: RunManifest, verify: bool) -> pa.Table:
    if record is None:
        raise OutputError(f"run.json names no {name} table", where=str(folder), hint=_AGAIN)
    path = folder / Path(record.name).name
    try:
        if verify and _sha256(path) != record.sha256:
            raise OutputError("the file was changed after the run", where=str(path), hint=_AGAIN)
        table = read_table(path, SCHEMAS[name], manifest.output_format, raw_csv=manifest.raw_csv)
    except OSError as error:
        raise OutputError(
            f"a table of the run cannot be read: {error.strerror}", where=str(path), hint=_AGAIN
        ) from error
    except (pa.ArrowException, pl.exceptions.PolarsError, ValueError) as error:
        told = str(error).splitlines()[0]
        raise OutputError(f"not a {name} table of this version: {told}", where=str(path), hint=_AGAIN) from error
    return table


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
