"""The queues: which comments stand in each, in which order, and how the next one is taken in hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, bindparam, exists, func, or_, select, tuple_
from sqlalchemy.orm import Session

from analyzer.desk.clock import now_ms
from analyzer.desk.intake.places import FLAGGED, STEP
from analyzer.desk.review.filters import Filters, narrow
from analyzer.desk.review.leases import take
from analyzer.desk.store.models import Item, Lease, Vote

#: How often the next item is looked for again when somebody was quicker.
_TRIES = 20
#: Grave comments in a row after which a milder one comes, for whoever wants them mixed; where in the urgent queue these
#: begin.
_IN_A_ROW = 2
_MILDER = (4 - FLAGGED) * STEP
#: Names of what queries are given when they run.
_PERSON, _NOW = "person", "now"
#: Items beside the one looked at; made once, for an ORM alias per query costs more than the query.
_OTHER = Item.__table__.alias("other")


@dataclass(frozen=True)
class Queue:
    """One queue.

    Attributes:
        name: As addresses have it.
        title: As pages have it.
        order: Its order in words.
        key: The column of `Item` that orders it, ascending.
        statuses: Of the items in it.
        role: The least role that sees it.
        blind: Whether scores stay hidden until a decision is made.
        gathers: Whether near-duplicates stand in it as one.
    """

    name: str
    title: str
    order: str
    key: str
    statuses: tuple[str, ...] = ("open",)
    role: str = "viewer"
    blind: bool = False
    gathers: bool = True

    @property
    def address(self) -> str:
        """Where its page is: disagreements are settled on a page of their own, not voted on once more."""
        return "/adjudication" if self.name == "disagreements" else f"/queues/{self.name}"

    @property
    def spares_audited(self) -> bool:
        """Whether comments under audit are left out: where scores are shown or set the order, they would be told."""
        return not self.blind and self.statuses == ("open",)


QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue("urgent", "Urgent", "flagged comments, the gravest first, then the oldest", "urgent_key"),
        Queue("uncertain", "Uncertain", "comments nearest to a label's threshold first", "uncertain_key"),
        Queue(
            "audit",
            "Audit",
            "comments drawn by lot, unflagged ones too; scores hidden",
            "audit_key",
            blind=True,
            gathers=False,
        ),
        Queue(
            "disagreements",
            "Disagreements",
            "escalated comments first, then those reviewers differ about",
            "dispute_key",
            statuses=("escalated", "disputed"),
            role="adjudicator",
            gathers=False,
        ),
    )
}


@dataclass(frozen=True)
class Waiting:
    """How many items stand in a queue, and how many more would if they were not under audit."""

    count: int
    audited: int


@dataclass(frozen=True)
class Cursor:
    """Where a page of a queue ends: the key and the comment of its last item."""

    key: int
    comment_id: int

    def __str__(self) -> str:
        return f"{self.key}-{self.comment_id}"


def parse_cursor(text: str | None) -> Cursor | None:
    """Read a cursor; anything that is none begins at the front."""
    key, _, comment_id = (text or "").partition("-")
    if key.isdecimal() and comment_id.isdecimal() and len(key) < 19 and len(comment_id) < 10:
        return Cursor(int(key), int(comment_id))
    return None


@dataclass(frozen=True)
class QueuePage:
    """One page of a queue: items in order, and the cursor the next page begins after, None on the last page."""

    items: list[Item]
    next: Cursor | None


def page(
    session: Session,
    queue: Queue,
    account_id: int,
    filters: Filters,
    *,
    after: Cursor | None = None,
    size: int = 25,
    spared: Sequence[str] = (),
) -> QueuePage:
    """Return a page of what is in a queue for this person: not what they voted on, skipped, or are spared.

    `spared` are labels: comments flagged for one of them are left to others.
    """
    key = _key(queue, filters)
    statement = _waiting(queue, filters, tuple(spared)).limit(size + 1)
    if after is not None:
        statement = statement.where(tuple_(key, Item.comment_id) > tuple_(after.key, after.comment_id))
    found = list(session.scalars(statement, {_PERSON: account_id}))
    last = found[size - 1] if len(found) > size else None
    return QueuePage(found[:size], None if last is None else Cursor(getattr(last, key.key), last.comment_id))


def take_next(
    session: Session,
    queue: Queue,
    account_id: int,
    filters: Filters,
    *,
    mode: str,
    spared: Sequence[str] = (),
    mixed: bool = False,
) -> Lease | None:
    """Take the first item in hand that nobody else has; None where the queue holds nothing for this person.

    `mixed`: after two grave comments of the urgent queue comes the first of its milder ones, where there is one.
    """
    statement = _free(queue, filters, tuple(spared))
    if mixed and queue.name == "urgent" and not filters.label and _had_grave_ones(session, account_id):
        lease = _take_first(session, queue, account_id, statement.where(Item.urgent_key >= _MILDER), mode)
        if lease is not None:
            return lease
    return _take_first(session, queue, account_id, statement, mode)


def _take_first(session: Session, queue: Queue, account_id: int, free: Select[Any], mode: str) -> Lease | None:
    for _ in range(_TRIES):
        item = session.scalars(free, {_PERSON: account_id, _NOW: now_ms()}).first()
        if item is None:
            return None
        blind = queue.blind or item.audit_key is not None
        lease = take(session, item.comment_id, account_id, "blind" if blind else mode)
        if lease is not None:
            return lease
    return None


def _had_grave_ones(session: Session, account_id: int) -> bool:
    """Tell whether the last comments this person decided on were all grave."""
    query = select(Item.severity).join(Vote, Vote.comment_id == Item.comment_id).where(Vote.account_id == account_id)
    last = list(session.scalars(query.order_by(Vote.at.desc()).limit(_IN_A_ROW)))
    return len(last) == _IN_A_ROW and min(last) > FLAGGED


def waiting(session: Session, queue: Queue) -> Waiting:
    """Return how many items stand in a queue, whoever may see them, and how many it leaves to the audit."""
    there = select(func.count()).select_from(Item).where(getattr(Item, queue.key).is_not(None))
    count = session.execute(there.where(Item.status.in_(queue.statuses))).scalar_one()
    if not queue.spares_audited:
        return Waiting(count, 0)
    # Counted, not asked for: a condition on the queue's key would lead SQLite to read the whole queue.
    drawn = select(func.count(getattr(Item, queue.key))).where(Item.status == "open", Item.audit_key.is_not(None))
    audited = session.execute(drawn).scalar_one()
    return Waiting(count - audited, audited)


@lru_cache(maxsize=256)
def _free(queue: Queue, filters: Filters, spared: tuple[str, ...]) -> Select[Any]:
    """Return the query for the first item that waits for a person and is in nobody else's hands."""
    busy = exists().where(
        Lease.comment_id == Item.comment_id,
        Lease.expires_at > bindparam(_NOW, type_=BigInteger),
        Lease.account_id != bindparam(_PERSON, type_=Integer),
    )
    return _waiting(queue, filters, spared).where(~busy).limit(1).with_for_update(skip_locked=True, of=Item)


