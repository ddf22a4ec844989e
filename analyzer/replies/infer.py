"""Who answers whom in a flat thread: the most probable candidate of every comment, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyzer.replies.exchange import Exchange, lay_out
from analyzer.replies.facts import Facts, FlatThread, gather_facts
from analyzer.replies.features import FEATURES, REASONS
from analyzer.replies.network import Order, Ranker, ReplyModel, load_model
from analyzer.replies.reasons import mean_of_rivals, weigh_reasons
from analyzer.replies.walk import Pass, find_links
from analyzer.replies.words import FloatArray, IntArray


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
    together, as the likeliest tree of the page. Time and memory grow linearly with the thread.

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
    return Replies(told, best.probability, weigh_reasons(model.rankers[order][-1], best.features, best.rivals))


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
    *before, last = model.rankers[order]
    for held in Pass(facts, order, last, found_before(facts, order, before)).walk():
        rows, chosen = held.pairs.rows, held.chosen
        line = np.arange(len(rows))
        best.place[rows] = held.pairs.candidates[line, chosen - 1]
        best.probability[rows], best.none[rows] = held.probabilities[line, chosen], held.probabilities[:, 0]
        best.features[rows] = held.features[line, chosen]
        best.rivals[rows] = mean_of_rivals(held.features, held.there, chosen)
    return best


def found_before(facts: Facts, order: Order, rankers: Sequence[Ranker]) -> Exchange | None:
    """Return what passes with these rankers find, each told what the one before found; None without rankers."""
    exchange = None
    for ranker in rankers:
        exchange = lay_out(facts.turns, find_links(Pass(facts, order, ranker, exchange)))
    return exchange
