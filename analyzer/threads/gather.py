"""Rows of a big table in another order, without ever joining its string columns into one buffer.

Arrow's own `take` concatenates all chunks of a string column first: twice the memory, and an error past 2 GiB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa

from analyzer.dumps.record import BATCHES_HELD
from analyzer.threads.forest import IntArray

#: Rows in one output batch; even at 100,000 characters a comment a batch stays under Arrow's 2 GiB a string column.
BATCH_ROWS = 8_192

Release = Callable[[], None]


def gather_batches(
    table: pa.Table, rows: IntArray, release: Release = lambda: None
) -> Iterator[tuple[slice, pa.Table]]:
    """Yield `table`'s `rows` in order, batch by batch, each with the slice of `rows` it holds.

    Args:
        table: Where the rows are.
        rows: (k,) rows of it, in any order.
        release: Called now and then, to let go of the memory of mapped columns (see `analyzer.spool`).
    """
    sources = _Sources(table, release)
    for start in range(0, len(rows), BATCH_ROWS):
        part = slice(start, min(start + BATCH_ROWS, len(rows)))
        yield part, sources.pick(rows[part])
    release()


def gather(table: pa.Table, rows: IntArray, release: Release = lambda: None) -> pa.Table:
    """Return `table`'s `rows` in order."""
    parts = [part for _, part in gather_batches(table, rows, release)]
    return pa.concat_tables(parts) if parts else table.slice(0, 0)


class _Sources:
    """The batches of a table, and how many of them were read since memory was let go of."""

    def __init__(self, table: pa.Table, release: Release) -> None:
        self._batches = table.to_batches()
        self._offsets = np.cumsum([0, *(batch.num_rows for batch in self._batches)])
        self._release = release
        self._held = 0

    def pick(self, rows: IntArray) -> pa.Table:
        """Return a few rows: taken from each source batch in ascending order, then put in the order asked for."""
        order = np.argsort(rows, kind="stable")
        ascending = rows[order]
        bounds = np.searchsorted(ascending, self._offsets)
        pieces = [
            self._take(i, ascending[bounds[i] : bounds[i + 1]] - self._offsets[i])
            for i in np.flatnonzero(np.diff(bounds)).tolist()
        ]
        back = np.empty_like(order)
        back[order] = np.arange(len(order))
        return pa.Table.from_batches(pieces).combine_chunks().take(pa.array(back))

    def _take(self, source: int, rows: IntArray) -> pa.RecordBatch:
        taken = self._batches[source].take(pa.array(rows))
        self._held += 1
        if self._held >= BATCHES_HELD:
            self._release()
            self._held = 0
        return taken
