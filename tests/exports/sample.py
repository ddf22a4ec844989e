"""A run folder with two threads, an orphan, a deleted writer and an inferred link, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.rollups import roll_up
from analyzer.runs.writer import write_run
from analyzer.threads import build_threads
from tests.runs.sample import NOON, judged, raw

COMMENTS = (
    raw("1", None, "Ada", "Hello, you idiot.", created_at=NOON),
    raw("2", "1", "Bo \x01<&", "Why so rude?"),
    raw("3", "2", "Ada", "They staged it, idiot."),
    raw("4", "1", None, "", author_kind="deleted", state="deleted"),
    raw("5", "4", "Cy", "I saw that."),
    raw("6", "1", "Ada", "I answer myself."),
    raw("7", "gone", "Cy", "To nobody here."),
    raw("1", None, "Cy", "Another thread.", thread_id="t2"),
    raw("2", "1", "Ada", "Is it?", thread_id="t2", parent_source="inferred:quote"),
    raw("3", "2", "Cy", "It is.", thread_id="t2"),
)


def write_sample(folder: Path) -> Path:
    """Write the run and return its folder."""
    records = [{name: comment.get(name) for name in RAW_SCHEMA.names} for comment in COMMENTS]
    threads = {
        "t1": ThreadInfo(title="The bridge", declared=9, url="https://news.example/bridge"),
        "t2": ThreadInfo(),
        "empty": ThreadInfo(title="Nobody spoke"),
    }
    report = InputReport("page.csv", "csv", "made by hand", 10, "0" * 64, {"text": "Body"}, len(COMMENTS))
    dump = Dump(pa.Table.from_pylist(records, RAW_SCHEMA), threads, [report])
    scored = judged(build_threads(dump))
    write_run(folder / "run", scored, roll_up(scored), dump, settings={}, timings={})
    return folder / "run"


#: Edges as (writer, answered): replies, mean stance, replies with a flag, inferred links.
EDGES: dict[tuple[Any, Any], tuple[float, float, int, int]] = {
    ("Bo \ufffd<&", "Ada"): (1, 0, 0, 0),
    ("Ada", "Bo \ufffd<&"): (1, 0, 1, 0),
    ("Ada", "Cy"): (1, 0, 0, 1),
    ("Cy", "Ada"): (1, 0, 0, 0),
}
