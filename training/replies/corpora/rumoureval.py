"""RumourEval 2019: the conversation under a tweet or a Reddit post.

Authors are hashed, handles in the texts are not. A reply on Twitter begins with the handle of whom it answers, so an
author is given the handle most direct replies begin with, and names in texts mean somebody again.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby
from typing import Any

from training.replies.trees import Tree, TreeCorpus, tree_of

_HANDLE = re.compile(r"\s*@(\w+)")


def trees(rows: list[dict[str, Any]]) -> list[Tree]:
    """Return one tree per source post, comments in order of time."""
    rows = sorted(rows, key=lambda row: (row["thread_id"], _time(row), row["depth"], row["id"]))
    return [_tree(name, list(part)) for name, part in groupby(rows, key=lambda row: str(row["thread_id"]))]


def _time(row: dict[str, Any]) -> float:
    """Return when a comment was written: ids of tweets rise with time, and some have no other; last where unknown."""
    if str(row["id"]).isdigit():
        return float(row["id"])
    return float("inf") if row["created"] is None else float(row["created"])


def _tree(name: str, rows: list[dict[str, Any]]) -> Tree:
    # The source first, whatever its clock says: everything else stands under it.
    rows.sort(key=lambda row: row["depth"] > 0)
    handle = _handles(rows)
    found = [(row["id"], row["parent_id"], handle.get(row["author"], row["author"]), row["text"] or "") for row in rows]
    return tree_of("rumoureval", name, found, opened=rows[0]["depth"] == 0)


def _handles(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return the handle of every author whom replies call by one."""
    author = {row["id"]: row["author"] for row in rows}
    called: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        match = _HANDLE.match(row["text"] or "")
        if match and row["parent_id"] in author:
            called[author[row["parent_id"]]][match[1]] += 1
    return {name: counts.most_common(1)[0][0] for name, counts in called.items() if name}


TREES = TreeCorpus("rumoureval", ("thread_id", "id", "parent_id", "created", "depth", "source_text"), trees)
