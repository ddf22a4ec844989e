"""Words beside meaning: a linear model over hashed n-grams of word pieces, added to a head's logit.

An encoder generalises, a linear model remembers phrases; their sum ranks better than either ("Wide & deep learning",
Cheng et al. 2016). N-grams are hashed into a fixed number of weights (Weinberger et al. 2009, "Feature hashing for
large scale multitask learning"): no vocabulary ships, and scoring takes microseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from analyzer.models.views import HEAD_LABELS

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

BITS = 18
BUCKETS = 1 << BITS
#: Odd multipliers (Steele et al. 2014, "Fast splittable pseudorandom number generators").
_FIRST, _SECOND, _LAST = (np.uint64(m) for m in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB))


def ngrams(own: Sequence[Sequence[int]]) -> tuple[IntArray, IntArray]:
    """Return the distinct (row, bucket) pairs of the single word pieces and neighbouring pairs of n comments.

    Args:
        own: n lists of token ids.

    Returns:
        Rows (m,) in ascending order, and the bucket (m,) of each pair, below `BUCKETS`.
    """
    lengths = [len(ids) for ids in own]
    ids = np.fromiter(chain.from_iterable(own), dtype=np.uint64, count=sum(lengths))
    rows = np.repeat(np.arange(len(own), dtype=np.int64), lengths)
    single = ids * _FIRST
    joined = rows[:-1] == rows[1:]
    paired = ((single[:-1] ^ (ids[1:] + np.uint64(1))) * _SECOND)[joined]
    keys = np.concatenate([rows, rows[:-1][joined]]) * BUCKETS + _buckets(np.concatenate([single, paired]))
    distinct = np.unique(keys)
    return distinct // BUCKETS, distinct % BUCKETS


def lengths(rows: IntArray, count: int) -> FloatArray:
    """Return the (count,) lengths of comments as vectors of their n-grams: the root of their number, 1 at least."""
    found: FloatArray = np.sqrt(np.maximum(np.bincount(rows, minlength=count), 1))
    return found


def _buckets(hashes: Hashes) -> IntArray:
    mixed = (hashes ^ (hashes >> np.uint64(29))) * _LAST
    return (mixed >> np.uint64(64 - BITS)).astype(np.int64)


@dataclass(frozen=True)
class Lexical:
    """Weights of n-grams for some labels of a comment.

    Attributes:
        weights: Label → (k, BUCKETS) weights, one row for each that judges it. A comment of m distinct n-grams has the
            logit sum(weights) / sqrt(m) of each row.
    """

    weights: Mapping[str, FloatArray]

    def logits(self, own: Sequence[Sequence[int]], shares: FloatArray) -> FloatArray:
        """Return what is added to uncalibrated logits (n, labels of a comment); 0 where a label has no weights.

        Args:
            own: n lists of token ids.
            shares: (n, k) how far each row of weights counts for each comment.
        """
        found = np.zeros((len(own), len(HEAD_LABELS["comment"])), dtype=np.float32)
        if self.weights:
            rows, buckets = ngrams(own)
            size = lengths(rows, len(own))
            for label, weights in self.weights.items():
                totals = [np.bincount(rows, row[buckets], minlength=len(own)) for row in weights]
                found[:, HEAD_LABELS["comment"].index(label)] = (np.stack(totals, axis=1) * shares).sum(axis=1) / size
        return found


#: No n-gram weighs anything.
NONE = Lexical({})
