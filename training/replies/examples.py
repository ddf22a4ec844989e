"""Candidates of flattened threads as rows of features: what the ranker is fitted and measured on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.replies.candidates import path_candidates, recent_candidates
from analyzer.replies.facts import Facts, FlatThread, gather_facts
from analyzer.replies.features import FEATURES, Pairs, pair_features
from analyzer.replies.infer import found_before
from analyzer.replies.network import Ranker
from analyzer.replies.words import FloatArray, IntArray
from training.replies.flatten import Flat
from training.replies.trees import UNKNOWN

#: Candidates right before a comment that are trained on; the model is used with more.
TRAIN_WINDOW = 24


@dataclass(frozen=True)
class Examples:
    """Comments and their candidates, slot 0 of each being "none".

    Attributes:
        features: (p, f) of all slots of all comments, half precision to save memory.
        size: (n,) slots of each comment.
        gold: (n,) the right slot.
    """

    features: npt.NDArray[np.float16]
    size: IntArray
    gold: IntArray


def facts_of(flat: Flat, rarity: FloatArray) -> Facts:
    """Return the facts of a flattened thread."""
    return gather_facts(FlatThread(flat.tree.authors, flat.tree.texts), rarity)


def make_examples(flats: Iterable[Flat], rarity: FloatArray, before: Sequence[Ranker] = ()) -> Examples:
    """Return the examples of threads; comments whose parent is unknown or no candidate are left out.

    Args:
        flats: Flattened threads.
        rarity: How rare words are.
        before: The rankers of the passes before the one the examples are for.
    """
    features: list[npt.NDArray[np.float16]] = [np.empty((0, len(FEATURES)), np.float16)]
    sizes, golds = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for flat in flats:
        if len(flat.tree) > 1:
            part, size, gold = _thread(flat, rarity, before)
            features.append(part)
            sizes.append(size)
            golds.append(gold)
    return Examples(np.concatenate(features), np.concatenate(sizes), np.concatenate(golds))


def _thread(
    flat: Flat, rarity: FloatArray, before: Sequence[Ranker]
) -> tuple[npt.NDArray[np.float16], IntArray, IntArray]:
    facts, parent = facts_of(flat, rarity), np.array(flat.tree.parent)
    rows = np.arange(1, len(parent))
    if flat.order == "time":
        pairs = Pairs(rows, recent_candidates(facts, rows, TRAIN_WINDOW))
    else:
        pairs = true_paths(flat.tree.parent)
    exchange = found_before(facts, flat.order, before)
    values, there = pair_features(facts, pairs, exchange)
    right = pairs.candidates == parent[1:, None]
    usable = (parent[1:] == -1) | right.any(axis=1)
    gold = np.where(parent[1:] == -1, 0, right.argmax(axis=1) + 1)
    # Slots are gold's numbers only while no slot before is empty, so count the slots that are there.
    gold = np.take_along_axis(np.cumsum(there, axis=1) - 1, gold[:, None], axis=1)[:, 0]
    kept = there & usable[:, None]
    return values[kept].astype(np.float16), there.sum(axis=1)[usable], gold[usable]


def true_paths(parent: Sequence[int]) -> Pairs:
    """Return every comment with the path it could join in a thread in reading order, and the replies given so far."""
    path: list[int] = [0]
    replies = [0] * len(parent)
    candidates: list[IntArray] = []
    given: list[list[int]] = []
    for at in range(1, len(parent)):
        row = path_candidates(path)[0]
        candidates.append(row)
        given.append([replies[above] for above in row])
        if parent[at] == UNKNOWN:
            path = [at]
            continue
        while path and path[-1] != parent[at]:
            path.pop()
        path.append(at)
        if parent[at] >= 0:
            replies[parent[at]] += 1
    width = max(map(len, candidates), default=0)
    table = np.full((len(candidates), width), -1)
    counts = np.zeros((len(candidates), width), np.int64)
    for at, (row, known) in enumerate(zip(candidates, given, strict=True)):
        table[at, : len(row)] = row
        counts[at, : len(row)] = known
    return Pairs(np.arange(1, len(parent)), table, counts)


def as_floats(features: npt.NDArray[np.float16]) -> FloatArray:
    """Return features in single precision."""
    return features.astype(np.float32)
