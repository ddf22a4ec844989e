"""Reply trees: comments and their parent ids in, a repaired forest in reading order out."""

from __future__ import annotations

from analyzer.threads.build import build_threads
from analyzer.threads.forest import Forest, TreeReport

__all__ = ["Forest", "TreeReport", "build_threads"]
