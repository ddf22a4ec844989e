"""The state of one comment's review as a fold over its events: no state is kept that the log does not give again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Protocol

from analyzer.desk.review.judgement import Judgement, from_json

#: Kinds of events that shape an item. Others are kept for the record only.
SHAPING = ("decision", "adjudication", "undo", "reason")


class EventLike(Protocol):
    """An event, from the database or not yet in it."""

    id: Any
    kind: Any
    account_id: Any
    data: Any


@dataclass(frozen=True)
class Ballot:
    """One decision that stands: the event it was made by and what it says, reasons given later included."""

    event_id: int
    account_id: int
    kind: str
    judgement: Judgement


@dataclass(frozen=True)
class ItemState:
    """Where the review of one comment stands.

    Attributes:
        ballots: Decisions that were not undone, in order. A person's last one is their vote.
        version: Events that shaped the item.
    """

    ballots: tuple[Ballot, ...] = ()
    version: int = 0

    @property
    def votes(self) -> dict[int, Ballot]:
        """Each person's current decision, by account."""
        return {ballot.account_id: ballot for ballot in self.ballots}

    def status(self, needed: int) -> str:
        """Return open, disputed, escalated, done or settled, where `needed` people must decide."""
        votes = list(self.votes.values())
        if any(ballot.kind == "adjudication" for ballot in votes):
            return "settled"
        if any(ballot.judgement.outcome == "escalate" for ballot in votes):
            return "escalated"
        decided = [ballot.judgement for ballot in votes if ballot.judgement.outcome == "decide"]
        if conflicts(decided):
            return "disputed"
        return "done" if len(decided) >= needed else "open"

    @property
    def decided(self) -> int:
        """How many people decided, skips and doubts not counted."""
        return sum(ballot.judgement.outcome == "decide" for ballot in self.votes.values())


def fold(events: Iterable[EventLike]) -> ItemState:
    """Return the state that the events of one comment, in order, come to."""
    return reduce(apply, events, ItemState())


def apply(state: ItemState, event: EventLike) -> ItemState:
    """Return the state after one more event."""
    if event.kind not in SHAPING:
        return state
    ballots = _CHANGES[event.kind](state.ballots, event)
    return ItemState(ballots, state.version + 1)


def _decided(ballots: tuple[Ballot, ...], event: EventLike) -> tuple[Ballot, ...]:
    return (*ballots, Ballot(event.id, event.account_id, event.kind, from_json(event.data)))


def _undone(ballots: tuple[Ballot, ...], event: EventLike) -> tuple[Ballot, ...]:
    return tuple(ballot for ballot in ballots if ballot.event_id != event.data["event"])


def _reasoned(ballots: tuple[Ballot, ...], event: EventLike) -> tuple[Ballot, ...]:
    def told(ballot: Ballot) -> Ballot:
        if ballot.event_id != event.data["event"]:
            return ballot
        note = event.data.get("note") or ballot.judgement.note
        return replace(ballot, judgement=replace(ballot.judgement, reasons=tuple(event.data["reasons"]), note=note))

    return tuple(map(told, ballots))


_CHANGES = {"decision": _decided, "adjudication": _decided, "undo": _undone, "reason": _reasoned}


def conflicts(judgements: Iterable[Judgement]) -> tuple[str, ...]:
    """Return what people differ about: labels, stances and the action that two of them judged differently."""
    said: dict[str, set[object]] = {}
    for judgement in judgements:
        told: dict[str, object] = {**judgement.labels, "action": judgement.action}
        told |= {"stance_parent": judgement.stance_parent, "stance_target": judgement.stance_target}
        for name, value in told.items():
            if value is not None:
                said.setdefault(name, set()).add(value)
    return tuple(name for name, values in said.items() if len(values) > 1)
