"""The agreement page: how far reviewers agree on each question, and any two of them on one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np

from analyzer.desk.charts.drawing import Chart
from analyzer.desk.charts.team import Bar
from analyzer.desk.charts.team import agreement as draw_agreement
from analyzer.desk.insight.ballots import QUESTIONS, Ballot, Question, matrix
from analyzer.desk.statistics.agreement import (
    MISSING,
    cohen_kappa,
    counts_of,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    specific_agreement,
)
from analyzer.desk.statistics.estimate import Estimate

#: The measures by name, with what each says.
MEASURES: Final[dict[str, str]] = {
    "alpha": "Krippendorff's alpha: agreement beyond chance, any number of reviewers, missing votes allowed",
    "AC1": "Gwet's AC1: the same with a chance term that holds up where a label is rare",
    "kappa": "Fleiss' kappa: agreement beyond chance; sinks towards 0 where a label is rare",
    "positive agreement": "of those who voted beside a yes, how many said yes too; nothing about chance in it",
}
_DRAWN: Final = ("alpha", "AC1", "positive agreement")
_PAIRS: Final = 45  # pairs of people shown, those with most comments in common first


@dataclass(frozen=True)
class Row:
    """Agreement on one question.

    Attributes:
        question: What was asked.
        voted: Comments with at least one vote.
        shared: Comments with two votes or more.
        marked: Of those, how many somebody said yes to; None for stances.
        measures: The estimates by name.
    """

    question: Question
    voted: int
    shared: int
    marked: int | None
    measures: Mapping[str, Estimate]


@dataclass(frozen=True)
class Pair:
    """How far two reviewers agree on one question."""

    first: str
    second: str
    same: int
    kappa: Estimate


def rows_of(ballots: Sequence[Ballot]) -> list[Row]:
    """Return agreement on every question anybody voted on."""
    rows = (_row(question, ballots) for question in QUESTIONS.values())
    return [row for row in rows if row.voted]


def pairs_of(ballots: Sequence[Ballot], question: Question, names: Mapping[int, str]) -> list[Pair]:
    """Return how far any two reviewers agree on a question, those with most comments in common first."""
    table, _, people = matrix(ballots, question.name)
    found = []
    for one, other in combinations(range(len(people)), 2):
        both = (table[:, one] != MISSING) & (table[:, other] != MISSING)
        if both.any():
            found.append((int(both.sum()), one, other))
    found.sort(key=lambda pair: (-pair[0], pair[1:]))
    return [
        Pair(
            names.get(int(people[one]), "?"),
            names.get(int(people[other]), "?"),
            int(((table[:, one] == table[:, other]) & (table[:, one] != MISSING)).sum()),
            cohen_kappa(table[:, one], table[:, other], len(question.answers)),
        )
        for _, one, other in found[:_PAIRS]
    ]


def chart_of(rows: Sequence[Row]) -> Chart | None:
    """Draw the measures of labels and stances that have a value."""
    return draw_agreement(
        [
            Bar(row.question.words, name, found.value, found.low, found.high, found.n)
            for row in rows
            for name in _DRAWN
            if (found := row.measures.get(name)) is not None and found.value is not None
        ]
    )


def _row(question: Question, ballots: Sequence[Ballot]) -> Row:
    table, _, _ = matrix(ballots, question.name)
    counts = counts_of(table, len(question.answers))
    shared = counts.sum(axis=1) >= 2
    measures = {"alpha": krippendorff_alpha(counts), "AC1": gwet_ac1(counts), "kappa": fleiss_kappa(counts)}
    if question.is_label:
        measures["positive agreement"] = specific_agreement(counts)
    marked = int((counts[shared, 1] > 0).sum()) if question.is_label else None
    return Row(question, len(counts), int(np.count_nonzero(shared)), marked, measures)
