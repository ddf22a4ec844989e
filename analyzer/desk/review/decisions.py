"""Decisions: stored if the item is still in hand and as it was when it was shown, refused with the reason otherwise."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.review.judgement import InvalidJudgementError, Judgement
from analyzer.desk.review.leases import held
from analyzer.desk.review.log import EventDraft, append, by_request, events_of
from analyzer.desk.review.state import fold
from analyzer.desk.store.models import Event, Item, Lease, Vote
from analyzer.errors import AnalyzerError, ExitCode

Why = Literal["taken", "changed", "gone"]


class ConflictError(AnalyzerError):
    """Somebody else has the item in hand, or it changed since it was shown.

    Attributes:
        comment_id: The item.
        why: `taken` by another person, `changed` by an event, or `gone`: put back or decided before.
        version: The version the page had.
    """

    exit_code = ExitCode.INTERNAL

    def __init__(self, comment_id: int, why: Why, version: int) -> None:
        super().__init__(f"the comment was {why} in the meantime", where=f"comment {comment_id}")
        self.comment_id, self.why, self.version = comment_id, why, version


class MissingItemError(AnalyzerError):
    """There is no such comment, event or the like."""

    exit_code = ExitCode.BAD_INPUT


@dataclass(frozen=True)
class Commit:
    """A decision as a page sends it: with the lease's token, the version shown, and a key that tells repeats."""

    account_id: int
    comment_id: int
    token: str
    version: int
    request_key: str
    guideline: str
    judgement: Judgement
    queue: str | None = None
    batch: str | None = None


def decide(session: Session, commit: Commit) -> Event:
    """Store a decision and give the item out of hand. The same request a second time gives the same event.

    Raises:
        ConflictError: The lease is lost, or the item changed since it was shown; nothing was stored.
        MissingItemError: There is no such item.
        InvalidJudgementError: The request's key was used for something else.
    """
    known = by_request(session, commit.request_key)
    if known is not None:
        return _same(known, commit.account_id, commit.comment_id)
    item = lock_item(session, commit.comment_id)
    lease = session.get(Lease, commit.comment_id)
    if lease is None or lease.account_id != commit.account_id or not _equal(lease.token, commit.token):
        taken = held(session, commit.comment_id)
        why: Why = "taken" if taken is not None and taken.account_id != commit.account_id else "gone"
        raise ConflictError(commit.comment_id, "changed" if item.version != commit.version else why, commit.version)
    if item.version != commit.version:
        raise ConflictError(commit.comment_id, "changed", commit.version)
    event = append(
        session,
        EventDraft(
            kind="decision",
            account_id=commit.account_id,
            guideline=commit.guideline,
            comment_id=commit.comment_id,
            run_id=item.run_id,
            mode=lease.mode,
            queue=commit.queue,
            duration_ms=max(0, now_ms() - lease.taken_at),
            batch=commit.batch,
            request_key=commit.request_key,
            data=commit.judgement.as_json(),
        ),
    )
    session.delete(lease)
    return event


def adjudicate(
    session: Session,
    *,
    account_id: int,
    comment_id: int,
    version: int,
    judgement: Judgement,
    request_key: str,
    guideline: str,
) -> Event:
    """Settle a comment reviewers differ about, by somebody who is none of them.

    Raises:
        ConflictError: The item changed since it was shown.
        InvalidJudgementError: This person voted on the comment, or the judgement decides nothing.
        MissingItemError: There is no such item.
    """
    known = by_request(session, request_key)
    if known is not None:
        return _same(known, account_id, comment_id)
    item = lock_item(session, comment_id)
    own = session.get(Vote, (comment_id, account_id))
    if own is not None and own.kind == "review" and own.outcome == "decide":
        raise InvalidJudgementError("an adjudicator is somebody who did not vote on the comment", where="adjudication")
    if judgement.outcome != "decide":
        raise InvalidJudgementError("an adjudication decides", where="outcome", value=judgement.outcome)
    if item.version != version:
        raise ConflictError(comment_id, "changed", version)
    draft = EventDraft(
        kind="adjudication",
        account_id=account_id,
        guideline=guideline,
        comment_id=comment_id,
        run_id=item.run_id,
        mode="blind",  # the page of adjudication shows neither scores nor who voted
        queue="disagreements",
        request_key=request_key,
        data=judgement.as_json(),
    )
    return append(session, draft)


def undo(session: Session, *, account_id: int, event_id: int, guideline: str) -> Event:
    """Take one's own decision back; the item stands in its queue again.

    Raises:
        InvalidJudgementError: The decision is another person's, or was taken back before.
        MissingItemError: There is no such decision.
    """
    event, comment_id = own_decision(session, account_id, event_id)
    lock_item(session, comment_id)
    if all(ballot.event_id != event.id for ballot in fold(events_of(session, comment_id)).ballots):
        raise InvalidJudgementError("this decision was already taken back", where="undo")
    draft = EventDraft(
        kind="undo",
        account_id=account_id,
        guideline=guideline,
        comment_id=comment_id,
        run_id=event.run_id,
        mode=event.mode,
        queue=event.queue,
        request_key=f"undo-{event.id}",
        data={"event": event.id},
    )
    return append(session, draft)


def give_reasons(
    session: Session, *, account_id: int, event_id: int, reasons: tuple[str, ...], note: str, guideline: str
) -> Event:
    """Say afterwards why a decision was made.

    Raises:
        InvalidJudgementError: The decision is another person's.
        MissingItemError: There is no such decision.
    """
    event, comment_id = own_decision(session, account_id, event_id)
    lock_item(session, comment_id)
    draft = EventDraft(
        kind="reason",
        account_id=account_id,
        guideline=guideline,
        comment_id=comment_id,
        run_id=event.run_id,
        request_key=f"reason-{event.id}-{secrets.token_hex(8)}",
        data={"event": event.id, "reasons": list(reasons), "note": note},
    )
    return append(session, draft)


def own_decision(session: Session, account_id: int, event_id: int) -> tuple[Event, int]:
    """Return a decision of this person and the comment it is about.

    Raises:
        InvalidJudgementError: It is another person's.
        MissingItemError: There is no such decision.
    """
    event = session.get(Event, event_id)
    if event is None or event.kind not in ("decision", "adjudication") or event.comment_id is None:
        raise MissingItemError("there is no such decision", where="event", value=event_id)
    if event.account_id != account_id:
        raise InvalidJudgementError("this decision is another person's", where="event", value=event_id)
    return event, event.comment_id


def lock_item(session: Session, comment_id: int) -> Item:
    """Return an item that nobody else can change until this session ends.

    Raises:
        MissingItemError: There is no such item.
    """
    query = (
        select(Item).where(Item.comment_id == comment_id).with_for_update().execution_options(populate_existing=True)
    )
    item = session.scalars(query).one_or_none()
    if item is None:
        raise MissingItemError("there is no such comment to review", where="comment", value=comment_id)
    return item


def _same(event: Event, account_id: int, comment_id: int) -> Event:
    if event.account_id != account_id or event.comment_id != comment_id:
        raise InvalidJudgementError("the request's key was used for something else", where="request_key")
    return event


def _equal(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())
