"""The whole log as JSON Lines: every event with its person's pseudonym, for archives and audits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.intake.thresholds import points_of, threshold
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.steps import Steps
from analyzer.desk.store.models import Account, Comment, Event, Item, Run, Thread
from analyzer.labels.registry import FLAG_LABELS

_BATCH = 1_000
_FIELDS = ("id", "at", "kind", "mode", "queue", "duration_ms", "guideline", "batch", "data")


def event_lines(session: Session) -> Iterator[bytes]:
    """Yield one JSON line per event, in order: who, what, before and after, the model and the thresholds in force."""
    models: dict[int | None, dict[str, Any]] = {run.id: _model(run) for run in session.scalars(select(Run))}
    query = (
        select(Event, Account.pseudonym, Comment.key, Thread.key, Item.votes_needed)
        .join(Account, Account.id == Event.account_id)
        .join(Comment, Comment.id == Event.comment_id, isouter=True)
        .join(Thread, Thread.id == Comment.thread_id, isouter=True)
        .join(Item, Item.comment_id == Event.comment_id, isouter=True)
        .order_by(Event.id)
        .execution_options(yield_per=_BATCH)
    )
    steps = Steps()
    for event, who, comment, thread, needed in session.execute(query):
        step = steps.take(event, event.comment_id, needed)
        record = {field: getattr(event, field) for field in _FIELDS}
        record |= {"reviewer": who, "thread": thread, "comment": comment, "model": models.get(event.run_id)}
        record["before"] = None if step is None else _standing(step.before, step.said_before)
        record["after"] = None if step is None else _standing(step.after, step.said_after)
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)


def _model(run: Run) -> dict[str, Any]:
    points = points_of({"operating_points": run.points})
    thresholds = {label: threshold(points, label, "default") for label in FLAG_LABELS}
    return {"name": run.model_name, "version": run.model_version, "hash": run.model_hash, "thresholds": thresholds}


def _standing(status: str, said: Judgement | None) -> dict[str, Any]:
    return {"status": status, "decision": None if said is None else said.as_json()}
