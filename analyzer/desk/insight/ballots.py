"""Votes as arrays: who said what of which comment, for one label or stance at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.desk.statistics.agreement import MISSING
from analyzer.desk.store.models import Account, Comment, Vote
from analyzer.labels.registry import FLAG_LABELS

IntArray = npt.NDArray[np.int64]
Mode = Literal["blind", "assisted"]


@dataclass(frozen=True)
class Question:
    """Something reviewers answer about a comment.

    Attributes:
        name: A label that flags, or a stance family.
        words: As pages say it.
        answers: The categories, in the order of their codes.
    """

    name: str
    words: str
    answers: tuple[str, ...]

    @property
    def is_label(self) -> bool:
        """Whether it is a label, answered by no (0) or yes (1)."""
        return self.name in FLAG_LABELS


_LABEL_ANSWERS: Final = ("no", "yes")

#: Every question by name.
QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        *(
            Question(label, "conspiracy framing" if label == "conspiracy" else label.replace("_", " "), _LABEL_ANSWERS)
            for label in FLAG_LABELS
        ),
        Question("stance_parent", "stance to the parent", STANCE_PARENT_LABELS),
        Question("stance_target", "stance to the target", STANCE_TARGET_LABELS),
    )
}


@dataclass(frozen=True)
class Ballot:
    """One person's current vote on one comment: the answers by question, those they did not give left out."""

    comment_id: int
    account_id: int
    answers: dict[str, int]
    is_adjudication: bool


def read_ballots(session: Session, *, dump_id: int | None = None, mode: Mode | None = None) -> list[Ballot]:
    """Return the current votes that decide something, of one dump and mode or of all.

    Adjudications are there whatever the mode.
    """
    query = select(
        Vote.comment_id, Vote.account_id, Vote.labels, Vote.stance_parent, Vote.stance_target, Vote.kind
    ).where(Vote.outcome == "decide")
    if dump_id is not None:
        query = query.join(Comment, Comment.id == Vote.comment_id).where(Comment.dump_id == dump_id)
    if mode is not None:
        query = query.where((Vote.mode == mode) | (Vote.kind == "adjudication"))
    return [
        Ballot(comment_id, account_id, _answers(labels, parent, target), kind == "adjudication")
        for comment_id, account_id, labels, parent, target, kind in session.execute(query)
    ]


def pseudonyms(session: Session) -> dict[int, str]:
    """Return how each account is called where colleagues read it."""
    return dict(session.execute(select(Account.id, Account.pseudonym)).all())


def matrix(ballots: Sequence[Ballot], question: str) -> tuple[IntArray, IntArray, IntArray]:
    """Return (units, raters) answers to a question by reviewers, `MISSING` where none, with comment and account ids.

    Adjudications are left out: they are made to end a disagreement, not to show it.
    """
    votes = [b for b in ballots if not b.is_adjudication and question in b.answers]
    comments, rows = np.unique([b.comment_id for b in votes], return_inverse=True)
    people, columns = np.unique([b.account_id for b in votes], return_inverse=True)
    table = np.full((len(comments), len(people)), MISSING, dtype=np.int64)
    table[rows, columns] = [b.answers[question] for b in votes]
    return table, comments.astype(np.int64), people.astype(np.int64)


def verdicts(ballots: Sequence[Ballot], label: str) -> dict[int, float]:
    """Return what people came to for a label, by comment: the adjudicator's word, else the share of votes for it."""
    said: dict[int, list[int]] = {}
    settled: dict[int, float] = {}
    for ballot in ballots:
        answer = ballot.answers.get(label)
        if answer is None:
            continue
        if ballot.is_adjudication:
            settled[ballot.comment_id] = float(answer)
        said.setdefault(ballot.comment_id, []).append(answer)
    return {comment: sum(answers) / len(answers) for comment, answers in said.items()} | settled


def _answers(labels: dict[str, bool], parent: str | None, target: str | None) -> dict[str, int]:
    found = {label: int(holds) for label, holds in labels.items() if label in QUESTIONS}
    if parent in STANCE_PARENT_LABELS:
        found["stance_parent"] = STANCE_PARENT_LABELS.index(parent)
    if target in STANCE_TARGET_LABELS:
        found["stance_target"] = STANCE_TARGET_LABELS.index(target)
    return found
