"""What a threshold does: whom it would flag in this dump, and how often that would be right, by the team's own votes.

Two kinds of votes tell about a threshold. *Audit* votes come from a stratified random sample that includes unflagged
comments; weighted by how many comments each stands for, they estimate precision and recall without bias. *Queue* votes
are on what the model flagged; past a threshold they show how often people confirmed it, and nothing of what is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt

from analyzer.desk.statistics.estimate import Estimate, FloatArray, undefined
from analyzer.rollups.statistics import wilson

BoolArray = npt.NDArray[np.bool_]

_NO_VOTES: Final = "no audited comment is past this threshold yet"
_NO_POSITIVES: Final = "no audited comment carries the label yet"
_NO_CONFIRMED: Final = "nobody has judged a comment past this threshold yet"


@dataclass(frozen=True)
class Judged:
    """Comments that people judged for one label, as arrays of one length.

    Attributes:
        score: The model's probability.
        carries: Whether people say that the label holds, from 0 to 1: the share of votes, or the adjudicator's word.
        weight: How many comments of the dump each stands for; 0 where it was not drawn for the audit.
    """

    score: FloatArray
    carries: FloatArray
    weight: FloatArray

    @property
    def audit(self) -> Judged:
        """Those drawn for the audit."""
        drawn = self.weight > 0
        return Judged(self.score[drawn], self.carries[drawn], self.weight[drawn])


@dataclass(frozen=True)
class Effect:
    """What one threshold does.

    Attributes:
        threshold: Least probability that is flagged.
        flagged: Comments of the dump past it: the length of the queue.
        share: Their share of all scored comments.
        waiting: Those nobody has decided yet.
        precision: Share past it that carries the label, estimated from the audit sample.
        recall: Share of what carries the label that is past it, estimated from the audit sample.
        confirmed: Share confirmed by people among all they judged past it; tells of the queue, not of the dump.
    """

    threshold: float
    flagged: int
    share: float
    waiting: int
    precision: Estimate
    recall: Estimate
    confirmed: Estimate


@dataclass(frozen=True)
class Change:
    """What moving a threshold changes in this dump.

    Attributes:
        added: Comments that would be flagged and are not now.
        removed: Comments that are flagged and would not be.
        added_confirmed: Of those added, how many people already said carry the label.
        removed_confirmed: Of those removed, likewise: what would be lost.
        added_refuted, removed_refuted: Of them, how many people said do not carry it.
    """

    added: int
    removed: int
    added_confirmed: int
    added_refuted: int
    removed_confirmed: int
    removed_refuted: int


@dataclass(frozen=True)
class Named:
    """An operating point found from the team's votes.

    Attributes:
        name: `recall_at_precision` or `filter_rate_at_recall`.
        words: What it is chosen for.
        threshold: Where it lies; None where no threshold gets there or too few votes tell.
        why_missing: What is lacking, in words; empty where there is a threshold.
    """

    name: Literal["recall_at_precision", "filter_rate_at_recall"]
    words: str
    threshold: float | None
    why_missing: str = ""


class Scores:
    """The scores of one label over a dump, sorted once so that any threshold is answered at once."""

    def __init__(self, scores: npt.NDArray[np.floating[Any]], decided: BoolArray) -> None:
        """Take (n,) probabilities, NaN where there is none, and (n,) whether anybody has decided each."""
        known = ~np.isnan(scores)
        self._all = np.sort(scores[known])
        self._waiting = np.sort(scores[known & ~decided])

    @property
    def total(self) -> int:
        """Scored comments."""
        return len(self._all)

    def flagged(self, threshold: float) -> int:
        """Return how many comments reach the threshold."""
        return _past(self._all, threshold)

    def waiting(self, threshold: float) -> int:
        """Return how many of them nobody has decided."""
        return _past(self._waiting, threshold)

    def histogram(self, bins: int = 40) -> tuple[FloatArray, npt.NDArray[np.int64]]:
        """Return the (bins + 1,) edges from 0 to 1 and the (bins,) counts of comments between them."""
        edges = np.linspace(0.0, 1.0, bins + 1)
        return edges, np.histogram(self._all, edges)[0].astype(np.int64)


def effect(threshold: float, scores: Scores, judged: Judged) -> Effect:
    """Return what a threshold from 0 to 1 does in a dump."""
    flagged = scores.flagged(threshold)
    past = judged.score >= threshold
    return Effect(
        threshold=threshold,
        flagged=flagged,
        share=flagged / scores.total if scores.total else 0.0,
        waiting=scores.waiting(threshold),
        precision=precision(threshold, judged),
        recall=recall(threshold, judged),
        confirmed=weighted_share(judged.carries[past], np.ones(int(past.sum())), _NO_CONFIRMED),
    )


def precision(threshold: float, judged: Judged) -> Estimate:
    """Return the share past the threshold that carries the label, from audit votes and their weights."""
    audit = judged.audit
    past = audit.score >= threshold
    return weighted_share(audit.carries[past], audit.weight[past], _NO_VOTES)


def recall(threshold: float, judged: Judged) -> Estimate:
    """Return the share of what carries the label that is past the threshold, from audit votes and their weights.

    Two audited comments carry the label: one past the threshold stands for 1 comment of the dump, one below it for 9.
    Recall is 1 / (1 + 9) = 0.1, not a half.
    """
    audit = judged.audit
    share = audit.weight * audit.carries
    positive = share > 0
    return weighted_share((audit.score[positive] >= threshold).astype(np.float64), share[positive], _NO_POSITIVES)


def weighted_share(values: FloatArray, weights: FloatArray, why_undefined: str) -> Estimate:
    """Return the weighted mean of values from 0 to 1, with a Wilson interval at the effective sample size.

    Unequal weights make a sample tell less: n counts as (Σ w)² / Σ w².
    Source: Kish 1965, "Survey Sampling", section 8.2; Korn and Graubard 1998, Survey Methodology 24.
    """
    if not len(values):
        return undefined(why_undefined)
    total = weights.sum()
    share = float((weights * values).sum() / total)
    size = float(total**2 / (weights**2).sum())
    low, high = wilson(np.array([share * size]), np.array([size]))
    return Estimate(share, min(share, float(low[0])), max(share, float(high[0])), len(values))


def change(before: float, after: float, scores: Scores, judged: Judged) -> Change:
    """Return what moving the threshold from `before` to `after` changes."""
    low, high = sorted((before, after))
    between = (judged.score >= low) & (judged.score < high)
    confirmed = int((judged.carries[between] > 0.5).sum())
    refuted = int((judged.carries[between] < 0.5).sum())
    moved = scores.flagged(low) - scores.flagged(high)
    if after <= before:
        return Change(moved, 0, confirmed, refuted, 0, 0)
    return Change(0, moved, 0, 0, confirmed, refuted)


def curve(judged: Judged) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return (thresholds, precision, recall), thresholds ascending: one point for each audited score."""
    audit = judged.audit
    thresholds, first = np.unique(audit.score, return_index=True)
    order = np.argsort(audit.score, kind="stable")
    weight, hits = audit.weight[order], (audit.weight * audit.carries)[order]
    first = np.searchsorted(audit.score[order], thresholds, side="left")
    past = weight[::-1].cumsum()[::-1][first]
    right = hits[::-1].cumsum()[::-1][first]
    there = hits.sum()
    return thresholds, right / past, right / there if there > 0 else np.full(len(thresholds), np.nan)


