"""Which threads come without parents, and the links inferred for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps.record import Dump
from analyzer.replies import FlatThread, Order, answered_places, infer_replies
from analyzer.threads.codes import NO_TIME, as_flags
from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.gather import gather
from analyzer.threads.nodes import Nodes
from analyzer.threads.resolve import Links

#: Largest thread links are inferred in; work grows linearly, but a page of more is no page.
MAX_COMMENTS = 200_000

#: The one way of inferring that reads no text: the dump names whom a comment answers.
REPLY_TO = "reply_to"

#: What a link may rest on where nobody has a name. The model learned from threads with names; of a list of nameless
#: comments, as a survey or a sample is, it would have all of them answer the first.
TOLD_BY_TEXT = frozenset((REPLY_TO, "quote"))


@dataclass
class Inferred:
    """Links inferred among nodes: k children, their parents, how each was told, and how probable it is (or None)."""

    child: list[int] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    how: list[str] = field(default_factory=list)
    probability: list[float | None] = field(default_factory=list)

    def add(self, child: int, parent: int, how: str, probability: float | None = None) -> None:
        """Append one link."""
        self.child.append(child)
        self.parent.append(parent)
        self.how.append(how)
        self.probability.append(probability)


def infer_parents(dump: Dump, nodes: Nodes, links: Links, report: TreeReport) -> Inferred:
    """Infer parents where the dump gives none.

    A thread is flat where no comment names a parent and the comments have no ids, or come from inputs with a column
    mapping but no parent column. In other threads only top-level comments with a name in `reply_to` get a parent.
    Threads of more than `MAX_COMMENTS` comments are left as they are; they are counted, and so are names in
    `reply_to` that nobody in the thread bears.
    """
    named = dump.along("reply_to", lambda names: as_flags(names.is_valid()))[nodes.row]
    hinted = named & (links.parent < 0) & ~links.orphan
    flat = _flat_threads(dump, nodes)
    size = np.bincount(nodes.thread, minlength=len(flat))
    wanted = (size > 1) & (flat | (np.bincount(nodes.thread[hinted], minlength=len(flat)) > 0))
    report.repair("threads_too_large_to_infer", int(np.count_nonzero(wanted & (size > MAX_COMMENTS))))
    inferred = Inferred()
    shown = [info.chronological for info in dump.threads.values()]
    for members, columns in _threads(dump, nodes, np.flatnonzero(wanted & (size <= MAX_COMMENTS))):
        number = nodes.thread[members[0]]
        if flat[number]:
            _by_model(members, columns, shown[number], nodes.time, inferred)
        else:
            _by_name(members, columns, hinted, inferred)
    hinted[inferred.child] = False
    report.repair("reply_to_not_found", int(np.count_nonzero(hinted)))
    return inferred


def _flat_threads(dump: Dump, nodes: Nodes) -> BoolArray:
    """Return a flag per thread, true where nothing in the dump tells who answers whom."""
    unmapped = [report.name for report in dump.inputs if report.mapping and "parent_id" not in report.mapping]
    told = nodes.comment >= 0
    if unmapped:
        names = pa.array(unmapped, pa.string())
        told &= ~dump.along("source", lambda sources: as_flags(pc.is_in(sources, names)))[nodes.row]
    told |= nodes.parent >= 0
    flat: BoolArray = np.bincount(nodes.thread[told], minlength=len(dump.threads)) == 0
    return flat


def _threads(dump: Dump, nodes: Nodes, threads: IntArray) -> Iterator[tuple[IntArray, pa.Table]]:
    """Yield each thread's nodes, in the order siblings are shown, and their columns."""
    chosen = np.flatnonzero(np.isin(nodes.thread, threads))
    chosen = chosen[np.argsort(nodes.rank[chosen])]
    columns = gather(dump.comments.select(["author", "text", "reply_to"]), nodes.row[chosen], dump.release)
    sizes = np.bincount(nodes.thread[chosen])
    for end, size in zip(np.cumsum(sizes), sizes, strict=True):
        if size:
            yield chosen[end - size : end], columns.slice(end - size, size)


def _by_name(members: IntArray, columns: pa.Table, hinted: BoolArray, inferred: Inferred) -> None:
    """Link the hinted nodes of a thread to the latest earlier comment of the author they are said to answer."""
    authors, answered = columns["author"].to_pylist(), columns["reply_to"].to_pylist()
    for at, place in enumerate(answered_places(authors, answered).tolist()):
        if place >= 0 and hinted[members[at]]:
            inferred.add(int(members[at]), int(members[place]), REPLY_TO)


def _by_model(members: IntArray, columns: pa.Table, shown: bool | None, time: IntArray, inferred: Inferred) -> None:
    """Link the nodes of a flat thread by texts, authors and places; by quotes alone where nobody has a name."""
    order, places = _order(shown, time[members])
    members, columns = members[places], columns.take(pa.array(places))
    thread = FlatThread(
        authors=columns["author"].to_pylist(),
        texts=columns["text"].to_pylist(),
        reply_to=columns["reply_to"].to_pylist(),
        times=np.where(time[members] == NO_TIME, -1, time[members]),
    )
    replies = infer_replies(thread, order)
    nameless = not any(thread.authors)
    for at in np.flatnonzero(replies.parent >= 0).tolist():
        named = thread.reply_to is not None and thread.reply_to[at] is not None
        how, probability = (REPLY_TO, None) if named else (replies.reason(at), float(replies.probability[at]))
        if not nameless or how in TOLD_BY_TEXT:
            inferred.add(int(members[at]), int(members[replies.parent[at]]), how, probability)


def _order(chronological: bool | None, time: IntArray) -> tuple[Order, IntArray]:
    """Return the order of a thread's comments, and the places that put them in it.

    A page in display order shows every comment before its replies, but for one that lists the newest first. Elsewhere
    any earlier comment may be answered.

    Args:
        chronological: False where the thread is known to be in display order.
        time: (n,) times in the order of the thread, `NO_TIME` where unknown.
    """
    places = np.arange(len(time))
    if chronological is not False:
        return "time", places
    newest_first = bool((np.diff(time) <= 0).all() and time[0] > time[-1] and time[0] != NO_TIME)
    return ("time", places[::-1]) if newest_first else ("reading", places)
