"""Threads with known parents, and where they are read from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.corpora.files import CorpusError, read_jsonl
from training.corpora.splits import Split, split_of

#: `parent` of a comment whose parent is not in the corpus: it stands in the thread, but teaches and tests nothing.
UNKNOWN = -2


@dataclass(frozen=True)
class Tree:
    """A thread of n comments in order of time.

    Attributes:
        corpus: Where it is from.
        name: The thread, unique in the corpus.
        split: Its part; decided by thread.
        authors: n names, None where lost.
        texts: n bodies.
        parent: n places of the comment answered, -1 at top level, `UNKNOWN` where the corpus lacks it.
        opened: Whether the first comment is the post all others stand under.
    """

    corpus: str
    name: str
    split: Split
    authors: list[str | None]
    texts: list[str]
    parent: list[int]
    opened: bool

    def __len__(self) -> int:
        return len(self.texts)


@dataclass(frozen=True)
class TreeCorpus:
    """A published file layout: the columns that tell it, and its reader."""

    name: str
    columns: tuple[str, ...]
    trees: Callable[[list[dict[str, Any]]], list[Tree]]


def tree_of(corpus: str, name: str, rows: Sequence[tuple[str, str | None, str | None, str]], *, opened: bool) -> Tree:
    """Return a tree from rows `(id, parent id, author, text)` in order of time."""
    place = {row[0]: at for at, row in enumerate(rows)}
    parent = [-1 if above is None else place.get(above, UNKNOWN) for _, above, _, _ in rows]
    parent = [above if above < at else UNKNOWN for at, above in enumerate(parent)]
    split = split_of(f"{corpus}/{name}", val=0.1, test=0.2)
    return Tree(corpus, name, split, [row[2] for row in rows], [row[3] for row in rows], parent, opened)


def read_trees(paths: Sequence[Path]) -> list[Tree]:
    """Read files of known layouts, told by their columns.

    Raises:
        CorpusError: A file is missing, broken, or in no known layout.
    """
    from training.replies.corpora import TREE_CORPORA

    trees: list[Tree] = []
    for path in paths:
        rows = read_jsonl(path, [])
        corpus = next((c for c in TREE_CORPORA if rows and all(name in rows[0] for name in c.columns)), None)
        if corpus is None:
            known = "; ".join(f"{c.name}: {', '.join(c.columns)}" for c in TREE_CORPORA)
            raise CorpusError("no known layout of threads", where=str(path), hint=f"Columns of the known ones: {known}")
        try:
            trees += corpus.trees(rows)
        except (KeyError, TypeError, ValueError) as error:
            raise CorpusError(f"not the layout of {corpus.name}: {error!r}", where=str(path)) from None
    if not trees:
        raise CorpusError("no threads", where=", ".join(map(str, paths)))
    return trees
