"""Tables of reviewing: each comment's place in the queues, the log, the votes it comes to, and leases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from analyzer.desk.store.base import Base, Json, Milliseconds
from analyzer.labels.registry import FLAG_LABELS

STATUSES = ("open", "disputed", "escalated", "done", "settled")


_ALIKE = text("cluster IS NOT NULL")


def _queue_index(key: str, *before: str) -> Index:
    """Return a partial index that serves a queue in its order, optionally within one thread, author or language."""
    there = text(f"{key} IS NOT NULL")
    name = "_".join(("ix_item", *before, key))
    return Index(name, *before, "status", key, "comment_id", sqlite_where=there, postgresql_where=there)


class Item(Base):
    """A comment that can be reviewed (one with words): where it stands in each queue, and how far review has come.

    Each `…_key` is the place in one queue, ascending; null means not in it. `since` orders within a severity band:
    the comment's time in milliseconds, or its row in dumps without times.
    """

    __tablename__ = "item"
    __table_args__ = (
        _queue_index("urgent_key"),
        _queue_index("uncertain_key"),
        _queue_index("audit_key"),
        _queue_index("dispute_key"),
        *(_queue_index(f"key_{label}") for label in FLAG_LABELS),
        _queue_index("urgent_key", "thread_id"),
        _queue_index("urgent_key", "author_id"),
        _queue_index("urgent_key", "language"),
        Index("ix_item_cluster", "cluster", "status", "comment_id", sqlite_where=_ALIKE, postgresql_where=_ALIKE),
        CheckConstraint(f"status IN {STATUSES!r}", name="status"),
    )

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"))
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    language: Mapped[str | None] = mapped_column(String(8))
    status: Mapped[str] = mapped_column(String(16))
    severity: Mapped[int]
    strongest: Mapped[int]  # rank of its surest band: 3 sure, 2 likely, 1 possible, 0 none
    top_label: Mapped[str | None] = mapped_column(String(32))
    bands: Mapped[Json]
    uncertainty: Mapped[float | None]
    uncertain_label: Mapped[str | None] = mapped_column(String(32))
    cluster: Mapped[int | None]  # as the comment's: near-duplicates stand in a queue as one
    since: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int]  # number of events that shaped it: what compare-and-set compares
    votes: Mapped[int]
    votes_needed: Mapped[int]
    urgent_key: Mapped[int | None] = mapped_column(BigInteger)
    uncertain_key: Mapped[int | None] = mapped_column(BigInteger)
    audit_key: Mapped[int | None] = mapped_column(BigInteger)
    dispute_key: Mapped[int | None] = mapped_column(BigInteger)
    key_toxicity: Mapped[int | None] = mapped_column(BigInteger)
    key_severe_toxicity: Mapped[int | None] = mapped_column(BigInteger)
    key_obscene: Mapped[int | None] = mapped_column(BigInteger)
    key_threat: Mapped[int | None] = mapped_column(BigInteger)
    key_insult: Mapped[int | None] = mapped_column(BigInteger)
    key_identity_attack: Mapped[int | None] = mapped_column(BigInteger)
    key_conspiracy: Mapped[int | None] = mapped_column(BigInteger)
    audit_stratum: Mapped[int | None]  # the severity it was drawn at
    audit_weight: Mapped[float | None]  # comments of that stratum per drawn one (Horvitz and Thompson, 1952)
    is_test: Mapped[bool]  # kept out of training for good


class Event(Base):
    """One thing a person did. Rows are only ever added: triggers refuse to change or remove them."""

    __tablename__ = "event"
    __table_args__ = (Index(None, "comment_id", "id"), Index(None, "account_id", "id"), Index(None, "kind", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[int] = mapped_column(Milliseconds)
    kind: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))  # the model and the thresholds in force
    mode: Mapped[str | None] = mapped_column(String(16))
    queue: Mapped[str | None] = mapped_column(String(16))
    duration_ms: Mapped[int | None] = mapped_column(Milliseconds)
    guideline: Mapped[str] = mapped_column(String(32))
    batch: Mapped[str | None] = mapped_column(String(64), index=True)
    request_key: Mapped[str | None] = mapped_column(String(96), unique=True)  # a repeated request finds its event
    data: Mapped[Json]


class Vote(Base):
    """What one person's decision on one comment comes to now: a view over the events, written with them."""

    __tablename__ = "vote"
    __table_args__ = (Index(None, "account_id", "at"), Index(None, "at"))

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    labels: Mapped[Json]
    stance_parent: Mapped[str | None] = mapped_column(String(16))
    stance_target: Mapped[str | None] = mapped_column(String(16))
    action: Mapped[str | None] = mapped_column(String(32))
    reasons: Mapped[list[Any]]
    note: Mapped[str]
    mode: Mapped[str | None] = mapped_column(String(16))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("run.id"))
    duration_ms: Mapped[int | None] = mapped_column(Milliseconds)
    guideline: Mapped[str] = mapped_column(String(32))
    at: Mapped[int] = mapped_column(Milliseconds)


class Lease(Base):
    """Who has an item in hand, until when. The token is known to the page that took it and to no other."""

    __tablename__ = "lease"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    token: Mapped[str] = mapped_column(String(64))
    mode: Mapped[str] = mapped_column(String(16))
    taken_at: Mapped[int] = mapped_column(Milliseconds)
    expires_at: Mapped[int] = mapped_column(Milliseconds)
