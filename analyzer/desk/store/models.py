"""Every table, in one place to import from."""

from __future__ import annotations

from analyzer.desk.store.base import Base
from analyzer.desk.store.material import Author, Comment, Dump, Run, Score, Thread
from analyzer.desk.store.people import Account, LoginAttempt, Meta, SavedFilter, WebSession
from analyzer.desk.store.reviewing import STATUSES, Event, Item, Lease, Vote

__all__ = [
    "STATUSES",
    "Account",
    "Author",
    "Base",
    "Comment",
    "Dump",
    "Event",
    "Item",
    "Lease",
    "LoginAttempt",
    "Meta",
    "Run",
    "SavedFilter",
    "Score",
    "Thread",
    "Vote",
    "WebSession",
]
