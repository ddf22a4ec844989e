"""Who answers whom according to the links found so far: what one link says about the others.

A second pass over a thread knows from the first who probably speaks with whom. The link that is being decided is left
out of all sums about it, so that no link speaks for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.replies.turns import Turns
from analyzer.replies.words import FloatArray, IntArray

DoubleArray = npt.NDArray[np.float64]

#: Links less probable than this are not remembered.
LEAST = 0.02


@dataclass(frozen=True)
class Links:
    """Probable links of a thread: e replies, the comments they answer and how probable that is; children ascend."""

    child: IntArray
    parent: IntArray
    probability: FloatArray


@dataclass(frozen=True)
class Sums:
    """Weights by whole-number key, summed over ranges of keys.

    Attributes:
        key: (e,) ascending.
        total: (e + 1,) sum of the weights before each place.
    """

    key: IntArray
    total: DoubleArray

    def between(self, low: IntArray, high: IntArray) -> DoubleArray:
        """Return the summed weights of keys from `low` to right before `high`."""
        found: DoubleArray = self.total[np.searchsorted(self.key, high)] - self.total[np.searchsorted(self.key, low)]
        return found


def sums_of(key: IntArray, weight: FloatArray) -> Sums:
    """Return the sums of (e,) weights by their keys."""
    order = np.argsort(key, kind="stable")
    return Sums(key[order], np.concatenate([[0.0], np.cumsum(weight[order], dtype=np.float64)]))


@dataclass(frozen=True)
class Exchange:
    """The links of n comments by A authors, laid out for looking up.

    Attributes:
        turns: When each author speaks.
        voices: A.
        given: By comment answered and reply: `parent * n + child`.
        taken: By reply and comment answered: `child * n + parent`.
        from_author: By comment answered and who answers it: `parent * A + author`.
        to_author: By reply and who is answered: `child * A + author`.
        pairs: By who answers whom and the reply: `(author * A + author answered) * n + child`.
        top: (n,) probability that a comment answers none.
        depth: (n,) expected steps to the top.
    """

    turns: Turns
    voices: int
    given: Sums
    taken: Sums
    from_author: Sums
    to_author: Sums
    pairs: Sums
    top: DoubleArray
    depth: DoubleArray

    def between_authors(self, author: IntArray, answered: IntArray, low: IntArray, high: IntArray) -> DoubleArray:
        """Return how many replies of `author` to `answered` stand from place `low` to right before `high`."""
        count = len(self.top)
        start = (np.maximum(author, 0) * self.voices + np.maximum(answered, 0)) * count
        return np.where((author >= 0) & (answered >= 0), self.pairs.between(start + low, start + high), 0)

    def replies_by(self, comment: IntArray, author: IntArray) -> DoubleArray:
        """Return how many replies a comment has by an author."""
        key = comment * self.voices + np.maximum(author, 0)
        return np.where(author >= 0, self.from_author.between(key, key + 1), 0)

    def answers_to(self, comment: IntArray, author: IntArray) -> DoubleArray:
        """Return the probability that a comment answers an author."""
        key = comment * self.voices + np.maximum(author, 0)
        return np.where(author >= 0, self.to_author.between(key, key + 1), 0)


def lay_out(turns: Turns, links: Links) -> Exchange:
    """Return the exchange of a thread from its probable links."""
    kept = links.probability >= LEAST
    child, parent, weight = links.child[kept], links.parent[kept], links.probability[kept]
    count, author = len(turns.author), turns.author
    voices = int(author.max(initial=-1)) + 1
    by, to = author[child], author[parent]
    by_known, to_known = by >= 0, to >= 0
    both = by_known & to_known
    return Exchange(
        turns,
        voices,
        given=sums_of(parent * count + child, weight),
        taken=sums_of(child * count + parent, weight),
        from_author=sums_of((parent * voices + by)[by_known], weight[by_known]),
        to_author=sums_of((child * voices + to)[to_known], weight[to_known]),
        pairs=sums_of(((by * voices + to) * count + child)[both], weight[both]),
        top=1.0 - np.bincount(child, weights=weight, minlength=count).astype(np.float64),
        depth=_depths(child, parent, weight, count),
    )


def _depths(child: IntArray, parent: IntArray, weight: FloatArray, count: int) -> DoubleArray:
    """Return the expected depth of each comment; parents stand before their replies."""
    depth = np.zeros(count)
    starts = np.searchsorted(child, np.arange(count + 1))
    for at in range(1, count):
        span = slice(starts[at], starts[at + 1])
        depth[at] = weight[span] @ (1 + depth[parent[span]])
    return depth


def exchange_features(exchange: Exchange, i: IntArray, j: IntArray) -> dict[str, DoubleArray]:
    """Return what the links say of (b, k) pairs of a comment `i` (b, 1) and a candidate `j` (b, k)."""
    count = len(exchange.top)
    i = i + np.zeros_like(j)
    mine, theirs = exchange.turns.author[i], exchange.turns.author[j]
    own = exchange.given.between(j * count + i, j * count + i + 1)
    nothing, end = np.zeros_like(j), np.full_like(j, count)
    before, after = exchange.turns.before[i], exchange.turns.after[i]
    earlier, later = np.maximum(before, 0) * count, np.maximum(after, 0) * count
    to_them = exchange.between_authors(mine, theirs, nothing, i)
    to_me = exchange.between_authors(theirs, mine, nothing, i)
    tops = exchange.top[1:]
    return {
        "told_me": exchange.answers_to(j, mine),
        "answered_before": exchange.given.between(j * count, j * count + i),
        "answered_after": exchange.given.between(j * count + i + 1, (j + 1) * count),
        "answered_by_me": np.maximum(exchange.replies_by(j, mine) - own, 0),
        "told_back": exchange.replies_by(i, theirs),
        "told_them": np.log1p(to_them),
        "told_them_later": np.log1p(exchange.between_authors(mine, theirs, i + 1, end)),
        "they_told": np.log1p(to_me),
        "they_told_later": np.log1p(exchange.between_authors(theirs, mine, i + 1, end)),
        "past_mine": np.where(before >= 0, exchange.taken.between(earlier, earlier + j), 0),
        "before_next": np.where(after >= 0, exchange.taken.between(later + j + 1, later + count), 0),
        "candidate_depth": np.log1p(np.maximum(exchange.depth[j], 0)),
        "candidate_top": exchange.top[j],
        "tops": (tops.sum() - exchange.top[i]) / max(count - 2, 1),
        "my_depth": np.log1p(np.maximum(exchange.depth[np.maximum(before, 0)], 0)),
    }
