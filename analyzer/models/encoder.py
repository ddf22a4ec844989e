"""The transformer encoder run by onnxruntime: rows in, pooled vectors out, short rows together with short rows."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt

from analyzer.models.encode import SpecialTokens, lay_out, width

FloatArray = npt.NDArray[np.float32]
Rows = Sequence[Sequence[int]]

#: Rows a batch holds. Small batches waste least on padding and stay in cache; see benchmarks/scoring.py.
BATCH = 8


class Encoder:
    """An ONNX encoder with the inputs of `Batch.feed` and one output, pooled vectors (rows, 3 * hidden)."""

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

    def pool(self, own: Rows, context: Rows | None = None, progress: Callable[[int], None] | None = None) -> FloatArray:
        """Return pooled vectors (n, 3 * hidden) of n rows, in their order; equal rows are encoded once.

        Args:
            own: n rows of comment tokens, cut to the view's layout.
            context: n rows of context tokens, or None for comments alone.
            progress: Called with the number of rows done since the last call.
        """
        keys = [(tuple(row), tuple(context[i]) if context is not None else None) for i, row in enumerate(own)]
        copies = Counter(keys)
        distinct = list(copies)
        place = {key: i for i, key in enumerate(distinct)}
        order = sorted(range(len(distinct)), key=lambda i: width(*distinct[i]))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        pooled: FloatArray | None = None
        with ThreadPoolExecutor(self._threads) as pool:
            results = pool.map(lambda batch: self._run([distinct[i] for i in batch]), batches)
            for batch, vectors in zip(batches, results, strict=True):
                if pooled is None:
                    pooled = np.empty((len(distinct), vectors.shape[1]), dtype=np.float32)
                pooled[batch] = vectors
                if progress is not None:
                    progress(sum(copies[distinct[i]] for i in batch))
        if pooled is None:
            return np.empty((0, 0), dtype=np.float32)
        return pooled[[place[key] for key in keys]]

    def _run(self, rows: Sequence[tuple[tuple[int, ...], tuple[int, ...] | None]]) -> FloatArray:
        paired = rows[0][1] is not None
        context = [row[1] or () for row in rows] if paired else None
        feed = lay_out(self._special, [row[0] for row in rows], context).feed()
        wanted = {name: array for name, array in feed.items() if name in self._inputs}
        return np.asarray(self._session.run(None, wanted)[0], dtype=np.float32)
