"""The ground floor: bytes of any known dump format → comments. One file per format, one registry, one sniffer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.format import Detection, Reading
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.dumps.registry import by_name
from analyzer.dumps.sniff import detect
from analyzer.dumps.source import Source
from analyzer.errors import DumpError

__all__ = ["read"]

_DAMAGE_NOTES = {
    "truncated_compression": "the compressed data ends early: what came before the cut is read, the rest is missing",
    "damaged_compression": "the compressed data is broken inside: what came before is read, the rest is missing",
    "trailing_bytes": "other bytes follow the compressed data and are left out",
}


def read(
    inputs: Sequence[str | Path],
    *,
    format: str = "auto",  # noqa: A002  the option's name on the command line too
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Dump:
    """Read one or more dumps into one table of comments.

    Args:
        inputs: File paths; `-` is standard input. Comments keep the order of inputs and of each input's comments.
        format: Name of a format, or `auto` to tell by content.
        mapping: The user's own column names for tables, field → column: `{"text": "Body"}`.
        progress: Called with each further number of bytes read.

    Raises:
        DumpError: An input cannot be read, is of no known format, or holds nothing readable.
    """
    if not inputs:
        raise DumpError("no input given", hint="Name at least one file, or - for standard input")
    threads: dict[str, ThreadInfo] = {}
    batches: list[pa.RecordBatch] = []
    reports: list[InputReport] = []
    names: dict[str, int] = {}
    stems: dict[str, int] = {}
    for path in inputs:
        with Source(path, progress=progress) as source:
            source.name, source.stem = _distinct(source.name, names), _distinct(source.stem, stems)
            report = _read_one(source, format, dict(mapping or {}), threads, batches)
            reports.append(report)
    for thread_id in pa.Table.from_batches(batches, RAW_SCHEMA)["thread_id"].unique().to_pylist():
        threads.setdefault(thread_id, ThreadInfo())
    return Dump(pa.Table.from_batches(batches, RAW_SCHEMA), threads, reports)


def _read_one(
    source: Source,
    format_name: str,
    mapping: Mapping[str, str],
    threads: dict[str, ThreadInfo],
    batches: list[pa.RecordBatch],
) -> InputReport:
    if format_name == "auto":
        chosen, detection = detect(source)
    else:
        chosen, detection = by_name(format_name), Detection(1.0, "your choice")
        source.head  # noqa: B018  refuses what is empty or binary
    report = InputReport(source.name, chosen.name, detection.reason)
    for batch in chosen.read(source, Reading(report, threads, mapping)):
        report.comments += batch.num_rows
        batches.append(batch)
    if mapping and not report.mapping:
        report.notes.append(f"--map has no effect: {chosen.name} has no columns to choose from")
    report.bytes, report.sha256 = source.size, source.sha256
    for kind, count in source.repairs.items():
        report.repair(kind, count)
        if kind in _DAMAGE_NOTES:
            report.notes.append(_DAMAGE_NOTES[kind])
    return report


def _distinct(name: str, seen: dict[str, int]) -> str:
    """Return `name`, or `name-2`, `name-3` … where it was there before."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
