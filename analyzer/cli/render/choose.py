"""Which comments of a thread to print where it has more than a screen can hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analyzer.threads.forest import IntArray

#: Share of the limit that flagged comments and the ones they answer may take; the rest goes to how the thread begins.
_FLAGGED_SHARE = 0.75


def choose(flags: IntArray, parents: Sequence[int], limit: int) -> list[int]:
    """Return the rows to print, ascending: the most flagged with their parents, then the thread from its beginning.

    Args:
        flags: (n,) number of flags per comment of one thread.
        parents: n rows of parents, below 0 where there is none.
        limit: How many rows to return at most.

    Example:
        Of ten top-level comments of which the last is flagged, a limit of 3 gives `[0, 1, 9]`.
    """
    if len(flags) <= limit:
        return list(range(len(flags)))
    chosen: set[int] = set()
    worst = np.argsort(-flags, kind="stable")
    for row in worst[: int(np.count_nonzero(flags))].tolist():
        wanted = {row, parents[row]} - {-1} - chosen
        if len(chosen) + len(wanted) > limit * _FLAGGED_SHARE:
            break
        chosen |= wanted
    for row in range(len(flags)):
        if len(chosen) >= limit:
            break
        chosen.add(row)
    return sorted(chosen)
