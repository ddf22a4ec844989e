"""Roles, each with all rights of those before it."""

from __future__ import annotations

from typing import Literal, get_args

Role = Literal["viewer", "reviewer", "adjudicator", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)

MEANINGS: dict[Role, str] = {
    "viewer": "reads queues, threads and statistics",
    "reviewer": "decides on comments too",
    "adjudicator": "settles what reviewers differ about, and reads the log",
    "admin": "manages people and exports votes",
}


def reaches(role: str, needed: str) -> bool:
    """Tell whether `role` has the rights of `needed`; an unknown role has none."""
    ranks: dict[str, int] = {name: rank for rank, name in enumerate(ROLES)}
    return role in ranks and ranks[role] >= ranks[needed]
