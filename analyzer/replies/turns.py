"""Who speaks when: counts and places of an author's comments, looked up for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyzer.replies.words import IntArray


@dataclass(frozen=True)
class Turns:
    """The comments of every author in order.

    Attributes:
        author: (n,) number of the author, -1 where lost.
        key: (n,) `author * n + place` of all comments, sorted: an author's comments are a range of it.
        before: (n,) the author's comment before this one, -1 for none.
        after: (n,) the author's comment after this one, -1 for none.
    """

    author: IntArray
    key: IntArray
    before: IntArray
    after: IntArray

    def between(self, author: IntArray, low: IntArray, high: IntArray) -> IntArray:
        """Return how many comments `author` has at places above `low` and below `high`; 0 where the author is lost."""
        count: IntArray = np.where(author >= 0, self._find(author, high) - self._find(author, low + 1), 0)
        return np.maximum(count, 0)

    def latest(self, author: IntArray, place: IntArray) -> IntArray:
        """Return the author's last comment before `place`, -1 for none."""
        return self._comment(self._find(author, place) - 1, author)

    def next(self, author: IntArray, place: IntArray) -> IntArray:
        """Return the author's first comment after `place`, -1 for none."""
        return self._comment(self._find(author, place + 1), author)

    def _find(self, author: IntArray, place: IntArray) -> IntArray:
        return np.searchsorted(self.key, author * len(self.author) + place)

    def _comment(self, at: IntArray, author: IntArray) -> IntArray:
        count = len(self.author)
        key = self.key[np.clip(at, 0, count - 1)]
        found = (at >= 0) & (at < count) & (author >= 0) & (key // count == author)
        return np.where(found, key % count, -1)


def order_turns(author: IntArray) -> Turns:
    """Return the turns of n comments by their (n,) author numbers.

    Example:
        Authors `0 1 0` give `before` `-1 -1 0` and `after` `2 -1 -1`.
    """
    count = len(author)
    key = np.sort(author * count + np.arange(count))
    place, who = key % max(count, 1), key // max(count, 1)
    same = (who[1:] == who[:-1]) & (who[1:] >= 0)
    before, after = np.full(count, -1), np.full(count, -1)
    before[place[1:][same]] = place[:-1][same]
    after[place[:-1][same]] = place[1:][same]
    return Turns(author, key, before, after)
