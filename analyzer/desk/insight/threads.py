"""A thread as its page shows it: how it went over time, and a stretch of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from analyzer.desk.charts.drawing import Chart
from analyzer.desk.charts.thread import heat, stance_flow
from analyzer.desk.review.looks import Look, looks_of
from analyzer.desk.store.models import Comment, Dump, Item, Run, Score, Thread, Vote

#: Comments of a tree, and threads of a list, on one page.
WINDOW: Final = 100
PAGE: Final = 50
_FLAGGED: Final = 2


@dataclass(frozen=True)
class Line:
    """A thread in the list: what there is, what is flagged, and what of that still waits."""

    thread: Thread
    flagged: int
    waiting: int


@dataclass(frozen=True)
class Stretch:
    """Comments of a thread in order.

    Attributes:
        looks: The comments.
        before: Row the stretch before begins at; None at the beginning.
        after: Row the next one begins at; None at the end.
    """

    looks: Sequence[Look]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Course:
    """How a thread or a writer's comments went: charts are None where times are unknown."""

    heat: Chart | None
    stance: Chart | None
    flagged: int
    decided: int


def lines(session: Session, *, dump_id: int | None, search: str, page: int) -> tuple[list[Line], int]:
    """Return a page (from 0) of the threads, those with most flagged comments waiting first, and how many there are.

    Args:
        session: A reading session.
        dump_id: Only threads of this dump; None for all.
        search: Only threads whose title holds this, whatever its case; empty for all.
        page: Which page.
    """
    query = select(Thread.id)
    if dump_id is not None:
        query = query.where(Thread.dump_id == dump_id)
    if search:
        query = query.where(Thread.title.icontains(search, autoescape=True))
    flagged, waiting = _flags_by_thread(session)
    ids = sorted(session.scalars(query), key=lambda i: (-waiting.get(i, 0), -flagged.get(i, 0), i))
    shown = ids[page * PAGE : (page + 1) * PAGE]
    threads = {thread.id: thread for thread in session.scalars(select(Thread).where(Thread.id.in_(shown)))}
    return [Line(threads[i], flagged.get(i, 0), waiting.get(i, 0)) for i in shown], len(ids)


def course(session: Session, account_id: int, *, thread_id: int | None = None, author_id: int | None = None) -> Course:
    """Return how the comments of a thread or of a writer went over time.

    Comments whose scores this person must not know yet are left out of the charts.
    """
    of = Comment.thread_id == thread_id if thread_id is not None else Comment.author_id == author_id
    query = (
        select(Comment.id, Comment.created_at, Comment.parent_id, Score.flags, Score.stance_parent)
        .join(Run, (Run.dump_id == Comment.dump_id) & Run.current)
        .join(Score, (Score.comment_id == Comment.id) & (Score.run_id == Run.id))
        .where(of, Comment.created_at.is_not(None))
    )
    hidden = _hidden(session, account_id, of)
    rows = [row for row in session.execute(query) if row.id not in hidden]
    times = np.array([row.created_at for row in rows], dtype=np.int64)
    flagged = np.array([bool(row.flags) for row in rows], dtype=np.bool_)
    stances = [row.stance_parent if row.parent_id is not None else None for row in rows]
    counted = select(func.count()).select_from(Item).join(Comment, Comment.id == Item.comment_id).where(of)
    return Course(
        heat(times, flagged),
        stance_flow(times, stances),
        session.execute(counted.where(Item.severity >= _FLAGGED)).scalar_one(),
        session.execute(counted.where(Item.votes > 0)).scalar_one(),
    )


def stretch(session: Session, account_id: int, thread_id: int, start: int, *, only_flagged: bool) -> Stretch:
    """Return the comments of a thread from row `start` on, in order of the tree."""
    query = select(Comment).where(Comment.thread_id == thread_id)
    if only_flagged:
        query = query.join(Item, Item.comment_id == Comment.id).where(
            Item.severity >= _FLAGGED, ~_is_hidden(account_id)
        )
    return _stretch(session, account_id, query, start)


def of_author(session: Session, account_id: int, author_id: int, start: int) -> Stretch:
    """Return the comments of a writer from row `start` on, in the order of the dump."""
    return _stretch(session, account_id, select(Comment).where(Comment.author_id == author_id), start)


def dumps(session: Session) -> list[Dump]:
    """Return the dumps there are, by name."""
    return list(session.scalars(select(Dump).order_by(Dump.name, Dump.id)))


def _stretch(session: Session, account_id: int, query: Select[Any], start: int) -> Stretch:
    onward = query.where(Comment.row >= start).order_by(Comment.row).limit(WINDOW + 1)
    rows = list(session.scalars(onward))
    backward = query.where(Comment.row < start).order_by(Comment.row.desc()).limit(WINDOW)
    earlier = [comment.row for comment in session.scalars(backward)]
    looks = looks_of(session, account_id, rows[:WINDOW])
    return Stretch(
        [looks[comment.id] for comment in rows[:WINDOW]],
        earlier[-1] if earlier else None,
        rows[WINDOW].row if len(rows) > WINDOW else None,
    )


def _flags_by_thread(session: Session) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many comments are flagged, and how many of these wait, by thread: from an index alone."""
    query = (
        select(Item.thread_id, Item.status, func.count())
        .where(Item.urgent_key.is_not(None))
        .group_by(Item.thread_id, Item.status)
    )
    flagged: dict[int, int] = {}
    waiting: dict[int, int] = {}
    for thread_id, status, count in session.execute(query):
        flagged[thread_id] = flagged.get(thread_id, 0) + count
        if status == "open":
            waiting[thread_id] = count
    return flagged, waiting


def _hidden(session: Session, account_id: int, of: Any) -> set[int]:
    query = select(Item.comment_id).join(Comment, Comment.id == Item.comment_id).where(of, _is_hidden(account_id))
    return set(session.scalars(query))


def _is_hidden(account_id: int) -> Any:
    """Tell items whose scores a person must not know yet: the rule of `review.blind`, as a condition."""
    judged = exists().where(Vote.comment_id == Item.comment_id, Vote.account_id == account_id)
    return Item.audit_key.is_not(None) & (Item.status == "open") & ~judged
