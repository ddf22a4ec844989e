"""Which earlier comments may be answered: the last few, the first, and those that are quoted or called by name."""

from __future__ import annotations

import numpy as np

from analyzer.replies.facts import Facts
from analyzer.replies.words import IntArray

#: Comments of an open path in reading order that a block of comments is held against.
OPEN = 32
#: Comments right before one that are held against it, so that work grows with the thread, not with its square.
WINDOW = 40


def recent_candidates(facts: Facts, rows: IntArray, window: int = WINDOW) -> IntArray:
    """Return the (b, k) candidates of comments `rows` in a thread in order of time, nearest first, -1 for none."""
    near = rows[:, None] - 1 - np.arange(min(window, int(rows.max(initial=0))))
    near = np.where(near >= 0, near, -1)
    far = np.concatenate([np.zeros((len(rows), 1), np.int64), facts.sources[rows], _called(facts, rows)], axis=1)
    far[(far >= rows[:, None] - window) | (far < 0)] = -1
    far = -np.sort(-far, axis=1)
    far[:, 1:][far[:, 1:] == far[:, :-1]] = -1
    return np.concatenate([near, far[:, far.max(axis=0, initial=-1) >= 0]], axis=1)


def _called(facts: Facts, rows: IntArray) -> IntArray:
    """Return the latest earlier comments of the authors a comment calls by name: (b, 2)."""
    called = np.stack([facts.marked[rows], facts.named[rows]], axis=1)
    return facts.turns.latest(called, np.broadcast_to(rows[:, None], called.shape))


def block_candidates(path: list[int], start: int, stop: int) -> IntArray:
    """Return the (b, k) candidates of comments `start` to right before `stop` of a thread in reading order.

    A comment in reading order answers the comment right before it or one of those above that. Held against it is all
    that may be so whatever the others answer: the comments of the block before it, and the path that was open at its
    start, nearest first, -1 behind the last.
    """
    nodes = np.array([*path, *range(start, stop)], np.int64)
    node = np.arange(len(path), len(nodes))[:, None] - 1 - np.arange(len(nodes) - 1)
    return np.where(node >= 0, nodes[np.maximum(node, 0)], -1)


def grow(path: list[int], above: int, at: int) -> None:
    """Let a path in reading order go on with a comment: all below its parent is closed, all there is if none."""
    while path and path[-1] != above:
        path.pop()
    path.append(at)


def open_path(path: list[int], window: int = OPEN) -> list[int]:
    """Return the nearest comments of a path and its top."""
    return path if len(path) <= window else [path[0], *path[-window + 1 :]]
