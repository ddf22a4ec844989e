"""What the model answers about a comment, and what it reads to answer it.

comment   the comment alone: toxicity and conspiracy framing
parent    beside the comment (or article) it answers: stance to the parent
target    beside the thread's title or claim: stance to the target

All three are read in one pass (see `analyzer.models.encode`): the comment's tokens see only the comment, so that
toxicity never depends on what somebody else wrote; the tokens of the parent and of the target see themselves and the
comment, so that each stance is read from both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS

View = Literal["comment", "parent", "target"]
VIEWS: tuple[View, ...] = ("comment", "parent", "target")
STANCES: tuple[View, ...] = ("parent", "target")

#: Logits of each view's head, in order. `comment` answers independent labels, the others one of several.
HEAD_LABELS: dict[View, tuple[str, ...]] = {
    "comment": (*TOXICITY_LABELS, "conspiracy"),
    "parent": STANCE_PARENT_LABELS,
    "target": STANCE_TARGET_LABELS,
}

#: What a token of the comment may be marked as: toxic, or one of the roles of a conspiracy narrative.
SPAN_LABELS: tuple[str, ...] = ("toxicity", "actor", "action", "victim", "effect", "evidence")

#: Pooled vectors of a row: mean and first token of the comment, of its parent and of its target.
POOLED = 6


@dataclass(frozen=True)
class Layout:
    """How many tokens of a comment, of its parent and of its target a row shows, special tokens not counted."""

    own: int
    parent: int
    target: int
