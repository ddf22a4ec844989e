"""The log: events are added here and nowhere else, and with each the view over them is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.review.state import SHAPING, Ballot, ItemState, fold
from analyzer.desk.store.models import Event, Item, Vote

#: Statuses in the queue of disagreements; there escalated items come first, each kind oldest first.
_DISPUTES = {"escalated": 0, "disputed": 1}
_STEP = 10**14


@dataclass(frozen=True)
class EventDraft:
    """An event before it is in the log; the fields are those of the table."""

    kind: str
    account_id: int
    guideline: str
    comment_id: int | None = None
    run_id: int | None = None
    mode: str | None = None
    queue: str | None = None
    duration_ms: int | None = None
    batch: str | None = None
    request_key: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


def append(session: Session, draft: EventDraft) -> Event:
    """Add an event and refresh the item it shapes."""
    event = Event(at=now_ms(), **{name: getattr(draft, name) for name in draft.__dataclass_fields__})
    session.add(event)
    session.flush()
    if draft.kind in SHAPING and draft.comment_id is not None:
        refresh(session, draft.comment_id)
    return event


def by_request(session: Session, request_key: str) -> Event | None:
    """Return the event a request made before, None where it is new."""
    return session.scalars(select(Event).where(Event.request_key == request_key)).one_or_none()


def events_of(session: Session, comment_id: int) -> list[Event]:
    """Return the events that shape a comment's review, in order."""
    query = select(Event).where(Event.comment_id == comment_id, Event.kind.in_(SHAPING)).order_by(Event.id)
    return list(session.scalars(query))


def refresh(session: Session, comment_id: int) -> ItemState:
    """Write the view of one comment anew from its events."""
    events = events_of(session, comment_id)
    state = fold(events)
    by_id = {event.id: event for event in events}
    session.execute(delete(Vote).where(Vote.comment_id == comment_id))
    session.add_all(_vote(ballot, by_id[ballot.event_id]) for ballot in state.votes.values())
    item = session.get(Item, comment_id)
    if item is not None:
        item.version, item.votes, item.status = state.version, state.decided, state.status(item.votes_needed)
        rank = _DISPUTES.get(item.status)
        item.dispute_key = None if rank is None else rank * _STEP + events[-1].at
    session.flush()
    return state


def rebuild(session: Session) -> int:
    """Write the whole view anew from the log; return the number of comments that have events."""
    session.execute(delete(Vote))
    query = select(Event.comment_id).where(Event.kind.in_(SHAPING), Event.comment_id.is_not(None)).distinct()
    touched = [comment_id for comment_id in session.scalars(query) if comment_id is not None]
    for comment_id in touched:
        refresh(session, comment_id)
    return len(touched)


def _vote(ballot: Ballot, event: Event) -> Vote:
    said = ballot.judgement
    return Vote(
        comment_id=event.comment_id,
        account_id=ballot.account_id,
        event_id=event.id,
        kind="adjudication" if ballot.kind == "adjudication" else "review",
        outcome=said.outcome,
        labels=dict(said.labels),
        stance_parent=said.stance_parent,
        stance_target=said.stance_target,
        action=said.action,
        reasons=list(said.reasons),
        note=said.note,
        mode=event.mode,
        run_id=event.run_id,
        duration_ms=event.duration_ms,
        guideline=event.guideline,
        at=event.at,
    )
