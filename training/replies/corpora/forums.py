"""Forum threads (Internet Argument Corpus 1, 4forums): the first post opens, the others answer; ids rise with time."""

from __future__ import annotations

from typing import Any

from training.replies.trees import Tree, TreeCorpus, tree_of


def trees(rows: list[dict[str, Any]]) -> list[Tree]:
    """Return one tree per line."""
    return [_tree(row) for row in rows]


def _tree(row: dict[str, Any]) -> Tree:
    posts = sorted(row["posts"], key=lambda post: int(post["id"]))
    found = [(str(p["id"]), None if p["parent"] is None else str(p["parent"]), p["author"], p["text"]) for p in posts]
    return tree_of("forums", str(row["thread"]), found, opened=True)


TREES = TreeCorpus("forums", ("thread", "posts"), trees)
