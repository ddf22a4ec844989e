"""Leases: one person has an item in hand at a time, for a while, told by a token only their page knows."""

from __future__ import annotations

import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analyzer.desk.clock import MINUTE, now_ms
from analyzer.desk.store.models import Item, Lease

LEASE_MS = 8 * MINUTE


def held(session: Session, comment_id: int) -> Lease | None:
    """Return the lease on an item that has not run out, None where nobody has it in hand."""
    lease = session.get(Lease, comment_id)
    return lease if lease is not None and lease.expires_at > now_ms() else None


def take(session: Session, comment_id: int, account_id: int, mode: str) -> Lease | None:
    """Take an item in hand, or go on with it; return None where somebody else has it.

    Taking again keeps the time it was first taken and the token, so that two tabs of one person do not quarrel.
    """
    session.execute(select(Item.comment_id).where(Item.comment_id == comment_id).with_for_update())
    now = now_ms()
    lease = session.get(Lease, comment_id)
    if lease is not None and lease.expires_at > now:
        if lease.account_id != account_id:
            return None
        lease.expires_at = now + LEASE_MS
        return lease
    if lease is None:
        lease = Lease(comment_id=comment_id)
        session.add(lease)
    lease.account_id, lease.token, lease.mode = account_id, secrets.token_urlsafe(24), mode
    lease.taken_at, lease.expires_at = now, now + LEASE_MS
    session.flush()
    return lease


def heartbeat(session: Session, comment_id: int, account_id: int, token: str) -> Lease | None:
    """Prolong a lease; return None where it is lost."""
    lease = session.get(Lease, comment_id)
    if lease is None or lease.account_id != account_id or not secrets.compare_digest(lease.token, token):
        return None
    lease.expires_at = now_ms() + LEASE_MS
    return lease


def release(session: Session, comment_id: int, account_id: int) -> None:
    """Put an item back; nothing happens where it is not in this person's hands."""
    session.execute(delete(Lease).where(Lease.comment_id == comment_id, Lease.account_id == account_id))
