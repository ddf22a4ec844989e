"""The lines that connect a reply to its parent: `├─`, `└─`, `│`, worked out for the rows that are printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """One printed row of a reply tree.

    Attributes:
        row: Row in the thread; None for a comment that is missing from the dump but answered.
        level: How deep it is drawn; less than the depth where rows between are not printed, or past the cap.
        before: Guides in front of the comment's first line, ending in its own branch.
        under: Guides in front of its further lines.
        skipped: Rows left out right before it.
    """

    row: int | None
    level: int
    before: str
    under: str
    skipped: int


def draw(rows: Sequence[int], parents: Sequence[int], placeholders: Sequence[int], cap: int) -> list[Drawn]:
    """Return `rows` with their guides; orphans hang under a row for the comment they miss.

    Args:
        rows: Rows to print, ascending (pre-order).
        parents: Parent row of every row of the thread, below 0 at top level.
        placeholders: Number of the missing parent of every row, below 0 where none is missing.
        cap: Deepest level drawn; what is deeper is drawn at it.

    Example:
        Rows 0 to 3 with parents -1, 0, 1, 0 are drawn after ``, `├─ `, `│  └─ ` and `└─ `.
    """
    up = _parents(rows, parents, placeholders)
    level: dict[int, int] = {}
    for node, parent in up.items():
        if parent is not None and level[parent] == cap:
            parent = up[node] = up[parent]
        level[node] = 0 if parent is None else level[parent] + 1
    last = {parent: node for node, parent in up.items()}  # the last of each parent's children
    stems: dict[int, str] = {}
    drawn: list[Drawn] = []
    before = -1
    for node, parent in up.items():
        closes = last[parent] == node
        stem = "" if parent is None else stems[parent]
        stems[node] = stem if parent is None else stem + ("   " if closes else "│  ")
        branch = "" if parent is None else "└─ " if closes else "├─ "
        below = stems[node] + ("│  " if node in last else "   ")
        skipped = max(0, node - before - 1)
        drawn.append(Drawn(node if node >= 0 else None, level[node], stem + branch, below, skipped))
        before = max(before, node)
    return drawn


def _parents(rows: Sequence[int], parents: Sequence[int], placeholders: Sequence[int]) -> dict[int, int | None]:
    """Return the nearest printed ancestor per printed node, in printing order; missing comments are nodes below 0."""
    printed = set(rows)
    up: dict[int, int | None] = {}
    for row in rows:
        *_, top = chain = list(_ancestors(row, parents, printed))
        parent = top if len(chain) > 1 and top in printed else None
        missing = placeholders[top]
        if parent is None and missing >= 0:
            parent = -2 - missing
            up.setdefault(parent, None)
        up[row] = parent
    return up


def _ancestors(row: int, parents: Sequence[int], printed: set[int]) -> Iterator[int]:
    """Yield `row` and its ancestors up to the first that is printed, or to the top."""
    yield row
    while (row := parents[row]) >= 0:
        yield row
        if row in printed:
            return
