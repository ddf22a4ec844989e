"""Link accuracy on flattened threads, the simple rules it must beat, and what the probabilities are worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from analyzer.replies.facts import Facts
from analyzer.replies.infer import best_candidates
from analyzer.replies.network import ReplyModel
from analyzer.replies.words import FloatArray, IntArray
from training.metrics import calibration_error
from training.replies.flatten import Flat
from training.replies.trees import UNKNOWN

Array = npt.NDArray[np.float64]
#: Returns the (n,) place each comment answers, -1 for none.
Linker = Callable[[Flat, Facts], IntArray]


@dataclass(frozen=True)
class Judged:
    """One setting's comments, all threads after one another: those after the first, with known parents.

    Attributes:
        thread: (n,) number of the thread.
        place: (n,) place in the thread, from 1.
        gold: (n,) place answered, -1 for none.
        best: (n,) best candidate.
        probability: (n,) its probability.
    """

    thread: IntArray
    place: IntArray
    gold: IntArray
    best: IntArray
    probability: FloatArray


def judge(flats: Sequence[tuple[Flat, Facts]], model: ReplyModel) -> Judged:
    """Run a model over flattened threads, the way it is used."""
    columns: list[tuple[Any, ...]] = []
    for number, (flat, facts) in enumerate(flats):
        best = best_candidates(facts, flat.order, model)
        gold = np.array(flat.tree.parent)
        known = np.flatnonzero(gold != UNKNOWN)
        known = known[known > 0]
        columns.append((np.full(len(known), number), known, gold[known], best.place[known], best.probability[known]))
    return Judged(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def link_accuracy(judged: Judged, *, choice_only: bool = False) -> dict[str, Any]:
    """Return the share of answers whose best candidate is their parent, whatever its probability.

    Args:
        judged: Comments with known parents; those that answer nobody are left out.
        choice_only: Leave out second comments too: in an opened thread they can only answer the first.
    """
    answers = (judged.gold >= 0) & ((judged.place > 1) | (not choice_only))
    return share_with_interval((judged.best == judged.gold)[answers], judged.thread[answers])


def links_given(judged: Judged, threshold: float) -> dict[str, Any]:
    """Return precision and recall of the links given at a threshold, and accuracy where no link counts as an answer."""
    linked = judged.probability >= threshold
    right = linked & (judged.best == judged.gold)
    answer = np.where(linked, judged.best, -1)
    return {
        "precision": share_with_interval(right[linked], judged.thread[linked]),
        "recall": share_with_interval(right[judged.gold >= 0], judged.thread[judged.gold >= 0]),
        "right_with_none": share_with_interval(answer == judged.gold, judged.thread),
    }


def calibration(judged: Judged) -> float:
    """Return the expected calibration error of the best candidates' probabilities (Naeini et al. 2015)."""
    right = (judged.best == judged.gold).astype(np.float64)
    return calibration_error(right, judged.probability.astype(np.float64))


def share_with_interval(
    right: npt.NDArray[np.bool_], thread: IntArray, *, rounds: int = 1_000, seed: int = 1
) -> dict[str, Any]:
    """Return a share with its 95 % percentile interval from a bootstrap over threads: comments of one are alike."""
    if not len(right):
        return {"value": None, "low": None, "high": None, "n": 0}
    _, number = np.unique(thread, return_inverse=True)
    hits = np.bincount(number, weights=right)
    sizes = np.bincount(number)
    draws = np.random.default_rng(seed).multinomial(len(sizes), np.full(len(sizes), 1 / len(sizes)), rounds)
    low, high = np.percentile((draws @ hits) / (draws @ sizes), [2.5, 97.5])
    return {
        "value": round(float(right.mean()), 4),
        "low": round(float(low), 4),
        "high": round(float(high), 4),
        "n": len(right),
        "threads": len(sizes),
    }


def best_link_threshold(judged: Judged) -> float:
    """Return the probability from which links are given: the one with the highest F1 over links on validation."""
    order = np.argsort(-judged.probability, kind="stable")
    right = np.cumsum((judged.best == judged.gold)[order])
    answers = max(int(np.count_nonzero(judged.gold >= 0)), 1)
    f1 = 2 * right / (np.arange(1, len(order) + 1) + answers)
    return round(float(judged.probability[order][int(f1.argmax())]), 3)


def previous(flat: Flat, facts: Facts) -> IntArray:
    """Link every comment to the one right before."""
    return np.arange(len(flat.tree)) - 1


def opening(flat: Flat, facts: Facts) -> IntArray:
    """Link every comment to the first."""
    return np.minimum(np.arange(len(flat.tree)) - 1, 0)


BASELINES: dict[str, Linker] = {"previous": previous, "opening": opening}


def baseline_accuracy(flats: Sequence[tuple[Flat, Facts]], linker: Linker, *, choice_only: bool) -> dict[str, Any]:
    """Return the link accuracy of a simple rule."""
    right, thread = [], []
    for number, (flat, facts) in enumerate(flats):
        gold = np.array(flat.tree.parent)
        answers = (gold >= 0) & (np.arange(len(gold)) > choice_only)
        right.append((linker(flat, facts) == gold)[answers])
        thread.append(np.full(int(answers.sum()), number))
    return share_with_interval(np.concatenate(right), np.concatenate(thread))
