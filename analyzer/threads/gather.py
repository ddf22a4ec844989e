"""Rows of a big table in another order, without ever joining its string columns into one buffer.

Arrow's own `take` concatenates all chunks of a string column first: twice the memory, and an error past 2 GiB.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from analyzer.threads.forest import IntArray

#: Rows in one output batch; even at 100,000 characters a comment a batch stays under Arrow's 2 GiB a string column.
BATCH_ROWS = 8_192


def gather_batches(table: pa.Table, rows: IntArray) -> Iterator[tuple[slice, pa.Table]]:
    """Yield `table`'s `rows` in order, batch by batch, each with the slice of `rows` it holds."""
    batches = table.to_batches()
    offsets = np.cumsum([0, *(batch.num_rows for batch in batches)])
    for start in range(0, len(rows), BATCH_ROWS):
        part = slice(start, min(start + BATCH_ROWS, len(rows)))
        yield part, _pick(batches, offsets, rows[part])


def gather(table: pa.Table, rows: IntArray) -> pa.Table:
    """Return `table`'s `rows` in order."""
    parts = [part for _, part in gather_batches(table, rows)]
    return pa.concat_tables(parts) if parts else table.slice(0, 0)


def _pick(batches: list[pa.RecordBatch], offsets: IntArray, rows: IntArray) -> pa.Table:
    """Return a few rows: taken from each source batch in ascending order, then put in the order asked for."""
    order = np.argsort(rows, kind="stable")
    ascending = rows[order]
    bounds = np.searchsorted(ascending, offsets)
    pieces = [
        batches[i].take(pa.array(ascending[bounds[i] : bounds[i + 1]] - offsets[i]))
        for i in np.flatnonzero(np.diff(bounds))
    ]
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    return pa.Table.from_batches(pieces).combine_chunks().take(pa.array(back))
