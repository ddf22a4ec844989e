"""One pass over a thread: comments against their candidates, many at once by time, one by one in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyzer.replies.candidates import path_candidates, recent_candidates
from analyzer.replies.exchange import Exchange, Links
from analyzer.replies.facts import Facts
from analyzer.replies.features import Pairs, pair_features
from analyzer.replies.network import Order, Ranker, softmax
from analyzer.replies.words import BoolArray, FloatArray, IntArray

#: Comments whose candidates are held in memory at once.
_BLOCK = 128


class Held(NamedTuple):
    """b comments held against their candidates.

    Attributes:
        pairs: The comments and candidates.
        features: (b, k + 1, f) of each slot; slot 0 is "none".
        there: (b, k + 1) false where a slot is no candidate.
        probabilities: (b, k + 1) of each slot.
    """

    pairs: Pairs
    features: FloatArray
    there: BoolArray
    probabilities: FloatArray


@dataclass(frozen=True)
class Pass:
    """What one pass over a thread goes by: a ranker, and what the pass before found."""

    facts: Facts
    order: Order
    ranker: Ranker
    exchange: Exchange | None = None

    def walk(self) -> Iterator[Held]:
        """Yield the comments after the first, some at a time, in order."""
        return self._by_time() if self.order == "time" else self._by_reading()

    def _by_time(self) -> Iterator[Held]:
        for start in range(1, len(self.facts), _BLOCK):
            rows = np.arange(start, min(start + _BLOCK, len(self.facts)))
            yield self._hold(Pairs(rows, recent_candidates(self.facts, rows)))

    def _by_reading(self) -> Iterator[Held]:
        """Decide comment by comment: what each most probably answers, or none, leaves the path for the next."""
        path: list[int] = [0]
        parents = np.full(len(self.facts), -1)
        replies = np.zeros(len(self.facts), np.int64)
        for at in range(1, len(self.facts)):
            candidates = path_candidates(path)
            held = self._hold(Pairs(np.array([at]), candidates, replies[candidates]))
            slot = int(held.probabilities[0].argmax())
            parent = int(candidates[0, slot - 1]) if slot else -1
            if self.facts.told[at] != -1:
                parent = max(int(self.facts.told[at]), -1)
            parents[at] = parent
            path = _path_to(parent, path, parents)
            path.append(at)
            if parent >= 0:
                replies[parent] += 1
            yield held

    def _hold(self, pairs: Pairs) -> Held:
        features, there = pair_features(self.facts, pairs, self.exchange)
        there[:, 0] &= not self.facts.opened
        if self.facts.times is not None:
            child, candidate = self.facts.times[pairs.rows][:, None], self.facts.times[pairs.candidates]
            there[:, 1:] &= (child < 0) | (candidate <= child)
            there[:, 0] |= ~there[:, 1:].any(axis=1)
        there[:, 0] &= ~self._quotes_candidate(pairs, there[:, 1:])
        return Held(pairs, features, there, softmax(self.ranker.scores(features), there))

    def _quotes_candidate(self, pairs: Pairs, there: BoolArray) -> BoolArray:
        """Return (b,) flags, true where a comment marks a quote and it is a candidate's: it answers somebody then.

        The corpora have no marked quotes, so the ranker cannot know; words merely repeated it weighs itself.
        """
        sources = self.facts.sources[pairs.rows]
        found = (pairs.candidates[:, :, None] == sources[:, None]) & there[:, :, None]
        quoted: BoolArray = self.facts.quotes[pairs.rows] & found.any(axis=(1, 2))
        return quoted


def find_links(found: Pass) -> Links:
    """Return the links a pass finds probable; those the page names are certain."""
    children, parents, weights = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.float32)]
    told = found.facts.told
    for held in found.walk():
        probable = np.where(told[held.pairs.rows] == -1, 1, 0)[:, None] * held.probabilities[:, 1:]
        at, slot = np.nonzero(probable)
        children.append(held.pairs.rows[at])
        parents.append(held.pairs.candidates[at, slot])
        weights.append(probable[at, slot])
    named = np.flatnonzero(told >= 0)
    child = np.concatenate([*children, named])
    order = np.argsort(child, kind="stable")
    parent, weight = np.concatenate([*parents, told[named]]), np.concatenate([*weights, np.ones(len(named))])
    return Links(child[order], parent[order], weight[order].astype(np.float32))


def _path_to(parent: int, path: list[int], parents: IntArray) -> list[int]:
    """Shorten the path to the one from the top down to `parent`; one that a page names may stand off the path."""
    while path and path[-1] != parent:
        path.pop()
    if not path:
        while parent >= 0:
            path.append(parent)
            parent = int(parents[parent])
        path.reverse()
    return path
