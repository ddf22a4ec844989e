"""From ids to rows: which comment answers which, what is a root mark, whose parent is missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.threads.codes import Lookup, Vocabulary, as_flags
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


def resolve(nodes: Nodes, vocabulary: Vocabulary, report: TreeReport, *, exact: bool = False) -> Links:
    """Look up every named parent within its thread.

    Self-parents become top-level comments and are counted. Where every parent misses, leading zeros are looked past,
    unless ids are `exact`, as those of a run folder's own table are.

    Example:
        Thread `t` with rows `(id, parent)` `(1, t) (2, 1) (3, 9) (4, 4)`: parents `-1 0 -1 -1`, only row 2 an orphan.
    """
    named = nodes.parent >= 0
    self_parent = named & (nodes.parent == nodes.comment)
    found = _holders(nodes, vocabulary)
    parent = np.where(named & ~self_parent, found, -1)
    orphan = named & ~self_parent & (parent < 0) & ~_root_marks(nodes, vocabulary)
    if not exact and orphan.any() and not (parent >= 0).any():
        parent = _without_zeros(nodes, vocabulary, orphan)
        report.repair("leading_zeros_mended", int(np.count_nonzero(parent >= 0)))
        orphan &= parent < 0
    report.repair("self_parents", int(np.count_nonzero(self_parent)))
    return Links(parent, orphan)


def _holders(nodes: Nodes, vocabulary: Vocabulary) -> IntArray:
    """Return for every node the first node of its thread whose id it names, -1 for none.

    Most ids are one comment's: a table leads from the id to it. Only ids that several comments have are looked up by
    thread.
    """
    # One slot more than there are ids: that of no id, which index -1 means.
    holder, count = np.full(len(vocabulary.ids) + 1, -1), np.zeros(len(vocabulary.ids) + 1, np.int64)
    own = np.flatnonzero(nodes.comment >= 0)
    holder[nodes.comment[own]] = own
    count[:-1] = np.bincount(nodes.comment[own], minlength=len(vocabulary.ids))
    found = holder[nodes.parent]
    found[nodes.thread[found] != nodes.thread] = -1
    asked = np.flatnonzero(count[nodes.parent] > 1)
    if len(asked):
        several = np.flatnonzero(count[nodes.comment] > 1)
        lookup = Lookup(vocabulary.key(nodes.thread[several], nodes.comment[several]))
        at = lookup.find(vocabulary.key(nodes.thread[asked], nodes.parent[asked]))
        found[asked] = np.where(at >= 0, several[at], -1)
    return found


def _without_zeros(nodes: Nodes, vocabulary: Vocabulary, orphan: BoolArray) -> IntArray:
    """Return parents found where leading zeros do not count; asked only where every parent misses with them.

    Some tables write `007` in one column and `7` in the other. Where `007` and `7` are both comments of a thread the
    first of them is the parent.
    """
    bare = pc.utf8_ltrim(vocabulary.ids, "0").dictionary_encode()
    code = np.append(bare.indices.fill_null(-1).to_numpy().astype(np.int64), -1)
    comment = code[nodes.comment]
    found = Lookup(vocabulary.key(nodes.thread, comment)).find(vocabulary.key(nodes.thread, code[nodes.parent]))
    own = found == np.arange(len(found))
    return np.where(orphan & (comment >= 0) & ~own, found, -1)


def _root_marks(nodes: Nodes, vocabulary: Vocabulary) -> BoolArray:
    """Return flags, true where the parent id says "top level" if it is no comment's id."""
    # One slot more than there are ids: that of no id, which index -1 means.
    is_mark = np.append(as_flags(pc.is_in(vocabulary.ids, value_set=pa.array(ROOT_MARKS))), False)
    thread_ids = pa.array(vocabulary.thread_ids, pa.string())
    thread = np.append(pc.index_in(vocabulary.ids, value_set=thread_ids).fill_null(-1).to_numpy(), -1)
    flags: BoolArray = is_mark[nodes.parent] | (thread[nodes.parent] == nodes.thread)
    return flags
