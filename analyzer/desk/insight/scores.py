"""Scores of a run kept in memory by label: they never change once imported, and the lab asks for them often."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.store.models import Score
from analyzer.labels.registry import FLAG_LABELS

_KEPT: Final = 28  # labels of runs: 4 runs, or 32 MB for a dump of 200,000 comments


@dataclass(frozen=True)
class LabelScores:
    """The scored comments of a run for one label, scores ascending.

    Attributes:
        scores: (n,) probabilities.
        comment_ids: (n,) whose they are.
    """

    scores: npt.NDArray[np.float64]
    comment_ids: npt.NDArray[np.int64]

    def between(self, low: float, high: float) -> npt.NDArray[np.int64]:
        """Return the comments with low ≤ score < high, the highest first."""
        first, last = np.searchsorted(self.scores, (low, high), side="left")
        return self.comment_ids[first:last][::-1]


class ScoreShelf:
    """Reads the scores of a label once and keeps those asked for last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, str], LabelScores] = OrderedDict()
        self._turn = threading.Lock()

    def get(self, session: Session, run_id: int, label: str) -> LabelScores:
        """Return the scores of a label in a run; `label` is one that flags.

        Raises:
            KeyError: There is no such label.
        """
        if label not in FLAG_LABELS:
            raise KeyError(label)
        with self._turn:
            if (run_id, label) in self._kept:
                self._kept.move_to_end((run_id, label))
                return self._kept[run_id, label]
        found = _read(session, run_id, label)
        with self._turn:
            self._kept[run_id, label] = found
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return found


def shelf_of(state: Any) -> ScoreShelf:
    """Return the shelf of an application, from its state; it is made when it is first asked for."""
    if not hasattr(state, "shelf"):
        state.shelf = ScoreShelf()
    shelf: ScoreShelf = state.shelf
    return shelf


def _read(session: Session, run_id: int, label: str) -> LabelScores:
    column = getattr(Score, label)
    query = select(Score.comment_id, column).where(Score.run_id == run_id, column.is_not(None))
    # Straight from the driver: to wrap some hundred thousand pairs of numbers as rows takes longer than to read them.
    pairs = session.connection().execute(query).cursor.fetchall()
    rows = np.array(pairs, dtype=np.float64).reshape(-1, 2)
    order = np.argsort(rows[:, 1], kind="stable")
    return LabelScores(rows[order, 1], rows[order, 0].astype(np.int64))
