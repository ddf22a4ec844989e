"""How much of their wording two comments have in common: words for nearness, runs of words for quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyzer.replies.words import FloatArray, IntArray, Items

#: Holders of a run before a comment that are looked at: the nearest ones, beside the first of all.
_NEAREST = 6
#: Entries of repeated runs beyond which only every second, third, … run is looked at.
_MOST_ENTRIES = 4_000_000


class Common(NamedTuple):
    """(b, c) summed weights of words b comments share with c others: all, times rarity, and those first used there."""

    words: FloatArray
    rare: FloatArray
    owned: FloatArray


def common_words(items: Items, rows: IntArray, columns: IntArray) -> Common:
    """Compare the words of comments `rows` with those of comments `columns`.

    The words both sides hold become the columns of two dense matrices, so that a product gives all pairs at once.
    """
    row_at, row_items = _gather(items, rows)
    column_at, column_items = _gather(items, columns)
    vocabulary = np.intersect1d(row_items, column_items)
    left = _dense(row_at, row_items, vocabulary, len(rows))
    right = _dense(column_at, column_items, vocabulary, len(columns))
    weight = items.weight[vocabulary]
    owned: FloatArray = right * (items.first[vocabulary] == columns[:, None])
    weighed: FloatArray = left * weight
    rare: FloatArray = weighed * items.rarity[vocabulary]
    return Common(_product(weighed, right), _product(rare, right), _product(weighed, owned))


def _product(left: FloatArray, right: FloatArray) -> FloatArray:
    # Kernels that compute several lanes at once may raise the flag of an invalid operation for lanes nobody asked for.
    # Both sides are finite, so the product is.
    with np.errstate(invalid="ignore"):
        product: FloatArray = np.matmul(left, right.T)
    return product


def _gather(items: Items, comments: IntArray) -> tuple[IntArray, IntArray]:
    """Return the items of `comments`, and for each the place of its comment in `comments`."""
    length = items.start[comments + 1] - items.start[comments]
    ends = np.cumsum(length)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(items.start[comments] - (ends - length), length)
    return np.repeat(np.arange(len(comments)), length), items.item[at]


def _dense(at: IntArray, items: IntArray, vocabulary: IntArray, count: int) -> FloatArray:
    dense = np.zeros((count, len(vocabulary)), np.float32)
    if len(vocabulary):
        column = np.minimum(np.searchsorted(vocabulary, items), len(vocabulary) - 1)
        known = vocabulary[column] == items
        dense[at[known], column[known]] = 1.0
    return dense


@dataclass(frozen=True)
class Repeats:
    """Pairs of comments of which the later repeats runs of words of the earlier.

    Attributes:
        key: (p,) later comment times n plus earlier comment, ascending.
        all: (p,) summed weight of the runs both hold.
        owned: (p,) the same for the runs the earlier comment was the first to hold.
        count: n, the number of comments.
    """

    key: IntArray
    all: FloatArray
    owned: FloatArray
    count: int

    def find(self, later: IntArray, earlier: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return the two weights for pairs of comments, 0 where nothing is repeated."""
        if not len(self.key):
            nothing = np.zeros(np.broadcast_shapes(later.shape, earlier.shape), np.float32)
            return nothing, nothing
        wanted = later * self.count + earlier
        at = np.minimum(np.searchsorted(self.key, wanted), len(self.key) - 1)
        known = self.key[at] == wanted
        return np.where(known, self.all[at], 0), np.where(known, self.owned[at], 0)

    def sources(self, most: int) -> IntArray:
        """Return the (n, most) earlier comments each comment repeats most of as their first holder, -1 for none."""
        later, earlier = np.divmod(self.key, max(self.count, 1))
        chosen = np.flatnonzero(self.owned > 0)
        chosen = chosen[np.lexsort((-self.owned[chosen], later[chosen]))]
        start = np.searchsorted(later[chosen], np.arange(self.count))
        place = np.arange(len(chosen)) - start[later[chosen]]
        table = np.full((self.count, most), -1)
        kept = place < most
        table[later[chosen[kept]], place[kept]] = earlier[chosen[kept]]
        return table


def find_repeats(runs: Items) -> Repeats:
    """Pair every comment with those before it that hold the same runs: the first holder and the nearest few."""
    count = len(runs.start) - 1
    comment, item = runs.comment(), runs.item
    stride = len(item) // _MOST_ENTRIES + 1
    if stride > 1:
        kept = item % stride == 0
        comment, item = comment[kept], item[kept]
    order = np.lexsort((comment, item))
    comment, item = comment[order], item[order]
    keys, weights, owned = [], [], []
    first = runs.first[item]
    for offset in range(1, _NEAREST + 1):
        same = np.flatnonzero(item[offset:] == item[:-offset]) + offset
        earlier = comment[same - offset]
        keys.append(comment[same] * count + earlier)
        weights.append(runs.weight[item[same]])
        owned.append(earlier == first[same])
    # The first holder, where it is not among the nearest: the entry `_NEAREST` places back is of the same run, not it.
    far = np.flatnonzero(item[_NEAREST + 1 :] == item[: -_NEAREST - 1]) + _NEAREST + 1
    keys.append(comment[far] * count + first[far])
    weights.append(runs.weight[item[far]])
    owned.append(np.ones(len(far), bool))
    weight = np.concatenate(weights) * stride
    key, pair = np.unique(np.concatenate(keys), return_inverse=True)
    total = np.bincount(pair, weights=weight, minlength=len(key)).astype(np.float32)
    first_total = np.bincount(pair, weights=weight * np.concatenate(owned), minlength=len(key)).astype(np.float32)
    return Repeats(key, total, first_total, count)
