"""The transformer encoder run by onnxruntime: rows in, what is read of them out, short rows with short rows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from analyzer.models.encode import Row, SpecialTokens, lay_out

FloatArray = npt.NDArray[np.float32]
Out = TypeVar("Out")

#: Rows a batch holds. Small batches waste least on padding and stay in cache; see benchmarks/scoring.py.
BATCH = 8
#: Batches whose vectors are read together. A matrix product wakes the threads of numpy's own library, which then spin
#: for a while beside the encoder's: one product a batch halves the speed of all.
GROUP = 256


class Encoded(NamedTuple):
    """What the graph says of a batch.

    Attributes:
        pooled: (rows, 6, hidden): mean and first token of the comment, of the parent, of the target.
        marks: (rows, width, span labels): logits of every token, in the order of the row.
    """

    pooled: FloatArray
    marks: FloatArray


class Encoder:
    """An ONNX encoder with the inputs of `Batch.feed` and the outputs of `Encoded`."""

    def __init__(self, path: Path, special: SpecialTokens, threads: int | None = None) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # one batch a core: cheaper than one batch over all cores
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._special = special
        self._threads = threads or os.cpu_count() or 1

    def each(
        self,
        rows: Sequence[Row],
        read: Callable[[Sequence[Row], Encoded], Sequence[Out]],
        progress: Callable[[int], None] | None = None,
    ) -> list[Out]:
        """Encode n rows and return what `read` makes of each, in their order; equal rows are encoded once.

        Args:
            rows: n rows.
            read: Called with up to `GROUP` batches of rows at once; returns one result a row.
            progress: Called with the number of rows done since the last call.
        """
        copies = Counter(rows)
        order = sorted(copies, key=lambda row: row.width)
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        found: dict[Row, Out] = {}
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(batches), GROUP):
                group, parts = batches[start : start + GROUP], []
                for batch, part in zip(group, pool.map(self.encode, group), strict=True):
                    parts.append(part)
                    if progress is not None:
                        progress(sum(copies[row] for row in batch))
                read_rows = [row for batch in group for row in batch]
                found.update(zip(read_rows, read(read_rows, _joined(parts)), strict=True))
        return [found[row] for row in rows]

    def encode(self, rows: Sequence[Row]) -> Encoded:
        """Encode one batch of rows, padded to the longest of them."""
        feed = lay_out(self._special, rows).feed()
        wanted = {name: array for name, array in feed.items() if name in self._inputs}
        pooled, marks = self._session.run(["pooled", "marks"], wanted)
        return Encoded(np.asarray(pooled, dtype=np.float32), np.asarray(marks, dtype=np.float32))


def _joined(parts: Sequence[Encoded]) -> Encoded:
    """Join batches into one, token logits padded with zeros to the widest."""
    width = max(part.marks.shape[1] for part in parts)
    marks = [np.pad(part.marks, ((0, 0), (0, width - part.marks.shape[1]), (0, 0))) for part in parts]
    return Encoded(np.concatenate([part.pooled for part in parts]), np.concatenate(marks))
