"""A scored run: what the models hand to the rollups, the run folder and the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from analyzer.threads.forest import Forest


@dataclass(frozen=True)
class Scored:
    """Comments with their scores, and the trees they stand in.

    Attributes:
        comments: n rows of `analyzer.comment.COMMENT_SCHEMA`, row for row those of `forest.comments`.
        forest: The reply trees.
        model: What runs keep of the model: name, version, hash, languages, operating points.
        flag_labels: Labels that flag, in the order tables show them.
    """

    comments: pa.Table
    forest: Forest
    model: dict[str, Any]
    flag_labels: tuple[str, ...]
