"""Ids for comments that have none, or whose own id belongs to another comment."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.threads.codes import Vocabulary
from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.nodes import Nodes


def comment_ids(nodes: Nodes, vocabulary: Vocabulary, report: TreeReport) -> pa.Array:
    """Return an id per node, unique in its thread.

    A comment without an id gets `c1`, `c2`, … by its place in the thread; where that id, or a clashing one, is taken
    it gets `~2`, `~3`, … at the end. Ids that comments name as parents count as taken: a made-up id must not become
    the parent somebody misses.
    """
    ids = vocabulary.strings(nodes.comment)
    missing = nodes.comment < 0
    if missing.any():
        made = pc.binary_join_element_wise("c", pa.array(_places(nodes.thread)).cast(pa.string()), "")
        ids = pc.if_else(pa.array(missing), made, ids)
        report.repair("made_ids", int(np.count_nonzero(missing)))
        stuck = nodes.clashing | (missing & _taken(ids, nodes, vocabulary))
    else:
        stuck = nodes.clashing
    return _rename(ids, np.flatnonzero(stuck), nodes, vocabulary) if stuck.any() else ids


def _places(thread: IntArray) -> IntArray:
    """Return each node's place in its thread, from 1."""
    order = np.argsort(thread, kind="stable")
    count = np.bincount(thread)
    place = np.empty(len(thread), np.int64)
    place[order] = np.arange(len(thread)) - np.repeat(np.cumsum(count) - count, count) + 1
    return place


def _taken(ids: pa.Array, nodes: Nodes, vocabulary: Vocabulary) -> BoolArray:
    """Return flags, true where the dump itself uses the id in that thread, for a comment or a parent."""
    code = pc.index_in(ids, value_set=vocabulary.ids).fill_null(-1).to_numpy().astype(np.int64)
    used = np.concatenate([vocabulary.key(nodes.thread, nodes.comment), vocabulary.key(nodes.thread, nodes.parent)])
    flags: BoolArray = (code >= 0) & np.isin(vocabulary.key(nodes.thread, code), used)
    return flags


def _rename(ids: pa.Array, stuck: IntArray, nodes: Nodes, vocabulary: Vocabulary) -> pa.Array:
    """Return `ids` with the stuck nodes' ids numbered until they are free."""
    taken = _ids_in_use(np.unique(nodes.thread[stuck]), nodes, vocabulary)
    following: defaultdict[tuple[int, str], int] = defaultdict(lambda: 2)
    fresh = []
    for thread, base in zip(nodes.thread[stuck].tolist(), ids.take(pa.array(stuck)).to_pylist(), strict=True):
        while (thread, f"{base}~{following[thread, base]}") in taken:
            following[thread, base] += 1
        fresh.append(f"{base}~{following[thread, base]}")
        following[thread, base] += 1
    mask = np.zeros(len(ids), bool)
    mask[stuck] = True
    return pc.replace_with_mask(ids, pa.array(mask), pa.array(fresh, pa.string()))


def _ids_in_use(threads: IntArray, nodes: Nodes, vocabulary: Vocabulary) -> set[tuple[int, str]]:
    """Return every (thread, id) the dump uses in `threads`."""
    inside = np.flatnonzero(np.isin(nodes.thread, threads))
    numbers = nodes.thread[inside].tolist()
    used: set[tuple[int, str]] = set()
    for column in (nodes.comment, nodes.parent):
        used.update(zip(numbers, vocabulary.strings(column[inside]).to_pylist(), strict=True))
    return used
