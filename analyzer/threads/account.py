"""The account of a run's trees: what readers and trees repaired, and how much of each thread is there."""

from __future__ import annotations

from analyzer.dumps.record import Dump
from analyzer.threads.codes import Codes
from analyzer.threads.forest import IntArray, TreeReport


def open_report(dump: Dump) -> TreeReport:
    """Return a report that begins with what the readers mended and left out."""
    report = TreeReport()
    for entry in dump.inputs:
        for kind, count in entry.repairs.items():
            report.repair(kind, count)
        report.skipped.extend(f"{entry.name}: {place}" for place in entry.skipped)
    report.repair("load_more_stubs", sum(info.stubs for info in dump.threads.values()))
    return report


def note_coverage(dump: Dump, codes: Codes, size: IntArray, report: TreeReport) -> None:
    """Set the (t,) number of comments per thread against what threads say they have."""
    for thread_id, seen in zip(codes.thread_ids, size.tolist(), strict=True):
        declared = dump.threads[thread_id].declared
        if declared is not None:
            report.coverage.append({"thread_id": thread_id, "seen": seen, "declared": declared})
