"""What each event changed: where the review of its comment stood before and after, and what the person had said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.state import SHAPING, EventLike, ItemState, apply
from analyzer.desk.store.models import Event, Item

_PART = 900


@dataclass(frozen=True)
class Step:
    """One change of a comment's review.

    Attributes:
        before, after: Its status.
        said_before, said_after: The person's own standing decision, None where there is none.
    """

    before: str
    after: str
    said_before: Judgement | None
    said_after: Judgement | None


class Steps:
    """Folds events in order, comment by comment, and tells what each of them changed."""

    def __init__(self) -> None:
        self._states: dict[int, ItemState] = {}

    def take(self, event: EventLike, comment_id: int | None, needed: int | None) -> Step | None:
        """Return what an event changed; None where it shapes nothing.

        Args:
            event: The next event of the log.
            comment_id: The comment it is about.
            needed: How many people must decide on it.
        """
        if comment_id is None or event.kind not in SHAPING:
            return None
        was = self._states.get(comment_id, ItemState())
        now = self._states[comment_id] = apply(was, event)
        votes = needed or 1
        said = (state.votes.get(event.account_id) for state in (was, now))
        before, after = (None if ballot is None else ballot.judgement for ballot in said)
        return Step(was.status(votes), now.status(votes), before, after)


def steps_of(session: Session, events: Iterable[Event]) -> Mapping[int, Step]:
    """Return what each of some events changed, by its id, from the whole history of their comments."""
    wanted = {event.id for event in events}
    ids = sorted({event.comment_id for event in events if event.comment_id is not None and event.kind in SHAPING})
    found: dict[int, Step] = {}
    for start in range(0, len(ids), _PART):
        query = (
            select(Event, Item.votes_needed)
            .join(Item, Item.comment_id == Event.comment_id, isouter=True)
            .where(Event.comment_id.in_(ids[start : start + _PART]), Event.kind.in_(SHAPING))
            .order_by(Event.id)
        )
        steps = Steps()
        for event, needed in session.execute(query):
            step = steps.take(event, event.comment_id, needed)
            if step is not None and event.id in wanted:
                found[event.id] = step
    return found
