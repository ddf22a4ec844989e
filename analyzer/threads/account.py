"""The account of a run's trees: what readers and trees repaired, and how much of each thread is there."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.threads.codes import Lookup, Vocabulary, as_flags
from analyzer.threads.forest import BoolArray, TreeReport
from analyzer.threads.nodes import Nodes

#: Links across threads recorded one by one; past this many only the count goes on.
MAX_CROSS_LINKS = 1_000


def open_report(dump: Dump) -> TreeReport:
    """Return a report that begins with what the readers mended and left out."""
    report = TreeReport()
    for entry in dump.inputs:
        for kind, count in entry.repairs.items():
            report.repair(kind, count)
        report.skipped.extend(f"{entry.name}: {place}" for place in entry.skipped)
    report.repair("load_more_stubs", sum(info.stubs for info in dump.threads.values()))
    return report


def note_coverage(dump: Dump, vocabulary: Vocabulary, nodes: Nodes, report: TreeReport) -> None:
    """Set the number of comments per thread against what threads say they have; placeholders were not seen."""
    missing = dump.along("state", lambda states: as_flags(pc.equal(states, "missing")))[nodes.row]
    size = np.bincount(nodes.thread[~missing], minlength=len(vocabulary.thread_ids))
    for thread_id, seen in zip(vocabulary.thread_ids, size.tolist(), strict=True):
        declared = dump.threads[thread_id].declared
        if declared is not None:
            report.coverage.append({"thread_id": thread_id, "seen": seen, "declared": declared})


def note_cross_links(
    nodes: Nodes, orphan: BoolArray, ids: pa.Array, vocabulary: Vocabulary, report: TreeReport
) -> None:
    """Count orphans whose parent id is held by exactly one comment of the run, and record the first `MAX_CROSS_LINKS`.

    Args:
        nodes: m nodes.
        orphan: m flags.
        ids: m comment ids.
        vocabulary: What the nodes' codes stand for.
        report: Where they are counted and recorded.
    """
    named = np.flatnonzero(nodes.comment >= 0)
    holders = np.bincount(nodes.comment[named], minlength=len(vocabulary.ids))
    crossing = np.flatnonzero(orphan)
    crossing = crossing[holders[nodes.parent[crossing]] == 1]
    report.repair("cross_thread_parents", len(crossing))
    shown = crossing[:MAX_CROSS_LINKS]
    holder = Lookup(nodes.comment).find(nodes.parent[shown]) if len(shown) else shown
    for child, parent in zip(shown.tolist(), holder.tolist(), strict=True):
        report.cross_links.append(
            {
                "thread_id": vocabulary.thread_ids[nodes.thread[child]],
                "comment_id": ids[child].as_py(),
                "parent_thread_id": vocabulary.thread_ids[nodes.thread[parent]],
                "parent_id": ids[parent].as_py(),
            }
        )
