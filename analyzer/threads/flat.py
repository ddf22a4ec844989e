"""Which threads come without parents, and the links inferred for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.gather import gather
from analyzer.threads.infer import infer_links
from analyzer.threads.nodes import Nodes
from analyzer.threads.resolve import Links

#: Largest thread links are inferred in: each comment may be held against all before it.
MAX_COMMENTS = 20_000

#: The one way of inferring that reads no text: the dump names whom a comment answers.
REPLY_TO = "reply_to"


@dataclass
class Inferred:
    """Links inferred among nodes: k children, their parents, and how each was told."""

    child: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    how: list[str] = field(default_factory=list)

    def add(self, child: int, parent: int, how: str) -> None:
        """Append one link."""
        self.child.append(child)
        self.parent.append(parent)
        self.how.append(how)


def infer_parents(dump: Dump, nodes: Nodes, links: Links, report: TreeReport) -> Inferred:
    """Infer parents where the dump gives none.

    A thread is flat where no comment names a parent and the comments have no ids, or come from inputs with a column
    mapping but no parent column. In other threads only top-level comments with a name in `reply_to` get a parent.
    Threads of more than `MAX_COMMENTS` comments are left as they are; they are counted, and so are names in
    `reply_to` that nobody in the thread bears.
    """
    hinted = dump.comments["reply_to"].is_valid().to_numpy()[nodes.row] & (links.parent < 0) & ~links.orphan
    flat = _flat_threads(dump, nodes)
    size = np.bincount(nodes.thread, minlength=len(flat))
    wanted = (size > 1) & (flat | (np.bincount(nodes.thread[hinted], minlength=len(flat)) > 0))
    report.repair("threads_too_large_to_infer", int(np.count_nonzero(wanted & (size > MAX_COMMENTS))))
    inferred = Inferred()
    for members, columns in _threads(dump.comments, nodes, np.flatnonzero(wanted & (size <= MAX_COMMENTS))):
        _infer_thread(members, columns, None if flat[nodes.thread[members[0]]] else hinted, inferred)
    hinted[inferred.child] = False
    report.repair("reply_to_not_found", int(np.count_nonzero(hinted)))
    return inferred


def _flat_threads(dump: Dump, nodes: Nodes) -> BoolArray:
    """Return a flag per thread, true where nothing in the dump tells who answers whom."""
    unmapped = [report.name for report in dump.inputs if report.mapping and "parent_id" not in report.mapping]
    without_column = pc.is_in(dump.comments["source"], pa.array(unmapped, pa.string())).to_numpy()[nodes.row]
    told = (nodes.parent >= 0) | ((nodes.comment >= 0) & ~without_column)
    flat: BoolArray = np.bincount(nodes.thread[told], minlength=len(dump.threads)) == 0
    return flat


def _threads(comments: pa.Table, nodes: Nodes, threads: IntArray) -> Iterator[tuple[IntArray, pa.Table]]:
    """Yield each thread's nodes, in the order siblings are shown, and their columns."""
    chosen = np.flatnonzero(np.isin(nodes.thread, threads))
    chosen = chosen[np.argsort(nodes.rank[chosen])]
    columns = gather(comments.select(["author", "text", "reply_to"]), nodes.row[chosen])
    sizes = np.bincount(nodes.thread[chosen])
    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        if size:
            yield chosen[end - size : end], columns.slice(end - size, size)


def _infer_thread(members: IntArray, columns: pa.Table, hinted: BoolArray | None, inferred: Inferred) -> None:
    """Infer one thread's links; with `hinted`, from `reply_to` alone and for those nodes only."""
    texts = columns["text"].to_pylist() if hinted is None else [""] * len(members)
    found = infer_links(columns["author"].to_pylist(), texts, columns["reply_to"].to_pylist())
    for child, (place, how) in zip(members.tolist(), found, strict=True):
        if place >= 0 and how is not None and (hinted is None or (hinted[child] and how == REPLY_TO)):
            inferred.add(child, int(members[place]), how)
