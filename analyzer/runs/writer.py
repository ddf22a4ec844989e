"""Writes a run folder so that it is either whole, or plainly is not."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from analyzer.errors import OutputError
from analyzer.runs.describe import describe
from analyzer.runs.layout import FORMAT, MANIFEST, MARK, PART, OutputFormat, check_folder, table_files, way_out
from analyzer.runs.manifest import FileRecord, read_manifest
from analyzer.runs.tables import write_table

if TYPE_CHECKING:
    from analyzer.dumps.record import Dump
    from analyzer.rollups import Rollups
    from analyzer.scored import Scored


def write_run(
    folder: Path,
    scored: Scored,
    rollups: Rollups,
    dump: Dump,
    *,
    settings: Mapping[str, Any],
    timings: Mapping[str, float],
    output_format: OutputFormat = "parquet",
    raw_csv: bool = False,
) -> None:
    """Write a run into `folder`, replacing a run that is there.

    Everything is written beside the old files as `.part` first. Only when all of it is on disk the old run.json goes,
    then the old tables, and the new ones take their names, run.json last: whenever this is interrupted, a folder with a
    run.json holds exactly the run it tells of. Files that are not a run's stay untouched.

    Args:
        folder: Absent, empty, or an earlier run's folder.
        scored: Comments with scores, and their forest.
        rollups: The threads and users tables.
        dump: What was read, for the account of the inputs.
        settings: The options of the run, as JSON values without paths of this machine.
        timings: Seconds per stage.
        output_format: How the tables are written.
        raw_csv: Leave CSV cells that look like formulas as they are.

    Raises:
        OutputError: The folder holds something else, or cannot be written.
    """
    check_folder(folder)
    tables = {"comments": scored.comments, "threads": rollups.threads, "users": rollups.users}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            _claim(folder)
            files = [
                _write_part(folder, f"{name}.{output_format}", table, output_format, raw_csv)
                for name, table in tables.items()
            ]
            manifest = describe(
                scored,
                rollups,
                dump,
                files,
                settings=settings,
                timings=timings,
                output_format=output_format,
                raw_csv=raw_csv,
            )
            _write_synced(folder / (MANIFEST + PART), manifest.model_dump_json(indent=2).encode() + b"\n")
        except BaseException:
            _drop_parts(folder)
            raise
        _take_over(folder, [file.name for file in files])
    except OSError as error:
        hint = way_out(error, "Name another folder with --out")
        raise OutputError(f"cannot be written: {error.strerror or error}", where=str(folder), hint=hint) from error


def _claim(folder: Path) -> None:
    """Mark the folder as a run's before any table stands in it, so that an interrupted run is known as one."""
    _write_synced(folder / (MANIFEST + PART), json.dumps({MARK: FORMAT, "state": "unfinished"}).encode())


def _write_part(folder: Path, name: str, table: pa.Table, output_format: OutputFormat, raw_csv: bool) -> FileRecord:
    part = folder / (name + PART)
    write_table(table, part, output_format, raw_csv=raw_csv)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return FileRecord(name=name, rows=table.num_rows, bytes=part.stat().st_size, sha256=digest)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _take_over(folder: Path, names: list[str]) -> None:
    """Put the finished parts in the place of whatever run was there."""
    for name in (MANIFEST, *_old_tables(folder)):
        (folder / name).unlink(missing_ok=True)
    for name in (*names, MANIFEST):
        (folder / (name + PART)).replace(folder / name)


def _old_tables(folder: Path) -> Iterable[str]:
    """Return the tables of the run that is there: those its run.json lists, every possible one where it lists none."""
    try:
        listed = {file.name for file in read_manifest(folder).files}
    except OutputError:
        return table_files()
    return listed.intersection(table_files())


def _drop_parts(folder: Path) -> None:
    """Remove what a failed run began; the mark stays where tables of an earlier interrupted run still need it."""
    for name in table_files():
        (folder / (name + PART)).unlink(missing_ok=True)
    if (folder / MANIFEST).exists() or not any((folder / name).exists() for name in table_files()):
        (folder / (MANIFEST + PART)).unlink(missing_ok=True)
