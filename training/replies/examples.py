"""Candidates of flattened threads as rows of features: what the ranker is fitted and measured on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.replies.candidates import block_candidates, grow, open_path, recent_candidates
from analyzer.replies.facts import Facts, FlatThread, gather_facts
from analyzer.replies.features import FEATURES, Pairs, pair_features
from analyzer.replies.infer import found_before
from analyzer.replies.network import Ranker
from analyzer.replies.walk import READ
from analyzer.replies.words import FloatArray, IntArray
from training.replies.flatten import Flat

#: Candidates right before a comment that are trained on; the model is used with more.
TRAIN_WINDOW = 24


@dataclass(frozen=True)
class Examples:
    """Comments and their candidates, slot 0 of each being "none".

    Attributes:
        features: (p, f) of all slots of all comments, half precision to save memory.
        size: (n,) slots of each comment.
        gold: (n,) the right slot.
        block: (n,) number of the block each comment is decided in, ascending; in order of time each has its own.
    """

    features: npt.NDArray[np.float16]
    size: IntArray
    gold: IntArray
    block: IntArray


def facts_of(flat: Flat, rarity: FloatArray) -> Facts:
    """Return the facts of a flattened thread."""
    times = None if flat.times is None else np.array(flat.times, np.int64)
    return gather_facts(FlatThread(flat.tree.authors, flat.tree.texts, times=times), rarity)


def make_examples(flats: Iterable[Flat], rarity: FloatArray, before: Sequence[Ranker] = ()) -> Examples:
    """Return the examples of threads; comments whose parent is unknown or no candidate are left out.

    In reading order they are left out by whole blocks: what a comment answers hangs on what the others do.

    Args:
        flats: Flattened threads.
        rarity: How rare words are.
        before: The rankers of the passes before the one the examples are for.
    """
    features: list[npt.NDArray[np.float16]] = [np.empty((0, len(FEATURES)), np.float16)]
    sizes, golds, blocks = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    count = 0
    for flat in flats:
        for part, size, gold in _parts(flat, rarity, before):
            features.append(part)
            sizes.append(size)
            golds.append(gold)
            blocks.append(count + (np.zeros(len(size), np.int64) if flat.order == "reading" else np.arange(len(size))))
            count = int(blocks[-1].max(initial=count - 1)) + 1
    return Examples(np.concatenate(features), np.concatenate(sizes), np.concatenate(golds), np.concatenate(blocks))


def _parts(
    flat: Flat, rarity: FloatArray, before: Sequence[Ranker]
) -> Iterator[tuple[npt.NDArray[np.float16], IntArray, IntArray]]:
    """Yield features, slots and right slots of a thread, in order of time at once, in reading order by blocks."""
    if len(flat.tree) < 2:
        return
    facts, parent = facts_of(flat, rarity), np.array(flat.tree.parent)
    exchange = found_before(facts, flat.order, before)
    for pairs in _pairs(flat, facts):
        values, there = pair_features(facts, pairs, exchange, facts.clock_of(flat.order))
        wanted = parent[pairs.rows]
        right = pairs.candidates == wanted[:, None]
        usable = (wanted == -1) | right.any(axis=1)
        if flat.order == "reading" and not usable.all():
            continue
        gold = np.where(wanted == -1, 0, right.argmax(axis=1) + 1)
        # Slots are gold's numbers only while no slot before is empty, so count the slots that are there.
        gold = np.take_along_axis(np.cumsum(there, axis=1) - 1, gold[:, None], axis=1)[:, 0]
        kept = there & usable[:, None]
        yield values[kept].astype(np.float16), there.sum(axis=1)[usable], gold[usable]


def _pairs(flat: Flat, facts: Facts) -> Iterator[Pairs]:
    if flat.order == "time":
        rows = np.arange(1, len(facts))
        yield Pairs(rows, recent_candidates(facts, rows, TRAIN_WINDOW))
    else:
        yield from true_blocks(flat.tree.parent)


def true_blocks(parent: Sequence[int]) -> Iterator[Pairs]:
    """Yield a thread in reading order by blocks, each with the path that is really open where it begins."""
    path: list[int] = [0]
    for start in range(1, len(parent), READ):
        stop = min(start + READ, len(parent))
        yield Pairs(np.arange(start, stop), block_candidates(open_path(path), start, stop))
        for at in range(start, stop):
            grow(path, parent[at], at)


def true_paths(parent: Sequence[int]) -> Pairs:
    """Return every comment of a thread in reading order with the path it could join, nearest first."""
    path: list[int] = [0]
    candidates: list[list[int]] = []
    for at in range(1, len(parent)):
        candidates.append(open_path(path)[::-1])
        grow(path, parent[at], at)
    table = np.full((len(candidates), max(map(len, candidates), default=0)), -1)
    for at, row in enumerate(candidates):
        table[at, : len(row)] = row
    return Pairs(np.arange(1, len(parent)), table)


def as_floats(features: npt.NDArray[np.float16]) -> FloatArray:
    """Return features in single precision."""
    return features.astype(np.float32)
