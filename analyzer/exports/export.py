"""What an export format is, and what all of them need of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.runs.reader import Run

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Export:
    """One export format; each lives in a file of its own and has one entry in `EXPORTS`.

    Attributes:
        name: What `--as` calls it.
        title: What it is, in a few words.
        write: Writes a run to a path that does not exist yet.
    """

    name: str
    title: str
    write: Callable[[Run, Path], None]


def part_of(out: Path) -> Path:
    """Return where an export is written until it is whole."""
    return out.with_name(f"{out.name}.part")


def parent_rows(comments: pa.Table) -> IntArray:
    """Return the (n,) row of every comment's parent, -1 at top level and for orphans, of a run's comments table.

    Rows are in pre-order, so the parent is the last row before that is one level higher.

    Example:
        Depths `0 1 2 1 0` have parents `-1 0 1 0 -1`.
    """
    last: list[int] = []
    parents: list[int] = []
    for row, depth in enumerate(comments["depth"].to_pylist()):
        parents.append(last[depth - 1] if depth else -1)
        del last[depth:]
        last.append(row)
    return np.array(parents, np.int64)


def rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield a table's rows, a batch at a time; single-precision numbers keep six digits, times are ISO 8601."""
    for batch in table.to_batches(max_chunksize=8_192):
        yield from pa.RecordBatch.from_arrays(*_plain(batch)).to_pylist()


def _plain(batch: pa.RecordBatch) -> tuple[list[pa.Array], list[str]]:
    columns = []
    for column, kind in zip(batch.columns, batch.schema.types, strict=True):
        if pa.types.is_float32(kind):
            column = pc.round(column.cast(pa.float64()), 6)
        elif pa.types.is_timestamp(kind):
            column = pc.strftime(column, "%Y-%m-%dT%H:%M:%SZ")
        columns.append(column)
    return columns, batch.schema.names
