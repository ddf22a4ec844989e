"""Comment threads, read, rebuilt, scored and summed up: four verbs.

    import analyzer

    dump = analyzer.read(["thread.jsonl"])
    forest = analyzer.build_threads(dump)
    scored = analyzer.score(forest)
    rollups = analyzer.roll_up(scored)

    scored.comments.to_pandas()

The columns of every table are documented in `docs/run-folder.md`. Importing the package costs nothing: each verb loads
what it needs when it is first used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from analyzer.lazy import lazily

if TYPE_CHECKING:
    from analyzer.dumps import read
    from analyzer.models.judge import score
    from analyzer.rollups import roll_up
    from analyzer.threads import build_threads

__all__ = ["build_threads", "read", "roll_up", "score"]

# Arrow's own choice keeps much of what it once needed. Who set the variable, or imported pyarrow before, has the say.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")

_HOMES = {
    "read": "analyzer.dumps",
    "build_threads": "analyzer.threads",
    "score": "analyzer.models.judge",
    "roll_up": "analyzer.rollups",
}

__getattr__ = lazily(__name__, _HOMES)
