"""Leaving orphans out, for those who want whole conversations only."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from analyzer.threads.forest import BoolArray, IntArray, TreeReport
from analyzer.threads.nodes import Nodes
from analyzer.threads.resolve import Links


def drop_orphans(nodes: Nodes, links: Links, report: TreeReport) -> tuple[Nodes, Links]:
    """Return nodes and links without orphans and all that hangs below them, each counted.

    Example:
        Rows `(id, parent)` `(1, null) (2, 9) (3, 2) (4, 1)`: 2 misses its parent and 3 answers 2, so 1 and 4 stay.
    """
    gone = links.orphan[_tops(links.parent)]
    report.repair("orphans_dropped", int(np.count_nonzero(links.orphan)))
    report.repair("replies_to_orphans_dropped", int(np.count_nonzero(gone & ~links.orphan)))
    return (_kept_nodes(nodes, ~gone), _kept_links(links, ~gone)) if gone.any() else (nodes, links)


def _tops(parent: IntArray) -> IntArray:
    """Return the node where each node's way up ends; for a way that ends in a cycle some node of the cycle."""
    jump = np.where(parent >= 0, parent, np.arange(len(parent)))
    for _ in range(len(parent).bit_length()):
        jump = jump[jump]
    return jump


def _kept_nodes(nodes: Nodes, kept: BoolArray) -> Nodes:
    columns = {field.name: getattr(nodes, field.name)[kept] for field in fields(Nodes)}
    columns["rank"] = np.argsort(np.argsort(columns["rank"]))
    return Nodes(**columns)


def _kept_links(links: Links, kept: BoolArray) -> Links:
    """Return the links of the nodes kept, as indices among them; a node that is kept has a parent that is."""
    place = np.append(np.cumsum(kept) - 1, -1)
    return Links(place[links.parent[kept]], links.orphan[kept])
