"""The overview: what the team did, and what its labels say of the model."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analyzer.desk.charts.drawing import Chart
from analyzer.desk.charts.team import activity
from analyzer.desk.clock import DAY
from analyzer.desk.insight.ballots import QUESTIONS, pseudonyms, read_ballots, verdicts
from analyzer.desk.statistics.estimate import Estimate
from analyzer.desk.statistics.lab import weighted_share
from analyzer.desk.store.models import Event, Item, Run, Score, Vote
from analyzer.labels.registry import FLAG_LABELS

#: Kinds of decisions a chart tells apart, with how they are said.
_KINDS: Final = {"kept": "nothing applies", "marked": "some label applies", "passed": "unsure, skipped or escalated"}
_PART: Final = 900


@dataclass(frozen=True)
class Work:
    """What was done.

    Attributes:
        reviewed: Comments with a decision that stands.
        week: Decisions of the last seven days.
        people: Who made them.
        seconds: Median time a decision took; None without any.
        undone: Decisions of the last seven days that were taken back.
        activity: Decisions over the last four weeks, drawn; None without any.
        shares: Decisions that stand, by pseudonym, most first.
    """

    reviewed: int
    week: int
    people: int
    seconds: float | None
    undone: int
    activity: Chart | None
    shares: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Finding:
    """What people said of one label, beside what the model flags now.

    Attributes:
        words: The label.
        confirmed: Flagged, and people say it holds.
        cleared: Flagged, and people say it does not.
        found: Not flagged, and people say it holds.
        agreed: Not flagged, and people agree.
        precision: confirmed / (confirmed + cleared), of what was reviewed.
    """

    words: str
    confirmed: int
    cleared: int
    found: int
    agreed: int
    precision: Estimate


def work(session: Session, now: int) -> Work:
    """Return what the team did, as of `now` in milliseconds."""
    query = select(Event.at, Event.kind, Event.account_id, Event.duration_ms, Event.data)
    recent = list(session.execute(query.where(Event.at >= now - 28 * DAY, Event.kind.in_(_SHOWN))))
    decisions = [row for row in recent if row.kind != "undo"]
    week = [row for row in decisions if row.at >= now - 7 * DAY]
    took = [row.duration_ms for row in week if row.duration_ms is not None]
    standing = session.execute(select(Vote.account_id, func.count()).group_by(Vote.account_id)).all()
    names = pseudonyms(session)
    decided = select(func.count(Vote.comment_id.distinct())).where(Vote.outcome == "decide")
    return Work(
        reviewed=session.execute(decided).scalar_one(),
        week=len(week),
        people=len({row.account_id for row in week}),
        seconds=statistics.median(took) / 1000 if took else None,
        undone=sum(row.kind == "undo" and row.at >= now - 7 * DAY for row in recent),
        activity=activity(
            np.array([row.at for row in decisions], dtype=np.int64), [_kind(row.data) for row in decisions], _KINDS
        ),
        shares=sorted(((names.get(who, "?"), count) for who, count in standing), key=lambda entry: -entry[1]),
    )


def findings(session: Session) -> list[Finding]:
    """Return what people said of each label beside what the current runs flag; labels nobody judged are left out."""
    ballots = read_ballots(session)
    flags = _flags(session, sorted({ballot.comment_id for ballot in ballots}))
    found = (_finding(label, verdicts(ballots, label), flags) for label in FLAG_LABELS)
    return [finding for finding in found if finding is not None]


def actions(session: Session) -> list[tuple[str, int]]:
    """Return how often each action stands, most first."""
    query = select(Vote.action, func.count()).where(Vote.action.is_not(None)).group_by(Vote.action)
    counted = [(action, count) for action, count in session.execute(query) if action is not None]
    return sorted(counted, key=lambda entry: (-entry[1], entry[0]))


def newest_change(session: Session) -> Run | None:
    """Return the current run that was imported last and replaced another, None where none did."""
    query = select(Run).where(Run.current).order_by(Run.imported_at.desc(), Run.id.desc())
    return next((run for run in session.scalars(query) if run.drift), None)


_SHOWN: Final = ("decision", "adjudication", "undo")


def _kind(data: dict[str, object]) -> str:
    if data.get("outcome") != "decide":
        return "passed"
    labels = data.get("labels")
    return "marked" if isinstance(labels, dict) and any(labels.values()) else "kept"


def _finding(label: str, said: dict[int, float], flags: dict[int, set[str]]) -> Finding | None:
    counted = Counter((label in flags.get(comment, ()), share > 0.5) for comment, share in said.items() if share != 0.5)
    if not counted:
        return None
    confirmed, cleared = counted[True, True], counted[True, False]
    held = np.array([1.0] * confirmed + [0.0] * cleared)
    precision = weighted_share(held, np.ones(len(held)), "nothing flagged was reviewed")
    return Finding(QUESTIONS[label].words, confirmed, cleared, counted[False, True], counted[False, False], precision)


def _flags(session: Session, comments: Sequence[int]) -> dict[int, set[str]]:
    """Return what the current run flags on each comment."""
    flags: dict[int, set[str]] = {}
    for start in range(0, len(comments), _PART):
        query = (
            select(Score.comment_id, Score.flags)
            .join(Item, (Item.comment_id == Score.comment_id) & (Item.run_id == Score.run_id))
            .where(Score.comment_id.in_(comments[start : start + _PART]))
        )
        flags |= {comment: set(found) for comment, found in session.execute(query)}
    return flags
