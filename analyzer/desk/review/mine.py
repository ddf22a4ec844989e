"""What one person has in hand, and what they decided, doubted and skipped last."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.review.looks import Look, looks_of
from analyzer.desk.store.models import Comment, Lease, Vote

SHOWN = 50


@dataclass(frozen=True)
class Mine:
    """One person's own part: comments in hand, and their votes, the latest first, each with its comment."""

    held: list[Look]
    votes: list[tuple[Vote, Look]]


def mine(session: Session, account_id: int) -> Mine:
    """Return what a person has in hand and their latest votes."""
    leases = select(Lease.comment_id).where(Lease.account_id == account_id, Lease.expires_at > now_ms())
    held = list(session.scalars(leases))
    query = select(Vote).where(Vote.account_id == account_id).order_by(Vote.at.desc(), Vote.event_id.desc())
    votes = list(session.scalars(query.limit(SHOWN)))
    ids = {*held, *(vote.comment_id for vote in votes)}
    comments = list(session.scalars(select(Comment).where(Comment.id.in_(ids))))
    looks = looks_of(session, account_id, comments)
    return Mine([looks[one] for one in held], [(vote, looks[vote.comment_id]) for vote in votes])
