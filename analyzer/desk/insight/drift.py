"""Two runs of one dump side by side: what each flags, and how often people's votes are met, as votes stand now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from analyzer.desk.charts.drawing import Chart
from analyzer.desk.charts.team import before_and_after
from analyzer.desk.insight.ballots import QUESTIONS, read_ballots, verdicts
from analyzer.desk.insight.scores import LabelScores, ScoreShelf
from analyzer.desk.intake.thresholds import points_of, threshold
from analyzer.desk.store.models import Run
from analyzer.labels.registry import FLAG_LABELS


@dataclass(frozen=True)
class Line:
    """One label.

    Attributes:
        words: Its name.
        before, now: Comments flagged by each run.
        votes: Comments people came to a verdict on.
        met_before, met_now: Of them, how often the run's flag says the same.
    """

    words: str
    before: int
    now: int
    votes: int
    met_before: int
    met_now: int


def lines(session: Session, shelf: ScoreShelf, before: Run, now: Run) -> list[Line]:
    """Return every label's figures in both runs of a dump."""
    ballots = read_ballots(session, dump_id=now.dump_id)
    return [_line(session, shelf, label, before, now, verdicts(ballots, label)) for label in FLAG_LABELS]


def chart_of(found: Sequence[Line]) -> Chart | None:
    """Draw how many comments each label flags before and now; labels that flag none in both are left out."""
    drawn = [line for line in found if line.before or line.now]
    return before_and_after(
        [line.words for line in drawn], [line.before for line in drawn], [line.now for line in drawn]
    )


def _line(session: Session, shelf: ScoreShelf, label: str, before: Run, now: Run, said: Mapping[int, float]) -> Line:
    told = {comment: share > 0.5 for comment, share in said.items() if share != 0.5}
    flags = [_flagged(shelf.get(session, run.id, label), run, label) for run in (before, now)]
    met = [sum((comment in found) == holds for comment, holds in told.items()) for found in flags]
    return Line(QUESTIONS[label].words, len(flags[0]), len(flags[1]), len(told), *met)


def _flagged(column: LabelScores, run: Run, label: str) -> set[Any]:
    least = threshold(points_of({"operating_points": run.points}), label, "default")
    return set() if least is None else set(column.between(least, np.inf).tolist())
