"""Who answers whom in a flat thread: the most probable candidate of every comment, or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyzer.replies.candidates import path_candidates, recent_candidates
from analyzer.replies.facts import Facts, FlatThread, gather_facts
from analyzer.replies.features import FEATURES, REASONS, Pairs, pair_features
from analyzer.replies.network import Order, Ranker, ReplyModel, load_model, softmax
from analyzer.replies.reasons import mean_of_rivals, weigh_reasons
from analyzer.replies.words import FloatArray, IntArray

#: Comments whose candidates are held in memory at once.
_BLOCK = 128


@dataclass(frozen=True)
class Replies:
    """The inferred links of n comments.

    Attributes:
        parent: (n,) place of the comment answered, always less than the comment's own; -1 for none.
        probability: (n,) probability of the best candidate, whether it was linked or not; 0 for the first comment.
        worth: (n, r) logits each of `REASONS` adds to the best candidate.
    """

    parent: IntArray
    probability: FloatArray
    worth: FloatArray

    def reason(self, comment: int) -> str:
        """Return the strongest reason for a comment's link."""
        return REASONS[int(self.worth[comment].argmax())]


class Best(NamedTuple):
    """The best candidates of n comments.

    Attributes:
        place: (n,) the candidate, -1 for the first comment.
        probability: (n,) that it is the parent.
        none: (n,) that no candidate is.
        features: (n, f) of the candidate.
        rivals: (n, f) mean features of the others.
    """

    place: IntArray
    probability: FloatArray
    none: FloatArray
    features: FloatArray
    rivals: FloatArray


def infer_replies(thread: FlatThread, order: Order, model: ReplyModel | None = None) -> Replies:
    """Infer each comment's parent in a thread that lost them.

    In order of time any earlier comment may be answered: the last few, the first, and those quoted or called by name
    are candidates. In reading order only the comment right before and those above it can be, so links are decided
    from the top down, each on the path the last left. Time and memory grow linearly with the thread.

    Args:
        thread: Comments in `order`.
        order: `time` or `reading`.
        model: The ranker; the shipped one if not given.

    Returns:
        Links with their probabilities and reasons; where no candidate reaches the model's threshold there is none.

    Raises:
        ModelError: The shipped model is damaged.
    """
    model = model or load_model()
    facts = gather_facts(thread, model.rarity)
    best = best_candidates(facts, order, model)
    parent = np.where(best.probability >= model.thresholds[order], best.place, -1)
    told = np.where(facts.told != -1, np.maximum(facts.told, -1), parent)
    return Replies(told, best.probability, weigh_reasons(model.rankers[order], best.features, best.rivals))


def best_candidates(facts: Facts, order: Order, model: ReplyModel) -> Best:
    """Return every comment's best candidate."""
    count, width = len(facts), len(FEATURES)
    best = Best(
        np.full(count, -1),
        np.zeros(count, np.float32),
        np.ones(count, np.float32),
        np.zeros((count, width), np.float32),
        np.zeros((count, width), np.float32),
    )
    ranker = model.rankers[order]
    for rows, found in _by_time(facts, ranker) if order == "time" else _by_reading(facts, ranker):
        best.place[rows], best.probability[rows], best.none[rows] = found.place, found.probability, found.none
        best.features[rows], best.rivals[rows] = found.features, found.rivals
    return best


def _by_time(facts: Facts, ranker: Ranker) -> Iterator[tuple[IntArray, Best]]:
    for start in range(1, len(facts), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(facts)))
        yield rows, _decide(facts, ranker, Pairs(rows, recent_candidates(facts, rows)))


def _by_reading(facts: Facts, ranker: Ranker) -> Iterator[tuple[IntArray, Best]]:
    """Decide comment by comment: what each most probably answers, or none, leaves the path for the next."""
    path: list[int] = [0]
    parents = np.full(len(facts), -1)
    replies = np.zeros(len(facts), np.int64)
    for at in range(1, len(facts)):
        candidates = path_candidates(path)
        row = np.array([at])
        best = _decide(facts, ranker, Pairs(row, candidates, replies[candidates]))
        parent = int(best.place[0]) if best.probability[0] > best.none[0] else -1
        if facts.told[at] != -1:
            parent = max(int(facts.told[at]), -1)
        parents[at] = parent
        path = _path_to(parent, path, parents)
        path.append(at)
        if parent >= 0:
            replies[parent] += 1
        yield row, best


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


def _decide(facts: Facts, ranker: Ranker, pairs: Pairs) -> Best:
    features, there = pair_features(facts, pairs)
    there[:, 0] &= not facts.opened
    if facts.times is not None:
        child, candidate = facts.times[pairs.rows][:, None], facts.times[pairs.candidates]
        there[:, 1:] &= (child < 0) | (candidate <= child)
        there[:, 0] |= ~there[:, 1:].any(axis=1)
    probabilities = softmax(ranker.scores(features), there)
    chosen = probabilities[:, 1:].argmax(axis=1) + 1
    line = np.arange(len(chosen))
    return Best(
        pairs.candidates[line, chosen - 1],
        probabilities[line, chosen],
        probabilities[:, 0],
        features[line, chosen],
        mean_of_rivals(features, there, chosen),
    )