def named_points(judged: Judged, *, precision_wanted: float = 0.9, recall_wanted: float = 0.9) -> tuple[Named, ...]:
    """Return the operating points the team's audit votes suggest.

    `recall_at_precision`: the lowest threshold from which on precision holds; `filter_rate_at_recall`: the highest
    threshold that still finds the wanted share, which leaves the shortest queue.
    """
    words = (
        f"finds the most while {_of_ten(precision_wanted)} past it are right",
        f"the shortest queue that still holds {_of_ten(recall_wanted)} of what there is",
    )
    thresholds, right, found = curve(judged)
    if not (judged.audit.carries > 0).any():
        return (
            Named("recall_at_precision", words[0], None, _NO_POSITIVES),
            Named("filter_rate_at_recall", words[1], None, _NO_POSITIVES),
        )
    precise, finding = thresholds[right >= precision_wanted], thresholds[found >= recall_wanted]
    return (
        _named("recall_at_precision", words[0], precise.min() if len(precise) else None),
        _named("filter_rate_at_recall", words[1], finding.max() if len(finding) else None),
    )


def _named(name: Literal["recall_at_precision", "filter_rate_at_recall"], words: str, threshold: float | None) -> Named:
    if threshold is None:
        return Named(name, words, None, "no threshold gets there by the votes so far")
    return Named(name, words, float(threshold))


def _of_ten(share: float) -> str:
    return f"{round(share * 10)} of 10"


def _past(ascending: npt.NDArray[np.floating[Any]], threshold: float) -> int:
    return len(ascending) - int(np.searchsorted(ascending, threshold, side="left"))
