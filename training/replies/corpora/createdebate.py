"""CreateDebate (Internet Argument Corpus 2): comments under a question, a third of them at top level."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from training.replies.trees import Tree, TreeCorpus, tree_of


def trees(rows: list[dict[str, Any]]) -> list[Tree]:
    """Return one tree per debate, comments in order of time."""
    rows = sorted(rows, key=lambda row: (str(row["discussion_id"]), row["created"], int(row["id"])))
    return [_tree(name, list(part)) for name, part in groupby(rows, key=lambda row: str(row["discussion_id"]))]


def _tree(name: str, rows: list[dict[str, Any]]) -> Tree:
    found = [(str(row["id"]), row["parent_id"], row["author"], row["text"] or "") for row in rows]
    return tree_of("createdebate", name, found, opened=False)


TREES = TreeCorpus("createdebate", ("discussion_id", "id", "parent_id", "created", "author", "text"), trees)
