"""The three ways a comment is shown to the model, and the labels each answers.

comment   the comment alone: toxicity and conspiracy framing
parent    beside the comment (or article) it answers: stance to the parent
target    beside the thread's title or claim: stance to the target
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.comment import STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TOXICITY_LABELS

View = Literal["comment", "parent", "target"]
VIEWS: tuple[View, ...] = ("comment", "parent", "target")

#: Logits of each view's head, in order. `comment` answers independent labels, the others one of several.
HEAD_LABELS: dict[View, tuple[str, ...]] = {
    "comment": (*TOXICITY_LABELS, "conspiracy"),
    "parent": STANCE_PARENT_LABELS,
    "target": STANCE_TARGET_LABELS,
}


@dataclass(frozen=True)
class Layout:
    """How many tokens of a comment and of its context a view shows the model, special tokens not counted."""

    own: int
    context: int
