"""One decision for many comments, logged one by one; what cannot be decided so is named, not dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from analyzer.desk.review.blind import withheld
from analyzer.desk.review.decisions import Commit, MissingItemError, lock_item
from analyzer.desk.review.leases import held
from analyzer.desk.review.log import EventDraft, append, by_request
from analyzer.desk.store.models import Event, Item, Lease, Vote

#: Most comments of one bulk decision; further near-duplicates come up again as one.
MOST = 200


@dataclass(frozen=True)
class Target:
    """One comment of a bulk decision and the version the page showed."""

    comment_id: int
    version: int


@dataclass
class BulkResult:
    """What became of a bulk decision: its events, and the comments left out with the reason in words."""

    events: list[Event] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def decide_many(session: Session, commit: Commit, targets: Iterable[Target], *, mode: str) -> BulkResult:
    """Store the judgement of `commit` for every target, each as an event of its own under one batch.

    The comment and version of `commit` are not used; its request key tells repeats, comment by comment.
    """
    result = BulkResult()
    targets = list(targets)[:MOST]
    hidden = withheld(session, commit.account_id, [target.comment_id for target in targets])
    for target in sorted(targets, key=lambda target: target.comment_id):  # one order for all: no deadlocks
        request_key = f"{commit.request_key}:{target.comment_id}"
        known = by_request(session, request_key)
        if known is not None:
            result.events.append(known)
            continue
        why = "it is under audit and is judged by itself" if target.comment_id in hidden else None
        why = why or _obstacle(session, commit.account_id, target)
        if why:
            result.refused[target.comment_id] = why
        else:
            result.events.append(_append(session, commit, target.comment_id, request_key, mode))
    return result


def alike(session: Session, item: Item, account_id: int) -> list[Target]:
    """Return the open near-duplicates of an item that this person has not voted on."""
    if item.cluster is None:
        return []
    voted = exists().where(Vote.comment_id == Item.comment_id, Vote.account_id == account_id)
    query = (
        select(Item.comment_id, Item.version)
        .where(Item.cluster == item.cluster, Item.status == "open", Item.comment_id != item.comment_id)
        .where(Item.audit_key.is_(None), ~voted)
        .order_by(Item.comment_id)
        .limit(MOST)
    )
    return [Target(comment_id, version) for comment_id, version in session.execute(query)]


def _obstacle(session: Session, account_id: int, target: Target) -> str | None:
    try:
        item = lock_item(session, target.comment_id)
    except MissingItemError as error:
        return error.message
    lease = held(session, target.comment_id)
    if lease is not None and lease.account_id != account_id:
        return "somebody else has it in hand"
    return "it changed since the page was shown" if item.version != target.version else None


def _append(session: Session, commit: Commit, comment_id: int, request_key: str, mode: str) -> Event:
    item = lock_item(session, comment_id)
    draft = EventDraft(
        kind="decision",
        account_id=commit.account_id,
        guideline=commit.guideline,
        comment_id=comment_id,
        run_id=item.run_id,
        mode=mode,
        queue=commit.queue,
        batch=commit.batch or commit.request_key,
        request_key=request_key,
        data=commit.judgement.without_context().as_json(),
    )
    event = append(session, draft)
    lease = session.get(Lease, comment_id)
    if lease is not None:
        session.delete(lease)
    return event
