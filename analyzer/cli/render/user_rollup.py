"""The users of a run as a table, the most flagged first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from analyzer.cli.render.grid import grid
from analyzer.cli.render.words import counted, one_line, percent
from analyzer.rollups import Rollups

#: Rows that are printed.
SHOWN = 10
_HEAD = ("user", "comments", "flagged", "expected", "answered", "answers most")


def user_rollup(rollups: Rollups, width: int) -> Iterator[Text | Table]:
    """Yield the users table, what its columns mean, and who has no row in it."""
    users = rollups.users
    yield Text(f"Users ({users.num_rows:,})", style="bold")
    if users.num_rows:
        yield grid(width, _HEAD, [_row(user) for user in users.slice(0, SHOWN).to_pylist()])
    if users.num_rows > SHOWN:
        yield Text(f"  and {counted(users.num_rows - SHOWN, 'more user')}", style="dim")
    apart = [f"{count:,} {kind}" for kind, count in rollups.unlisted.items() if count]
    if apart:
        yield Text(f"  comments without a user to name: {', '.join(apart)}", style="dim")
    if users.num_rows:
        yield Text("  expected: share flagged, drawn toward everyone's mean where comments are few", style="dim")


def _row(user: Mapping[str, Any]) -> tuple[str, ...]:
    mark = "" if user["author_kind"] == "user" else f" ({user['author_kind']})"
    return (
        one_line(user["author"] or user["user"]) + mark,
        f"{user['comments']:,}",
        f"{user['flagged_any'] or 0:,} of {user['scored']:,}",
        percent(user["flagged_any_shrunk"]),
        f"{user['replies_received']:,}",
        one_line(user["answers_most"] or "–"),
    )
