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
from typing import TYPE_CHECKING, Any

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


def __getattr__(name: str) -> Any:
    """Load a verb from its room on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
