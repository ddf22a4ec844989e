"""What times say of a page in reading order: who wrote what, and when, in whatever order the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analyzer.replies.turns import Turns, order_turns
from analyzer.replies.words import BoolArray, IntArray

AnyArray = npt.NDArray[np.bool_] | npt.NDArray[np.int64] | npt.NDArray[np.float64]


@dataclass(frozen=True)
class Clock:
    """The comments of a thread by time. Only who came before whom counts, so that any unit and any pace will do.

    Attributes:
        rank: (n,) place in time; those of one time stand as on the page.
        known: (n,) whether the time is.
        author: (n,) number of the author, -1 where lost.
        turns: When each author speaks, in time.
    """

    rank: IntArray
    known: BoolArray
    author: IntArray
    turns: Turns


def set_clock(times: IntArray, author: IntArray) -> Clock:
    """Return the clock of n comments by their (n,) times, negative where unknown, and (n,) authors."""
    order = np.argsort(times, kind="stable")
    rank = np.empty(len(times), np.int64)
    rank[order] = np.arange(len(times))
    return Clock(rank, times >= 0, author, order_turns(author[order]))


def clock_features(clock: Clock, i: IntArray, j: IntArray) -> dict[str, AnyArray]:
    """Return what times say of (b, k) pairs of a comment `i` (b, 1) and a candidate `j` (b, k)."""
    i = i + np.zeros_like(j)
    known = clock.known[i] & clock.known[j]
    distance = np.where(known, clock.rank[i] - clock.rank[j], 0)
    earlier = distance > 0
    mine, theirs = clock.author[i], clock.author[j]
    low, high = clock.rank[j], clock.rank[i]
    previous = np.maximum(i - 1, 0)
    return {
        "timed": known,
        "written_later": distance < 0,
        "time_log_distance": np.sign(distance) * np.log1p(np.abs(distance)),
        "time_inverse_distance": np.where(earlier, 1 / np.maximum(distance, 1), 0),
        **{f"time_distance_{step}": distance == step for step in (1, 2, 3)},
        "time_goes_back": clock.known[i] & clock.known[previous] & (clock.rank[previous] > clock.rank[i]),
        "mine_since_in_time": np.where(earlier, np.log1p(clock.turns.between(mine, low, high)), 0),
        "newer_by_author_in_time": np.where(earlier, np.log1p(clock.turns.between(theirs, low, high)), 0),
    }
