"""A run summed up: its threads and its users together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from analyzer.errors import check_argument
from analyzer.rollups.facts import facts_of
from analyzer.rollups.threads import roll_up_threads
from analyzer.rollups.users import roll_up_users, unlisted
from analyzer.scored import Scored


@dataclass(frozen=True)
class Rollups:
    """A run by thread and by user.

    Attributes:
        threads: Table of `THREAD_COLUMNS`, in the dump's order.
        users: Table of `USER_COLUMNS`, most flagged comments first.
        unlisted: Comments whose writers have no row in `users`, per kind of author.
    """

    threads: pa.Table
    users: pa.Table
    unlisted: dict[str, int] = field(default_factory=dict)


def roll_up(scored: Scored, *, languages: str | Sequence[str] = ("en",)) -> Rollups:
    """Summarise a scored run by thread and by user.

    Args:
        scored: The run.
        languages: Language or languages whose scores count, those the model was trained on; undetermined ones always
            count.

    Raises:
        TypeError: `scored` is something else.
    """
    check_argument("roll_up", scored, Scored, "score")
    facts = facts_of(scored, [languages] if isinstance(languages, str) else languages)
    return Rollups(roll_up_threads(facts, scored.forest), roll_up_users(facts), unlisted(facts))
