"""Tables of what is reviewed: dumps, runs, threads, authors, comments and their scores per run."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from analyzer.desk.store.base import Base, Json, Milliseconds


class Dump(Base):
    """What runs were made from: equal input hashes are the same dump, whichever model scored it."""

    __tablename__ = "dump"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    imported_at: Mapped[int] = mapped_column(Milliseconds)


class Run(Base):
    """One imported run folder. Of a dump, the run made last is the current one; older scores stay for comparison."""

    __tablename__ = "run"

    id: Mapped[int] = mapped_column(primary_key=True)
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # over the hashes of its tables
    folder: Mapped[str]  # the folder's own name, without what it lies in
    model_name: Mapped[str]
    model_version: Mapped[str]
    model_hash: Mapped[str]
    made_at: Mapped[str]  # as run.json says it, ISO 8601
    imported_at: Mapped[int] = mapped_column(Milliseconds)
    current: Mapped[bool]
    points: Mapped[Json]  # label → operating points as the bundle's manifest holds them
    languages: Mapped[list[Any]]
    counts: Mapped[Json]  # as run.json has them, and `languages`: those of its comments
    drift: Mapped[Json | None]  # what changed against the run before it; null for the first


class Thread(Base):
    """One thread; `rollup` is its row of the current run's threads table."""

    __tablename__ = "thread"
    __table_args__ = (Index(None, "dump_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id"))
    key: Mapped[str]
    title: Mapped[str | None]
    target: Mapped[str | None]
    url: Mapped[str | None]
    comments: Mapped[int]
    rollup: Mapped[Json]


class Author(Base):
    """One writer in a dump; `rollup` is their row of the current run's users table, null where they have none."""

    __tablename__ = "author"
    __table_args__ = (Index(None, "dump_id", "key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id"))
    key: Mapped[str]  # kind, then id:<author_id> or name:<author>
    name: Mapped[str | None]
    kind: Mapped[str] = mapped_column(String(16))
    rollup: Mapped[Json | None]


class Comment(Base):
    """One comment, whatever runs scored it."""

    __tablename__ = "comment"
    __table_args__ = (
        Index(None, "thread_id", "key", unique=True),
        Index(None, "thread_id", "row"),
        Index(None, "author_id", "row"),
        Index(None, "parent_id", "row"),
        Index(None, "cluster"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dump_id: Mapped[int] = mapped_column(ForeignKey("dump.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id"))
    key: Mapped[str]
    parent_key: Mapped[str | None]  # kept where the parent is missing from the dump
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    depth: Mapped[int]
    row: Mapped[int]  # pre-order over the dump: a subtree is a range of rows
    author_id: Mapped[int | None] = mapped_column(ForeignKey("author.id"))
    author_name: Mapped[str | None]
    author_kind: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[int | None] = mapped_column(Milliseconds)
    text: Mapped[str]
    language: Mapped[str | None] = mapped_column(String(8))
    no_text_reason: Mapped[str | None] = mapped_column(String(16))
    cluster: Mapped[int | None]  # near-duplicates share one number; null for a comment alone


class Score(Base):
    """What one run says of one comment; every probability is null where the comment has no words."""

    __tablename__ = "score"

    run_id: Mapped[int] = mapped_column(ForeignKey("run.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True, index=True)
    toxicity: Mapped[float | None]
    severe_toxicity: Mapped[float | None]
    obscene: Mapped[float | None]
    threat: Mapped[float | None]
    insult: Mapped[float | None]
    identity_attack: Mapped[float | None]
    conspiracy: Mapped[float | None]
    stance_support: Mapped[float | None]
    stance_deny: Mapped[float | None]
    stance_query: Mapped[float | None]
    stance_comment: Mapped[float | None]
    target_favor: Mapped[float | None]
    target_against: Mapped[float | None]
    target_none: Mapped[float | None]
    stance_parent: Mapped[str | None] = mapped_column(String(16))
    stance_target: Mapped[str | None] = mapped_column(String(16))
    flags: Mapped[list[Any]]
    spans: Mapped[list[Any]]
