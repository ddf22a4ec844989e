"""One pass over a thread: comments against their candidates, each by itself by time, by blocks in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyzer.replies.candidates import block_candidates, open_path, recent_candidates
from analyzer.replies.exchange import Exchange, Links
from analyzer.replies.facts import Facts
from analyzer.replies.features import Pairs, pair_features
from analyzer.replies.nesting import Nested, nest
from analyzer.replies.network import Order, Ranker, softmax
from analyzer.replies.words import BoolArray, FloatArray, IntArray

#: Comments whose candidates are held in memory at once.
_BLOCK = 128
#: Comments of a block in reading order, and how many of them are settled by it: the others tell what came of them.
READ, SETTLED = 80, 60
#: What a page says of whom a comment answers outweighs this much.
_TOLD = 20.0


class Held(NamedTuple):
    """b comments held against their candidates.

    Attributes:
        pairs: The comments and candidates.
        features: (b, k + 1, f) of each slot; slot 0 is "none".
        there: (b, k + 1) false where a slot is no candidate.
        logits: (b, k + 1) of each slot.
        probabilities: (b, k + 1) of each slot.
        chosen: (b,) slot of the best candidate, never "none".
    """

    pairs: Pairs
    features: FloatArray
    there: BoolArray
    logits: FloatArray
    probabilities: FloatArray
    chosen: IntArray


def _first(held: Held, count: int) -> Held:
    """Return the first comments of a block with the slots they use."""
    pairs, slots = held.pairs, held.there.shape[1] - len(held.there) + count
    kept = Pairs(pairs.rows[:count], pairs.candidates[:count, : slots - 1])
    return Held(
        kept,
        held.features[:count, :slots],
        held.there[:count, :slots],
        held.logits[:count, :slots],
        held.probabilities[:count, :slots],
        held.chosen[:count],
    )


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
            pairs = Pairs(rows, recent_candidates(self.facts, rows))
            features, there, logits = self._score(pairs)
            probabilities = softmax(logits, there)
            yield Held(pairs, features, there, logits, probabilities, probabilities[:, 1:].argmax(axis=1) + 1)

    def _by_reading(self) -> Iterator[Held]:
        """Yield block by block; the likeliest tree of one leaves the path that is open for the next."""
        path, start, count = [0], 1, len(self.facts)
        while start < count:
            stop = min(start + READ, count)
            path = open_path(path)
            held, nested = self._read(path, start, stop)
            settled = stop - start if stop == count else SETTLED
            path = nested.path_after(path, start, settled)
            start += settled
            yield _first(held, settled)

    def _read(self, path: list[int], start: int, stop: int) -> tuple[Held, Nested]:
        """Return comments `start` to right before `stop` held against the open path and each other, and their tree."""
        pairs = Pairs(np.arange(start, stop), block_candidates(path, start, stop))
        features, there, logits = self._score(pairs)
        nested = nest(logits + self._said(pairs), there)
        return Held(pairs, features, there, logits, nested.probabilities, nested.chosen), nested

    def _said(self, pairs: Pairs) -> FloatArray:
        """Return (b, k + 1) weights of what the page says: where it names a candidate, all others lose."""
        told = pairs.candidates == self.facts.told[pairs.rows][:, None]
        told &= pairs.candidates >= 0
        others = ~np.concatenate([np.zeros((len(told), 1), bool), told], axis=1) & told.any(axis=1, keepdims=True)
        return np.where(others, -_TOLD, 0).astype(np.float32)

    def _score(self, pairs: Pairs) -> tuple[FloatArray, BoolArray, FloatArray]:
        """Return features, which slots are there, and their logits, 0 elsewhere."""
        features, there = pair_features(self.facts, pairs, self.exchange, self.facts.clock_of(self.order))
        logits = np.zeros(there.shape, np.float32)
        logits[there] = self.ranker.scores(features[there])
        there[:, 0] &= not self.facts.opened
        if self.facts.times is not None:
            child, candidate = self.facts.times[pairs.rows][:, None], self.facts.times[pairs.candidates]
            there[:, 1:] &= (child < 0) | (candidate <= child)
            there[:, 0] |= ~there[:, 1:].any(axis=1)
        there[:, 0] &= ~self._quotes_candidate(pairs, there[:, 1:])
        return features, there, logits

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
