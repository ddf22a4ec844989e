"""The order of training: which examples are seen, how often, in which batches. Fixed by the seed alone.

Batches hold rows of like length: rows are shuffled, cut into pools, sorted inside a pool by length, cut
into batches, and the batches shuffled, so that little is spent on padding and the order stays random.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]

#: Batches sorted by length together; larger means less padding and less randomness.
POOL = 50


def repeat_rows(rows: IntArray, passes: float, rng: np.random.Generator) -> IntArray:
    """Return `rows` repeated `passes` times; a fraction takes a random part of them."""
    whole, part = int(passes), passes - int(passes)
    extra = rng.permutation(rows)[: round(part * len(rows))]
    return np.concatenate([np.tile(rows, whole), extra])


def batches(rows: IntArray, lengths: IntArray, size: int, rng: np.random.Generator) -> list[IntArray]:
    """Cut shuffled `rows` into batches of like length (`lengths` is indexed by row), in random order."""
    shuffled = rng.permutation(rows)
    steps: list[IntArray] = []
    for start in range(0, len(shuffled), POOL * size):
        pool = shuffled[start : start + POOL * size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        steps += [pool[i : i + size] for i in range(0, len(pool), size)]
    return [steps[i] for i in rng.permutation(len(steps))]
