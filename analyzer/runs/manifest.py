"""The schema of run.json: what ran on what, with which model and settings, and what was counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analyzer.errors import OutputError
from analyzer.runs.layout import FORMAT, MANIFEST, OutputFormat


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputRecord(_Record):
    """One input of a run, named without its folder."""

    name: str = Field(description="file name without folders, `-` for standard input")
    bytes: int = Field(description="size as given, compressed where it was")
    sha256: str = Field(description="SHA-256 of those bytes")
    format: str = Field(description="the dump format it was read as")
    reason: str = Field(description="why it was taken for that format")
    mapping: dict[str, str] = Field(description="field → column, for tables")
    comments: int = Field(description="comments read from it, doubles included")
    repairs: dict[str, int] = Field(description="repairs made while reading, per kind")
    skipped: list[str] = Field(description="places of records left out, with the reason")
    notes: list[str] = Field(description="remarks of the reader")


class Counts(_Record):
    """How much a run holds."""

    comments: int = Field(description="rows of the comments table")
    threads: int = Field(description="rows of the threads table")
    users: int = Field(description="rows of the users table")
    unlisted: dict[str, int] = Field(description="comments whose writers have no row in users, per kind of author")
    scored: int = Field(description="comments with text to judge")
    no_text: dict[str, int] = Field(description="comments without, per reason")
    flagged: dict[str, int] = Field(description="comments flagged, per label")
    flagged_comments: int = Field(description="comments with at least one flag")


class TreeReportRecord(_Record):
    """Every repair between the dumps and the trees; see docs/run-folder.md."""

    repairs: dict[str, int] = Field(description="count per kind of repair, readers' and trees' together")
    skipped: list[str] = Field(description="places of records left out, with the reason")
    coverage: list[dict[str, Any]] = Field(description="per thread that declares its size: thread_id, seen, declared")
    inferred: dict[str, int] = Field(description="links inferred in flat threads, per method")
    cross_links: list[dict[str, Any]] = Field(
        default_factory=list,
        description="first 1,000 orphans whose parent is in another thread: both threads' and comments' ids",
    )


class FileRecord(_Record):
    """One table of a run."""

    name: str = Field(description="file name in the run folder")
    rows: int = Field(description="number of rows")
    bytes: int = Field(description="size of the file")
    sha256: str = Field(description="SHA-256 of the file")


class RunManifest(_Record):
    """The content of run.json. The file is written last: where it stands, the run is whole."""

    run_format: int = Field(default=FORMAT, description="version of this layout")
    analyzer: str = Field(description="version of the package")
    created: str = Field(description="when the run ended, UTC, ISO 8601")
    python: str = Field(description="version of Python")
    libraries: dict[str, str] = Field(description="versions of the libraries that shape the result")
    model: dict[str, Any] = Field(
        description="name, version, hash, languages, operating points of the bundle, and its decision weights "
        "per stance (1 each: the most probable is told)"
    )
    settings: dict[str, Any] = Field(description="the options the run was made with")
    output_format: OutputFormat = Field(description="parquet, jsonl or csv")
    raw_csv: bool = Field(
        default=False, description="true where CSV cells that look like formulas were left as they are"
    )
    inputs: list[InputRecord] = Field(description="one record per input")
    counts: Counts = Field(description="how much the run holds")
    timings: dict[str, float] = Field(description="seconds per stage")
    tree_report: TreeReportRecord = Field(description="every repair, counted")
    files: list[FileRecord] = Field(description="the tables, with hashes")


def read_manifest(folder: Path) -> RunManifest:
    """Read and check the run.json of `folder`.

    Raises:
        OutputError: There is none (the run was interrupted), or it is damaged or of another format.
    """
    file = folder / MANIFEST
    try:
        content = file.read_bytes()
    except OSError as error:
        hint = "The run was interrupted or this is no run folder: run analyzer score again with --out"
        raise OutputError("no run.json here", where=str(folder), hint=hint) from error
    try:
        manifest = RunManifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "its beginning"
        raise OutputError(f"damaged at {place}: {first['msg']}", where=str(file)) from error
    if manifest.run_format != FORMAT:
        raise OutputError(
            f"this version reads run folders of format {FORMAT}", where=str(file), value=manifest.run_format
        )
    return manifest
