"""Reply trees as integer arrays over a comment table: built and walked without recursion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from analyzer.dumps.record import ThreadInfo

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass
class TreeReport:
    """The machine-readable account of every repair made between the dump and the trees.

    Attributes:
        repairs: Count per kind of repair, readers' and trees' together (snake_case kinds).
        skipped: Places of records left out, with the reason.
        coverage: Per thread that declares its size: `{"thread_id", "seen", "declared"}`.
        inferred: Links inferred in flat threads, counted per method.
        cross_links: The first 1,000 orphans whose parent stands in another thread: `{"thread_id", "comment_id",
            "parent_thread_id", "parent_id"}`.
    """

    repairs: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    coverage: list[dict[str, Any]] = field(default_factory=list)
    inferred: dict[str, int] = field(default_factory=dict)
    cross_links: list[dict[str, Any]] = field(default_factory=list)

    def repair(self, kind: str, count: int = 1) -> None:
        """Count `count` repairs of one kind."""
        if count:
            self.repairs[kind] = self.repairs.get(kind, 0) + count

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain JSON values."""
        return {
            "repairs": dict(self.repairs),
            "skipped": list(self.skipped),
            "coverage": list(self.coverage),
            "inferred": dict(self.inferred),
            "cross_links": list(self.cross_links),
        }


@dataclass
class Forest:
    """All threads of a run: comments in pre-order, thread by thread.

    Attributes:
        comments: n rows of `analyzer.comment.TREE_SCHEMA`, pre-order within a thread, threads in first-seen order.
        states: n strings, `present`, `deleted`, `removed` or `missing`.
        parent_row: (n,) row of the parent, or -1 for top-level comments and orphans. Always less than its own row.
        placeholder: (n,) -1, or for an orphan the number of its missing parent (siblings share one number).
        thread_starts: (t + 1,) row where each thread begins; the last entry is n.
        thread_ids: t thread ids, in order. Threads without comments are in it with an empty range.
        threads: What the dump said of each thread, by thread id.
        report: Every repair, counted.
        release: Lets go of memory that columns take which are mapped from a file (see `analyzer.spool`).
    """

    comments: pa.Table
    states: pa.Array
    parent_row: IntArray
    placeholder: IntArray
    thread_starts: IntArray
    thread_ids: list[str]
    threads: dict[str, ThreadInfo]
    report: TreeReport
    release: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)

    @property
    def roots(self) -> int:
        """Number of top-level comments whose parent is not missing."""
        return int(np.count_nonzero((self.parent_row < 0) & (self.placeholder < 0)))

    @property
    def orphans(self) -> int:
        """Number of comments whose parent is missing from the dump."""
        return int(np.count_nonzero(self.placeholder >= 0))
