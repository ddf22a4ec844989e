"""What a suite is: a named measurement on held-out rows, and what it works on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from analyzer.models.views import HEAD_LABELS, View
from training.judges import Judge
from training.metrics import Estimate, Metric, interval
from training.predict import FloatArray
from training.views import label_array, rows_of

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Which way a metric gets better; `none` for what is neither good nor bad by itself.
Direction = Literal["up", "down", "none"]


@dataclass(frozen=True)
class Part:
    """One split of one corpus as one judge sees it.

    Attributes:
        judge: Who scored it.
        view: Which view was scored.
        frame: The rows, n of them.
        gold: Labels (n, k); NaN where not judged.
        scores: Probabilities (n, k).
    """

    judge: Judge
    view: View
    frame: pl.DataFrame
    gold: FloatArray
    scores: FloatArray

    @property
    def labels(self) -> tuple[str, ...]:
        """The k labels of the view."""
        return HEAD_LABELS[self.view]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to measure."""
        return self.frame.is_empty()

    @cached_property
    def truth(self) -> Array:
        """Class numbers (n,) of a stance view."""
        return np.asarray(self.gold.argmax(axis=1), dtype=np.float64)

    @cached_property
    def decided(self) -> Array:
        """Class numbers (n,) the judge decides on, in a stance view."""
        return self.judge.decide(self.view, self.scores).astype(np.float64)

    def judged(self, label: str) -> npt.NDArray[np.bool_]:
        """Return which rows (n,) judge `label`."""
        return np.asarray(~np.isnan(self.gold[:, self.labels.index(label)]))

    def only(self, rows: npt.NDArray[np.bool_]) -> Part:
        """Return the part cut down to some of its rows."""
        return Part(self.judge, self.view, self.frame.filter(pl.Series(rows)), self.gold[rows], self.scores[rows])

    def column(self, label: str) -> tuple[Array, Array]:
        """Return gold 0/1 and scores of the rows that judge `label`; soft gold is split at one half."""
        rows, place = self.judged(label), self.labels.index(label)
        return (self.gold[rows, place] >= 0.5).astype(np.float64), self.scores[rows, place].astype(np.float64)

    def reading(self, metric: str, measure: Metric, gold: Array, scores: Array, how: str, **more: object) -> Reading:
        """Return a reading over all rows of the part."""
        return Reading(metric, measure, gold, scores, how, frame=self.frame, **more)  # type: ignore[arg-type]

    def of_label(self, metric: str, measure: Metric, label: str, scores: Array, how: str, **more: object) -> Reading:
        """Return a reading over the rows that judge `label`; `scores` are theirs."""
        gold, _ = self.column(label)
        frame = self.frame.filter(pl.Series(self.judged(label)))
        return Reading(metric, measure, gold, scores, how, frame=frame, **more)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Reading:
    """One metric with all that it was computed from, so that it can be drawn again, sliced and paired.

    Attributes:
        metric: Its name in the suite.
        measure: The metric.
        gold: What is true, (n,) or (n, k).
        scores: What the judge says, (n,) or (n, k).
        how: At which threshold and on which rows.
        frame: The n rows, where each entry is one.
        better: Which way is better.
        headline: Whether the suite is judged by it.
        detail: Whether it belongs in a table of its own rather than among the figures.
        groups: Codes (n,) of rows that belong together; those of the frame's column `group` where left out.
    """

    metric: str
    measure: Metric
    gold: Array
    scores: Array
    how: str
    frame: pl.DataFrame | None = None
    better: Direction = "up"
    headline: bool = False
    detail: bool = False
    groups: IntArray | None = None

    @cached_property
    def clusters(self) -> IntArray | None:
        """Group codes (n,) for the bootstrap, or None where every row stands alone."""
        if self.groups is not None or self.frame is None:
            return self.groups
        codes = np.unique(self.frame.get_column("group").to_numpy(), return_inverse=True)[1]
        return np.asarray(codes, dtype=np.int64)

    def estimate(self) -> Estimate:
        """Return the value with its interval; the bootstrap draws whole groups."""
        return interval(self.measure, self.gold, self.scores, groups=self.clusters)


@dataclass
class Bench:
    """One judge, the rows it is measured on, and what it said of them so far.

    Attributes:
        judge: Who is measured.
        examples: Example table.
        pool: Unlabelled comments as they come, for flag rates.
        trained: Corpora the judge has seen in training, if it says so.
    """

    judge: Judge
    examples: pl.DataFrame
    pool: Sequence[str] = ()
    parts: dict[tuple[str, View, str], Part] = field(default_factory=dict)

    def part(self, corpus: str, view: View, split: str = "test") -> Part:
        """Return one split of a corpus, scored once however many suites ask."""
        key = (corpus, view, split)
        if key not in self.parts:
            rows = self.examples.filter(pl.col("corpus") == corpus, pl.col("split") == split)
            self.parts[key] = self.score(rows_of(rows, view), view)
        return self.parts[key]

    def score(self, frame: pl.DataFrame, view: View, context: list[str | None] | None = None) -> Part:
        """Return any labelled rows, scored."""
        if frame.is_empty():
            none = np.empty((0, len(HEAD_LABELS[view])), dtype=np.float32)
            return Part(self.judge, view, frame, none, none)
        scores = self.judge.probabilities(frame, view, context)
        return Part(self.judge, view, frame, label_array(frame, view), scores)


@dataclass(frozen=True)
class Suite:
    """A named measurement.

    Attributes:
        name: Its name on the command line and in reports.
        corpus: The corpus whose rows it needs; None where it brings its own.
        view: The view it looks at.
        measure: Bench → readings; none where its rows are missing.
        about: What it measures, in one sentence.
        curves: Binary labels that get a precision-recall curve and a reliability diagram.
        also: Further corpora whose rows it needs.
        floor: Whether a TF-IDF floor fitted on the corpus's own training rows is put beside it.
    """

    name: str
    corpus: str | None
    view: View
    measure: Callable[[Bench], Iterator[Reading]]
    about: str
    curves: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    floor: bool = False

    @property
    def corpora(self) -> tuple[str, ...]:
        """Every corpus it needs rows of."""
        return ((self.corpus,) if self.corpus else ()) + self.also
