"""From a dump to a forest: the order in which ids are coded, doubles dropped, links made, mended and laid out."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from analyzer.dumps.record import Dump
from analyzer.errors import check_argument
from analyzer.threads.account import note_coverage, note_cross_links, open_report
from analyzer.threads.assemble import Grown, assemble
from analyzer.threads.codes import Vocabulary, encode
from analyzer.threads.duplicates import drop_duplicates
from analyzer.threads.flat import Inferred, infer_parents
from analyzer.threads.forest import Forest, IntArray, TreeReport
from analyzer.threads.names import comment_ids
from analyzer.threads.nodes import Nodes, make_nodes
from analyzer.threads.prune import drop_orphans
from analyzer.threads.repair import break_cycles, count_newer_parents, group_orphans
from analyzer.threads.resolve import Links, resolve
from analyzer.threads.soft import count_soft_parents


def build_threads(dump: Dump, *, target: str | None = None, keep_orphans: bool = True) -> Forest:
    """Build the reply trees of a dump; nothing is lost without being counted in the forest's report.

    Comments that stand twice are dropped, self-parents become top-level, cycles lose one edge each, orphans stay
    beside the siblings that miss the same parent, and threads without any parents get inferred links.

    Args:
        dump: Comments as read.
        target: The claim comments take a stance on, in place of what each thread says.
        keep_orphans: False leaves out replies to comments that are not in the dump, and what answers them.

    Raises:
        TypeError: `dump` is something else.

    Returns:
        The forest, comments in pre-order, threads in the dump's order.

    Example:
        Rows `(id, parent)` `(1, null) (2, 1) (3, null) (4, 2) (5, 9)` of one thread give the order `1 2 4 3 5`,
        depths `0 1 2 0 0` and parent rows `-1 0 1 -1 -1`; comment 5 is an orphan and keeps parent id 9.
    """
    check_argument("build_threads", dump, Dump, "read")
    report = open_report(dump)
    nodes, vocabulary = _nodes(dump, report)
    own = any("parent_source" in entry.mapping for entry in dump.inputs)  # a run folder's table, mended before
    links = resolve(nodes, vocabulary, report, exact=own)
    note_coverage(dump, vocabulary, nodes, report)
    if not keep_orphans:
        nodes, links = drop_orphans(nodes, links, report)
    count_soft_parents(dump, nodes, links.parent, report)
    inferred = infer_parents(dump, nodes, links, report)
    parent = _mend(nodes, links, inferred, report)
    grown = Grown(
        parent=parent,
        placeholder=group_orphans(links.orphan, vocabulary.key(nodes.thread, nodes.parent), report),
        ids=comment_ids(nodes, vocabulary, report),
        inferred=inferred,
    )
    note_cross_links(nodes, links.orphan, grown.ids, vocabulary, report)
    del links
    report.inferred.update(_count_ways(inferred, parent))
    threads = dict(dump.threads)
    if target is not None:
        threads = {thread_id: replace(info, target=target) for thread_id, info in threads.items()}
    return assemble(dump, vocabulary, nodes, grown, threads, report)


def _nodes(dump: Dump, report: TreeReport) -> tuple[Nodes, Vocabulary]:
    """Return the comments that stay, and what their codes stand for."""
    codes = encode(dump)
    return make_nodes(drop_duplicates(codes, dump, report), codes, dump), codes.vocabulary


def _mend(nodes: Nodes, links: Links, inferred: Inferred, report: TreeReport) -> IntArray:
    """Return parents with inferred links added and cycles broken."""
    parent = links.parent.copy()
    parent[inferred.child] = inferred.parent
    weak = np.zeros(len(nodes), bool)
    weak[inferred.child] = True
    parent = break_cycles(parent, nodes.time, weak, report)
    count_newer_parents(parent, nodes.time, report)
    return parent


def _count_ways(inferred: Inferred, parent: IntArray) -> Counter[str]:
    """Count the inferred links that stand, per way."""
    return Counter(how for child, how in zip(inferred.child, inferred.how, strict=True) if parent[child] >= 0)
