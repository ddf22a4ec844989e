"""The verbs of one scoring run in order: read, build threads, score, roll up, write."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.cli.progress import ByteCounter, Stages
from analyzer.cli.render.bands import Bands, load_bands
from analyzer.dumps import read
from analyzer.dumps.merging import merge_threads
from analyzer.dumps.pseudonyms import pseudonymise
from analyzer.dumps.record import Dump
from analyzer.errors import OutputError
from analyzer.models import judge
from analyzer.rollups import Rollups, roll_up
from analyzer.runs.layout import OutputFormat, check_folder
from analyzer.runs.writer import write_run
from analyzer.scored import Scored
from analyzer.threads import build_threads


@dataclass(frozen=True)
class Request:
    """What the user asked for."""

    dumps: list[str]
    format_name: str
    mapping: dict[str, str] | None
    target: str | None
    merge_threads: bool
    drop_orphans: bool
    out: Path | None
    output_format: OutputFormat
    raw_csv: bool
    salt: str | None
    model: Path | None
    all_languages: bool
    quiet: bool

    def settings(self) -> dict[str, Any]:
        """Return the options as run.json keeps them: no folders of this machine, and no salt."""
        return {
            "format": self.format_name,
            "mapping": self.mapping,
            "target": self.target,
            "merge_threads": self.merge_threads,
            "drop_orphans": self.drop_orphans,
            "output_format": self.output_format,
            "raw_csv": self.raw_csv,
            "pseudonymised": self.salt is not None,
            "all_languages": self.all_languages,
            "model": "default" if self.model is None else self.model.name,
        }


@dataclass
class Result:
    """What a run made."""

    request: Request
    dump: Dump
    scored: Scored
    rollups: Rollups
    bands: Bands
    timings: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the run as one JSON object: the tables as lists of rows, the report, inputs, model and settings."""
        from analyzer.runs.describe import counts_of, inputs_of

        return {
            "comments": _rows(self.scored.comments),
            "threads": _rows(self.rollups.threads),
            "users": _rows(self.rollups.users),
            "counts": counts_of(self.scored, self.rollups).model_dump(),
            "tree_report": self.scored.forest.report.as_json(),
            "inputs": [record.model_dump() for record in inputs_of(self.dump)],
            "model": self.scored.model,
            "settings": self.request.settings(),
            "timings": {stage: round(seconds, 3) for stage, seconds in self.timings.items()},
        }


def run(request: Request) -> Result:
    """Run every stage; a folder or a model that cannot be used is told before anything is scored.

    Raises:
        DumpError: An input cannot be read.
        ModelError: The model bundle cannot be used.
        OutputError: The run folder cannot be written.
    """
    if request.out is not None:
        check_folder(request.out)
        _check_apart(request.dumps, request.out)
    bands = load_bands(request.model)
    stages = Stages(quiet=request.quiet)
    with stages.stage("read"):
        progress = ByteCounter(stages, "reading", request.dumps)
        dump = read(request.dumps, format=request.format_name, mapping=request.mapping, progress=progress)
        if request.merge_threads:
            dump = merge_threads(dump)
        if request.salt is not None:
            dump = pseudonymise(dump, request.salt)
    with stages.stage("threads"):
        forest = build_threads(dump, target=request.target, keep_orphans=not request.drop_orphans)
    with stages.stage("score"):
        scored = judge.score(forest, model=request.model, progress=stages.update)
    with stages.stage("roll_up"):
        spoken = scored.comments["language"].unique().drop_null().to_pylist()
        rollups = roll_up(scored, languages=spoken if request.all_languages else bands.languages)
    result = Result(request, dump, scored, rollups, bands, stages.timings)
    if request.out is not None:
        write_run(
            request.out,
            scored,
            rollups,
            dump,
            settings=request.settings(),
            timings=stages.timings,
            output_format=request.output_format,
            raw_csv=request.raw_csv,
        )
    return result


def _check_apart(inputs: list[str], folder: Path) -> None:
    """Refuse to replace a run that is being read."""
    for entry in inputs:
        if entry != "-" and folder.resolve() in (Path(entry).resolve(), Path(entry).resolve().parent):
            hint = "Name another folder with --out"
            raise OutputError(
                "the run would replace its own input", where=str(folder), value=Path(entry).name, hint=hint
            )


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return a table as rows; single-precision numbers lose the digits that only widening them would invent."""
    for at, column in enumerate(table.schema):
        if pa.types.is_float32(column.type):
            table = table.set_column(at, column.name, pc.round(table[at].cast(pa.float64()), 6))
    return table.to_pylist()  # type: ignore[no-any-return]