@lru_cache(maxsize=256)
def _waiting(queue: Queue, filters: Filters, spared: tuple[str, ...]) -> Select[Any]:
    """Return the query for what waits for a person; built once, for to build it takes longer than to run it."""
    if queue.blind:
        filters = filters.without_scores()
    key = _key(queue, filters)
    voted = exists().where(Vote.comment_id == Item.comment_id, Vote.account_id == bindparam(_PERSON, type_=Integer))
    statement = select(Item).where(_in_status(Item.status, queue), key.is_not(None), ~voted)
    if filters.label and key.key == queue.key:
        statement = statement.where(_has_label(queue, filters.label))
    for label in () if queue.blind else spared:
        label_key = getattr(Item, f"key_{label}")
        statement = statement.where(
            or_(label_key.is_(None), label_key >= STEP * 2)
        )  # flagged for it: not for this person
    if queue.spares_audited:
        statement = statement.where(Item.audit_key.is_(None))
    if queue.gathers:
        statement = statement.where(or_(Item.cluster.is_(None), ~_has_earlier(queue, key.key)))
    return narrow(statement, filters, key).order_by(key, Item.comment_id)


def _in_status(column: Any, queue: Queue) -> ColumnElement[bool]:
    # One status by equality: then an index on (status, key) gives the order too.
    found: ColumnElement[bool] = column == queue.statuses[0] if len(queue.statuses) == 1 else column.in_(queue.statuses)
    return found


def _key(queue: Queue, filters: Filters) -> Any:
    """Return the column a queue is read by: with a label, the urgent queue is in that label's order."""
    label_key = queue.name == "urgent" and filters.label
    return getattr(Item, f"key_{filters.label}" if label_key else queue.key)


def _has_label(queue: Queue, label: str) -> ColumnElement[bool]:
    if queue.name == "uncertain":
        return Item.uncertain_label == label
    found: ColumnElement[bool] = getattr(Item, f"key_{label}").is_not(None)
    return found


def _has_earlier(queue: Queue, key: str) -> ColumnElement[bool]:
    """Tell items that a near-duplicate stands for: the first of a cluster does; audited ones stand for none."""
    other = _OTHER.c
    return exists().where(
        other.cluster == Item.cluster,
        other.audit_key.is_(None),
        _in_status(other.status, queue),
        other.comment_id < Item.comment_id,
        other[key].is_not(None),
    )
