"""Which lines of a flat scrape are authors and which are bodies: the most likely reading of the whole page.

Each unit (a line) is given a role by the Viterbi algorithm over the evidence for each line and the cost of each pair of
neighbouring roles. Where the page declares how many comments it has, the best reading with exactly that many comments
is preferred, as long as it is not far less likely than the best of all.

Worked example, four short lines and no declared count: `jorge / Agreed / bob / They need you!` reads AUTHOR BODY AUTHOR
BODY, because `Agreed` is a poor name and an author without a body costs more than one with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt


class Role(IntEnum):
    """What a unit is: an author's name, body text, body text that opens a comment whose author is lost, or nothing."""

    AUTHOR = 0
    BODY = 1
    LOST = 2
    SKIP = 3


@dataclass(frozen=True)
class Evidence:
    """What speaks for each role of one unit, as log-odds-like gains.

    Attributes:
        author: For its being a name.
        opens: For its opening a comment at all (after a `Reply` button); against its continuing one.
        continues: How alike it is to the units right before, 0 to 1.
        gap: Whether a blank line comes before it.
        skip: Whether it may be a vote count or a button.
    """

    author: float
    opens: float = 0.0
    continues: float = 0.0
    gap: bool = True
    skip: bool = False


_NEVER = -1e9
_EMPTY_BODY = -2.5
_NEW_PARAGRAPH = -0.7
_SAME_PARAGRAPH = -0.2
_LOST_AUTHOR = -5.0
_LOST_WHEN_ALIKE = -6.0
_LOST_AT_START = -2.0
_SKIP = -0.3
#: gain of the role (column) after the previous unit's role (row); the last row is the start of the page
_FOLLOWS = np.array(
    [
        [_EMPTY_BODY, 0.0, -9.0, -6.0],
        [0.0, 0.0, 0.0, _SKIP],
        [0.0, 0.0, 0.0, _SKIP],
        [0.0, -1.0, 0.0, _SKIP],
        [0.0, _NEVER, _LOST_AT_START, -3.0],
    ]
)
_START = 4
_OPENS = (Role.AUTHOR, Role.LOST)
#: How much likelihood one comment more or fewer may cost when the page declares its count.
_TRUST_PER_COMMENT = 9.0
#: Largest table of (unit, role, count) filled; past it the declared count is only compared.
_MAX_CELLS = 20_000_000


def segment(units: Sequence[Evidence], declared: int | None = None) -> list[Role]:
    """Return the role of each unit.

    Args:
        units: The evidence per unit, in page order.
        declared: Number of comments the page says it has.
    """
    if not units:
        return []
    free, best = _best_path(units, None)
    found = sum(role in _OPENS for role in free)
    if declared is None or found == declared or not _worth_trying(found, declared, len(units)):
        return free
    exact, gain = _best_path(units, declared)
    return exact if best - gain <= _TRUST_PER_COMMENT * abs(found - declared) else free


def _worth_trying(found: int, declared: int, units: int) -> bool:
    """A count a little off is a line misread; one far off is a page of which only part was loaded."""
    near = abs(found - declared) <= max(1, declared // 4)
    return 0 < declared <= units and near and 4 * units * (declared + 1) <= _MAX_CELLS


def _best_path(units: Sequence[Evidence], count: int | None) -> tuple[list[Role], float]:
    """Return the best roles and their gain, with exactly `count` comments unless that is None.

    Gains are (4 roles, count + 1 comments so far); without a count there is one column, which all share.
    """
    width = 1 if count is None else count + 1
    came_from = np.zeros((len(units), 4, width), np.int8)
    gains = np.full((5, width), _NEVER)
    gains[_START, 0] = 0.0
    for at, unit in enumerate(units):
        nexts = np.full((5, width), _NEVER)
        for role in Role:
            options = gains + _step(unit, role)[:, None]
            if count is not None and role in _OPENS:
                options = np.pad(options, ((0, 0), (1, 0)), constant_values=_NEVER)[:, :-1]
            came_from[at, role] = options.argmax(axis=0)
            nexts[role] = options.max(axis=0)
        gains = nexts
    gains[Role.AUTHOR] += _EMPTY_BODY
    last = int(gains[:4, -1].argmax())
    return _walk_back(came_from, last, units), float(gains[last, -1])


def _step(unit: Evidence, role: Role) -> npt.NDArray[np.float64]:
    """Return the gain of `role` after each previous role, evidence included."""
    follows: npt.NDArray[np.float64] = _FOLLOWS[:, role].copy()
    if role is Role.AUTHOR:
        return follows + unit.author + unit.opens
    if role is Role.BODY:
        follows[[Role.BODY, Role.LOST]] += _NEW_PARAGRAPH if unit.gap else _SAME_PARAGRAPH
        follows[1:] -= 2 * max(unit.opens, 0.0)
        return follows
    if role is Role.SKIP:
        return follows if unit.skip else np.full(5, _NEVER)
    follows[1:4] += _LOST_AUTHOR + _LOST_WHEN_ALIKE * unit.continues + (0.0 if unit.gap else _LOST_AUTHOR)
    return follows + unit.opens


def _walk_back(came_from: npt.NDArray[np.int8], last: int, units: Sequence[Evidence]) -> list[Role]:
    roles = [Role(last)]
    column = came_from.shape[2] - 1
    for at in range(len(units) - 1, 0, -1):
        before = int(came_from[at, roles[-1], column])
        if column and roles[-1] in _OPENS:
            column -= 1
        roles.append(Role(before))
    return roles[::-1]
