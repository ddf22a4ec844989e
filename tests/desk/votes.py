"""Votes put into a desk without its pages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from analyzer.comment import TOXICITY_LABELS
from analyzer.desk.review.decisions import Commit, decide
from analyzer.desk.review.judgement import Judgement
from analyzer.desk.review.leases import take
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account, Comment, Item


def vote(
    store: Store,
    name: str,
    comment: str,
    *marked: str,
    mode: str = "assisted",
    outcome: Any = "decide",
    action: str | None = "keep",
    **said: Any,
) -> int:
    """Let a person vote on the comment with a key: the labels marked hold, the others do not; return its id."""
    labels = {label: label in marked for label in (*TOXICITY_LABELS, "conspiracy")}
    if any(labels[label] for label in TOXICITY_LABELS):
        labels["toxicity"] = True
    judgement = Judgement(outcome, labels, action=action, **said)
    with store.write() as session:
        person = session.scalars(select(Account.id).where(Account.name == name)).one()
        comment_id = session.scalars(select(Comment.id).where(Comment.key == comment)).one()
        lease = take(session, comment_id, person, mode)
        assert lease is not None
        version = session.get_one(Item, comment_id).version
        decide(
            session,
            Commit(person, comment_id, lease.token, version, secrets.token_hex(8), "1", judgement),
        )
    return comment_id


def vote_all(store: Store, names: Iterable[str], comments: Iterable[str], *marked: str, **options: Any) -> None:
    """Let several people say the same of several comments."""
    for comment in comments:
        for name in names:
            vote(store, name, comment, *marked, **options)
