"""Soft parents: replies that call somebody by `@handle` other than the one the dump files them under.

Platforms with two levels (YouTube, for one) file every reply under the top comment; whom it means stands at the start
of its text. The dump's parent is never changed: such replies are counted, so that a reader knows the tree is flatter
than the talk was.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.threads.codes import as_flags
from analyzer.threads.forest import IntArray, TreeReport
from analyzer.threads.gather import gather
from analyzer.threads.nodes import Nodes

_HANDLE = re.compile(r"@([^\s,:;!?]+)")


def count_soft_parents(dump: Dump, nodes: Nodes, parent: IntArray, report: TreeReport) -> None:
    """Count replies whose text begins with the handle of an author of the thread who did not write their parent.

    Args:
        dump: Comments as read.
        nodes: m comments.
        parent: (m,) parents as the dump says, -1 for none.
        report: Where they are counted, as `soft_parents`.
    """
    marked = dump.along("text", lambda texts: as_flags(pc.starts_with(texts, "@")))[nodes.row]
    replies = np.flatnonzero(marked & (parent >= 0))
    if not len(replies):
        return
    members = np.flatnonzero(np.isin(nodes.thread, np.unique(nodes.thread[replies])))
    names = gather(dump.comments.select(["author"]), nodes.row[members], dump.release)["author"].to_pylist()
    author = {node: _fold(name) for node, name in zip(members.tolist(), names, strict=True) if name}
    known = {(int(nodes.thread[node]), name) for node, name in author.items()}
    texts = gather(dump.comments.select(["text"]), nodes.row[replies], dump.release)["text"].to_pylist()
    count = 0
    for node, text in zip(replies.tolist(), texts, strict=True):
        called = _HANDLE.match(text)
        name = _fold(called[1]) if called else ""
        others = author.get(int(parent[node])), author.get(node)
        count += (int(nodes.thread[node]), name) in known and name not in others
    report.repair("soft_parents", count)


def _fold(name: str) -> str:
    return "".join(name.removeprefix("@").split()).casefold()
