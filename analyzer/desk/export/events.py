"""The whole log as JSON Lines: every event with its person's pseudonym, for archives and audits."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.store.models import Account, Comment, Event, Run, Thread

_BATCH = 1_000
_FIELDS = ("id", "at", "kind", "mode", "queue", "duration_ms", "guideline", "batch", "data")


def event_lines(session: Session) -> Iterator[bytes]:
    """Yield one JSON line per event, in order."""
    query = (
        select(Event, Account.pseudonym, Comment.key, Thread.key, Run.model_name, Run.model_version, Run.model_hash)
        .join(Account, Account.id == Event.account_id)
        .join(Comment, Comment.id == Event.comment_id, isouter=True)
        .join(Thread, Thread.id == Comment.thread_id, isouter=True)
        .join(Run, Run.id == Event.run_id, isouter=True)
        .order_by(Event.id)
        .execution_options(yield_per=_BATCH)
    )
    for event, who, comment, thread, name, version, digest in session.execute(query):
        record = {field: getattr(event, field) for field in _FIELDS}
        model = None if name is None else {"name": name, "version": version, "hash": digest}
        record |= {"reviewer": who, "thread": thread, "comment": comment, "model": model}
        yield orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
