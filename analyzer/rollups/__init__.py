"""Rollups: one row per thread and per user, with the statistics behind them.

Each name is loaded on first use: the desk needs the statistics alone, and `roll_up` reaches to every dump format.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.lazy import lazily

if TYPE_CHECKING:
    from analyzer.rollups.columns import THREAD_COLUMNS, USER_COLUMNS
    from analyzer.rollups.summary import Rollups, roll_up

__all__ = ["THREAD_COLUMNS", "USER_COLUMNS", "Rollups", "roll_up"]

_HOMES = {
    "THREAD_COLUMNS": "analyzer.rollups.columns",
    "USER_COLUMNS": "analyzer.rollups.columns",
    "Rollups": "analyzer.rollups.summary",
    "roll_up": "analyzer.rollups.summary",
}

__getattr__ = lazily(__name__, _HOMES)
