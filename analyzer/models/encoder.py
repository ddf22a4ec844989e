"""The transformer encoder run by onnxruntime: rows in, what is read of them out, one row a core at a time."""

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

#: Rows whose vectors are read together. A matrix product wakes the threads of numpy's own library, which then spin for
#: a while beside the encoder's: one product a row halves the speed of all.
GROUP = 2048


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
        options.intra_op_num_threads = 1  # one row a core: cheaper than one row over all cores
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

        Each row is a batch of its own. The int8 products round by the range of the whole batch, so beside others a row
        would come out differently with every company (by 6 % of a vector's spread, rows by eights); alone it needs no
        padding either. That costs 3 % of the speed: the weights are fetched anew for each row.

        Args:
            rows: n rows.
            read: Called with up to `GROUP` rows at once; returns one result a row.
            progress: Called with the number of rows done since the last call.
        """
        copies = Counter(rows)
        order = list(copies)
        found: dict[Row, Out] = {}
        with ThreadPoolExecutor(self._threads) as pool:
            for start in range(0, len(order), GROUP):
                group, parts = order[start : start + GROUP], []
                for row, part in zip(group, pool.map(self._alone, group), strict=True):
                    parts.append(part)
                    if progress is not None:
                        progress(copies[row])
                found.update(zip(group, read(group, _joined(parts)), strict=True))
        return [found[row] for row in rows]

    def _alone(self, row: Row) -> Encoded:
        return self.encode([row])

    def encode(self, rows: Sequence[Row]) -> Encoded:
        """Encode one batch of rows, padded to the longest of them."""
        feed = lay_out(self._special, rows).feed()
        wanted = {name: array for name, array in feed.items() if name in self._inputs}
        pooled, marks = self._session.run(["pooled", "marks"], wanted)
        return Encoded(np.asarray(pooled, dtype=np.float32), np.asarray(marks, dtype=np.float32))


def _joined(parts: Sequence[Encoded]) -> Encoded:
    """Join batches into one, token logits padded with zeros to the widest."""
    rows, width = sum(len(part.marks) for part in parts), max(part.marks.shape[1] for part in parts)
    marks = np.zeros((rows, width, parts[0].marks.shape[2]), dtype=np.float32)
    begin = 0
    for part in parts:
        end = begin + len(part.marks)
        marks[begin:end, : part.marks.shape[1]] = part.marks
        begin = end
    return Encoded(np.concatenate([part.pooled for part in parts]), marks)
