"""Which files a run folder holds, and how a folder is known to be one."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Literal

from analyzer.errors import OutputError

OutputFormat = Literal["parquet", "jsonl", "csv"]
OUTPUT_FORMATS: tuple[OutputFormat, ...] = ("parquet", "jsonl", "csv")
TABLES = ("comments", "threads", "users")
MANIFEST = "run.json"
#: Ending of a file being written; it loses it when it is whole.
PART = ".part"
#: Version of the folder's layout; it rises when a reader of today could misread the files of tomorrow.
FORMAT = 1
#: First key of run.json, and all of run.json.part: what tells a run folder from any other.
MARK = "run_format"


def table_files() -> tuple[str, ...]:
    """Return every name a table of a run may have."""
    return tuple(f"{table}.{ending}" for table in TABLES for ending in OUTPUT_FORMATS)


def is_run_folder(folder: Path) -> bool:
    """Tell whether `folder` holds a run, whole or interrupted."""
    return any(_is_marked(folder / name) for name in (MANIFEST, MANIFEST + PART))


def check_folder(folder: Path) -> None:
    """Check that a run may be written into `folder`: absent, empty, or a run folder to be replaced.

    Raises:
        OutputError: It is a file, holds something else, or may not be written.
    """
    if not folder.exists():
        _check_writable(next(parent for parent in folder.absolute().parents if parent.exists()), folder)
        return
    if not folder.is_dir():
        raise OutputError("this is a file, not a folder", where=str(folder), hint="Name another folder with --out")
    _check_writable(folder, folder)
    if any(folder.iterdir()) and not is_run_folder(folder):
        raise OutputError(
            "the folder holds files that are not a run's, and stays as it is",
            where=str(folder),
            hint="Name a new or empty folder with --out",
        )


def way_out(error: OSError, other: str) -> str:
    """Return what to do where writing failed: `other`, and make room only where that is what lacked."""
    return f"Free some space, or: {other}" if error.errno in (errno.ENOSPC, errno.EDQUOT) else other


def _check_writable(existing: Path, folder: Path) -> None:
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        raise OutputError("the folder cannot be written", where=str(folder), hint="Name another folder with --out")


def _is_marked(file: Path) -> bool:
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and MARK in content
