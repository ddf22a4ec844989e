"""Published corpora of reply trees, one file each."""

from __future__ import annotations

from training.replies.corpora import createdebate, forums, rumoureval
from training.replies.trees import TreeCorpus

TREE_CORPORA: tuple[TreeCorpus, ...] = (forums.TREES, rumoureval.TREES, createdebate.TREES)
