"""The threshold lab: what a threshold does in a dump, by the team's own votes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.charts import scores as charts
from analyzer.desk.charts.drawing import Chart
from analyzer.desk.insight.ballots import read_ballots, verdicts
from analyzer.desk.insight.scores import LabelScores, ScoreShelf
from analyzer.desk.intake.thresholds import points_of
from analyzer.desk.statistics import lab
from analyzer.desk.store.models import Item, Run
from analyzer.labels.operating import OperatingPoint

#: Comments shown of those that would change.
SHOWN: Final = 6


@dataclass(frozen=True)
class Trial:
    """A threshold tried on a dump.

    Attributes:
        label: The label.
        threshold: The threshold tried.
        current: The threshold that flags now; None where the model has none for the label.
        tried: What the threshold tried does.
        now: What the current one does; None where there is none.
        change: What would change; None where there is nothing to compare with.
        moved: Ids of comments that would change, the nearest to a decision first.
        points: The model's operating points, thresholds ascending.
        named: Points the team's own votes suggest.
        audited: Audit comments judged so far, and how many were drawn.
        unseen: Comments of strata of which no drawn one was judged yet: recall does not know of them.
    """

    label: str
    threshold: float
    current: float | None
    tried: lab.Effect
    now: lab.Effect | None
    change: lab.Change | None
    moved: Sequence[int]
    points: Sequence[OperatingPoint]
    named: Sequence[lab.Named]
    audited: tuple[int, int]
    unseen: int
    histogram: Chart
    curve: Chart | None


def current_run(session: Session, dump_id: int) -> Run | None:
    """Return the run whose scores of a dump are shown."""
    return session.scalars(select(Run).where(Run.dump_id == dump_id, Run.current)).one_or_none()


def attempt(session: Session, shelf: ScoreShelf, run: Run, label: str, threshold: float | None) -> Trial:
    """Try a threshold from 0 to 1 for a label on a run; None tries the current one, or a half where there is none."""
    points = points_of({"operating_points": run.points}).get(label, ())
    current = next((point.threshold for point in points if point.name == "default"), None)
    tried_at = threshold if threshold is not None else current if current is not None else 0.5
    column = shelf.get(session, run.id, label)
    sample = _sample(session, run.dump_id)
    held = verdicts(read_ballots(session, dump_id=run.dump_id), label)
    judged = _judged(column, held, sample)
    scores = lab.Scores(column.scores, np.isin(column.comment_ids, np.fromiter(held, np.int64, len(held))))
    thresholds, precision, recall = lab.curve(judged)
    return Trial(
        label=label,
        threshold=tried_at,
        current=current,
        tried=lab.effect(tried_at, scores, judged),
        now=None if current is None else lab.effect(current, scores, judged),
        change=None if current is None else lab.change(current, tried_at, scores, judged),
        moved=[] if current is None else _moved(column, current, tried_at),
        points=points,
        named=lab.named_points(judged),
        audited=(sum(comment in held for comment in sample), len(sample)),
        unseen=_unseen(held, sample),
        histogram=charts.histogram(*scores.histogram(), tried_at, {point.name: point.threshold for point in points}),
        curve=charts.precision_recall(thresholds.tolist(), precision.tolist(), recall.tolist(), tried_at),
    )


@dataclass(frozen=True)
class _Drawn:
    """A comment drawn for the audit: its stratum, and how many comments of it each drawn one stands for."""

    stratum: int
    weight: float


def _sample(session: Session, dump_id: int) -> dict[int, _Drawn]:
    query = select(Item.comment_id, Item.audit_stratum, Item.audit_weight).where(
        Item.dump_id == dump_id, Item.audit_weight.is_not(None)
    )
    return {comment: _Drawn(stratum or 0, weight or 0.0) for comment, stratum, weight in session.execute(query)}


def _judged(column: LabelScores, held: Mapping[int, float], sample: Mapping[int, _Drawn]) -> lab.Judged:
    """Return the judged comments of a label, weighted by what those judged so far stand for."""
    rows = np.flatnonzero(np.isin(column.comment_ids, np.fromiter(held, np.int64, len(held))))
    comments = column.comment_ids[rows].tolist()
    weights = _weights(comments, sample)
    return lab.Judged(column.scores[rows], np.array([held[comment] for comment in comments], dtype=np.float64), weights)


def _weights(comments: Sequence[int], sample: Mapping[int, _Drawn]) -> npt.NDArray[np.float64]:
    """Return how many comments each judged one stands for: its stratum's size over the judged of that stratum.

    The audit may be under way: of a stratum of 900 comments 100 were drawn, which stand for 9 each; with 20 judged so
    far each of these stands for 45. Those drawn and not judged are missing at random, since order is by lot.
    """
    sizes: dict[int, float] = {}
    for drawn in sample.values():
        sizes[drawn.stratum] = sizes.get(drawn.stratum, 0.0) + drawn.weight
    strata = [sample[comment].stratum if comment in sample else None for comment in comments]
    judged = Counter(strata)
    return np.array([0.0 if s is None else sizes[s] / judged[s] for s in strata], dtype=np.float64)


def _unseen(held: Mapping[int, float], sample: Mapping[int, _Drawn]) -> int:
    reached = {drawn.stratum for comment, drawn in sample.items() if comment in held}
    return round(sum(drawn.weight for drawn in sample.values() if drawn.stratum not in reached))


def _moved(column: LabelScores, current: float, tried: float) -> list[int]:
    low, high = sorted((current, tried))
    found = column.between(low, high)
    nearest = found if tried < current else found[::-1]
    return [int(comment) for comment in nearest[: 4 * SHOWN]]
