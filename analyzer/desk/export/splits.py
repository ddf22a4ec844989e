"""Which votes may be learned from: what is kept for testing stays out, with everything that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from analyzer.desk.intake.audit import lot
from analyzer.desk.store.models import Comment, Item
from analyzer.text.normalise import normalise

Split = Literal["train", "val", "test"]
_VALIDATION = 10  # one group in ten


@dataclass(frozen=True)
class Held:
    """What is kept for testing, by everything a copy of it could be known by.

    Attributes:
        ids: The comments drawn for it.
        clusters: Their near-duplicates' clusters.
        texts: Their texts in the normal form, without case: copies in other dumps are in no cluster with them.
    """

    ids: frozenset[int]
    clusters: frozenset[int]
    texts: frozenset[str]

    def holds(self, comment_id: int, cluster: int | None, text: str) -> bool:
        """Tell whether a comment is kept for testing, by itself or as a copy of one that is."""
        return comment_id in self.ids or cluster in self.clusters or plain(text) in self.texts


def held_for_test(session: Session) -> Held:
    """Return what is kept for testing."""
    query = select(Comment.id, Comment.cluster, Comment.text).join(Item, Item.comment_id == Comment.id)
    rows = session.execute(query.where(Item.audit_key.is_not(None), Item.is_test)).all()
    return Held(
        frozenset(comment_id for comment_id, _, _ in rows),
        frozenset(cluster for _, cluster, _ in rows if cluster is not None),
        frozenset(plain(text) for _, _, text in rows),
    )


def split_of(group: str, *, is_held: bool) -> Split:
    """Return the split of a group: `test` where it is held, else one group in ten for validation, by its hash."""
    if is_held:
        return "test"
    return "val" if lot("split", group) % _VALIDATION == 0 else "train"


def plain(text: str) -> str:
    """Return a text as it is compared."""
    return normalise(text).casefold()
