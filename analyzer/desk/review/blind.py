"""Which scores a person must not see yet: those of audited comments they have not judged."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from analyzer.desk.store.models import Item, Vote

#: Few enough for one statement on every database.
_PART = 900


def withheld(session: Session, account_id: int, comment_ids: Sequence[int]) -> set[int]:
    """Return which of the comments are under audit, still open, and not yet judged by this person."""
    judged = exists().where(Vote.comment_id == Item.comment_id, Vote.account_id == account_id)
    hidden: set[int] = set()
    for start in range(0, len(comment_ids), _PART):
        part = comment_ids[start : start + _PART]
        query = select(Item.comment_id).where(
            Item.comment_id.in_(part), Item.audit_key.is_not(None), Item.status == "open", ~judged
        )
        hidden.update(session.scalars(query))
    return hidden
