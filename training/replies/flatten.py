"""From trees to flat threads: the order, the opening post, the depth and the names a dump may have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analyzer.replies import Order
from training.replies.trees import UNKNOWN, Tree

#: Share of comments that are made to call whom they answer by name, and of those that call somebody else.
NAMED, MISNAMED = 0.12, 0.15
_FORMS = ("@{} ", "{}, ", "{}: ", "Sorry, {}, ", "@{}: ")


@dataclass(frozen=True)
class Flat:
    """A flattened tree: its comments in `order`, and the parents that were taken away.

    Attributes:
        tree: The comments.
        order: Their order.
        times: Place of each in time, where the page shows when they were written.
    """

    tree: Tree
    order: Order
    times: tuple[int, ...] | None = None


def flatten(tree: Tree, order: Order, *, timed: bool = False, shuffled: np.random.Generator | None = None) -> Flat:
    """Return the tree in an order.

    Args:
        tree: A tree in order of time.
        order: The order of the page.
        timed: Whether the page shows when comments were written; in order of time that says nothing more.
        shuffled: What siblings are shuffled with in reading order, as where pages show the best first; by time if None.
    """
    if order == "time":
        return Flat(tree, order)
    places = reading_order(tree.parent, shuffled)
    return Flat(pick(tree, places), order, tuple(places) if timed else None)


def reading_order(parent: Sequence[int], shuffled: np.random.Generator | None = None) -> list[int]:
    """Return the places of n comments so that each stands before its replies, siblings in their own order or shuffled.

    Example:
        >>> reading_order([-1, 0, 0, 1])
        [0, 1, 3, 2]
    """
    children: dict[int, list[int]] = {}
    for at, above in enumerate(parent):
        children.setdefault(max(above, -1), []).append(at)
    if shuffled is not None:
        for below in children.values():
            shuffled.shuffle(below)
    waiting, found = children.get(-1, [])[::-1], []
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])[::-1]
    return found


def pick(tree: Tree, places: Sequence[int]) -> Tree:
    """Return the tree of the comments at `places`, in that order; who loses its parent stands at top level."""
    new = {old: at for at, old in enumerate(places)}
    parent = [UNKNOWN if tree.parent[old] == UNKNOWN else new.get(tree.parent[old], -1) for old in places]
    authors, texts = [tree.authors[old] for old in places], [tree.texts[old] for old in places]
    return replace(tree, authors=authors, texts=texts, parent=parent)


def without_opening(tree: Tree, depth: int | None = None) -> Tree:
    """Return the comments without the post they stand under, as comment pages are copied.

    Args:
        tree: A tree; one that is not `opened` keeps its first comment.
        depth: The deepest replies kept, 0 for top level; forums nest deeper than comment sections.
    """
    level: list[int] = []
    for above in tree.parent:
        level.append(level[above] + 1 if above >= 0 else 0)
    lowest = 1 if tree.opened else 0
    kept = [at for at in range(lowest, len(tree)) if depth is None or level[at] - lowest <= depth]
    return replace(pick(tree, kept), opened=False)


def with_names(tree: Tree, rng: np.random.Generator) -> Tree:
    """Return the tree with made-up names for hashed authors and some comments calling whom they answer.

    The corpora hash their authors, so no comment in them calls anybody; without this the model could not learn what a
    name means. Names are like `Mira42`; a share of the calls is meant for somebody else.
    """
    known = sorted({name for name in tree.authors if name is not None})
    numbers = rng.permutation(10 * len(known) + 10)[: len(known)]
    alias = {name: f"{_syllables(int(number))}{number}" for name, number in zip(known, numbers, strict=True)}
    authors = [None if name is None else alias[name] for name in tree.authors]
    texts = list(tree.texts)
    for at, above in enumerate(tree.parent):
        if above < 0 or rng.random() >= NAMED:
            continue
        meant = int(rng.integers(at)) if rng.random() < MISNAMED else above
        if authors[meant] is not None and authors[meant] != authors[at]:
            texts[at] = _FORMS[int(rng.integers(len(_FORMS)))].format(authors[meant]) + texts[at]
    return replace(tree, authors=authors, texts=texts)


def _syllables(number: int) -> str:
    first, second = ("Mi", "Ta", "Jo", "Ke", "Lu", "Ro", "Si"), ("ra", "no", "lek", "ving", "dor", "mas", "bel")
    return first[number % 7] + second[number // 7 % 7]
