"""From ids to rows: which comment answers which, what is a root mark, whose parent is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.threads.codes import Codes, Lookup
from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.nodes import Nodes

#: What dumps write where a comment has no parent; a mark only in threads where no comment has that id.
ROOT_MARKS = ("0", "-1", "None", "none", "null", "NULL", "nan", "NaN", "root", "NA", "N/A", "<NA>")


@dataclass(frozen=True)
class Links:
    """Who answers whom among m comments.

    Attributes:
        parent: (m,) index of the parent, or -1.
        orphan: m flags, true where a parent is named but not in the thread.
    """

    parent: IntArray
    orphan: BoolArray


def resolve(nodes: Nodes, codes: Codes, report: TreeReport) -> Links:
    """Look up every named parent within its thread.

    Self-parents become top-level comments and are counted, as are parents that stand in another thread.

    Example:
        Thread `t` with rows `(id, parent)` `(1, t) (2, 1) (3, 9) (4, 4)`: parents `-1 0 -1 -1`, only row 2 an orphan.
    """
    named = nodes.parent >= 0
    self_parent = named & (nodes.parent == nodes.comment)
    found = Lookup(codes.key(nodes.thread, nodes.comment)).find(codes.key(nodes.thread, nodes.parent))
    parent = np.where(named & ~self_parent, found, -1)
    orphan = named & ~self_parent & (parent < 0) & ~_root_marks(nodes, codes)
    report.repair("self_parents", int(np.count_nonzero(self_parent)))
    report.repair("cross_thread_parents", _cross_thread(nodes, orphan, len(codes.vocabulary)))
    return Links(parent, orphan)


def _root_marks(nodes: Nodes, codes: Codes) -> BoolArray:
    """Return flags, true where the parent id says "top level" if it is no comment's id."""
    marks = pc.index_in(pa.array(ROOT_MARKS), value_set=codes.vocabulary).drop_null().to_numpy()
    thread_code = pc.index_in(pa.array(codes.thread_ids, pa.string()), value_set=codes.vocabulary)
    own_thread = thread_code.fill_null(-1).to_numpy()[nodes.thread]
    flags: BoolArray = np.isin(nodes.parent, marks) | (nodes.parent == own_thread)
    return flags


def _cross_thread(nodes: Nodes, orphan: BoolArray, vocabulary: int) -> int:
    """Count orphans whose parent id is held by exactly one comment of the run."""
    holders = np.bincount(nodes.comment[nodes.comment >= 0], minlength=vocabulary)
    return int(np.count_nonzero(holders[nodes.parent[orphan]] == 1))
