"""The comments of a run while its trees are built: integer columns only, in file order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.dumps.record import Dump
from analyzer.threads.codes import NO_TIME, Codes, microseconds
from analyzer.threads.duplicates import Kept
from analyzer.threads.forest import BoolArray, IntArray


@dataclass(frozen=True)
class Nodes:
    """m comments as columns of integers; a node is an index into them.

    Attributes:
        row: (m,) row in the dump that gives the comment's content.
        position: (m,) place in the dump, ascending.
        thread: (m,) thread number.
        comment: (m,) code of its id, -1 where it has none.
        parent: (m,) code of the parent id it names, -1 where it names none.
        time: (m,) microseconds since 1970, `NO_TIME` where unknown.
        clashing: m flags, true where the id belongs to an earlier comment.
        rank: (m,) place among all nodes by thread, then in the order siblings are shown.
    """

    row: IntArray
    position: IntArray
    thread: IntArray
    comment: IntArray
    parent: IntArray
    time: IntArray
    clashing: BoolArray
    rank: IntArray

    def __len__(self) -> int:
        return len(self.row)


def make_nodes(kept: Kept, codes: Codes, dump: Dump) -> Nodes:
    """Return the kept comments as nodes."""
    thread = codes.thread[kept.row]
    time = dump.along("created_at", microseconds)[kept.row]
    return Nodes(
        row=kept.row,
        position=kept.position,
        thread=thread,
        comment=codes.comment[kept.row],
        parent=codes.parent[kept.row],
        time=time,
        clashing=kept.clashing,
        rank=_ranks(thread, time, [dump.threads[thread_id].chronological for thread_id in codes.vocabulary.thread_ids]),
    )


def _ranks(thread: IntArray, time: IntArray, chronological: list[bool | None]) -> IntArray:
    """Rank nodes by thread, then by time and file order.

    File order alone decides in threads in display order (`chronological` False) and in threads where any time is
    unknown, since a comment without a time has no place among the others.
    """
    by_file = np.array([flag is False for flag in chronological], bool)
    by_file[thread[time == NO_TIME]] = True
    order = np.lexsort((np.where(by_file[thread], 0, time), thread))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return rank
