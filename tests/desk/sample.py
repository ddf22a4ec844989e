"""A small scored run for the desk: made-up comments whose scores are set by words in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA, RAW_SCHEMA, SCORE_COLUMNS, STANCE_PARENT_LABELS, STANCE_TARGET_LABELS
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.labels.operating import OperatingPoint, points_to_json
from analyzer.labels.registry import FLAG_LABELS
from analyzer.rollups import roll_up
from analyzer.runs.writer import write_run
from analyzer.scored import Scored
from analyzer.text.judgeable import no_text_reason
from analyzer.threads import build_threads

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
#: Word → what it makes of the comment.
SCORES: dict[str, dict[str, float]] = {
    "harm": {"threat": 0.95, "toxicity": 0.9},  # severity 4
    "vermin": {"identity_attack": 0.6, "toxicity": 0.6},  # severity 3
    "moron": {"insult": 0.9, "toxicity": 0.85},  # severity 3
    "silly": {"insult": 0.55},  # severity 2
    "hmm": {"toxicity": 0.35},  # severity 1
    "staged": {"conspiracy": 0.7},  # severity 2
}
TEXTS: tuple[tuple[str, str | None, str], ...] = (
    ("1", None, "The bridge closes on Monday for repairs."),
    ("2", "1", "I will harm whoever planned this."),
    ("3", "2", "Please do not talk like that."),
    ("4", "1", "You moron, read the notice first."),
    ("5", "4", "They are vermin and should go."),
    ("6", "1", "What a silly idea that was."),
    ("7", "1", "This was all staged from the start."),
    ("8", "1", "hmm, not sure about the cost of it"),
    ("9", "gone", "You moron, wake up and look around you now!"),
    ("10", "1", "You moron, wake up and look around you now"),
    ("11", "3", "> Please do not talk like that.\nI talk as I like, silly."),
    ("12", "1", ""),
)


def raw_comments(extra: int) -> list[dict[str, Any]]:
    """The comments of `TEXTS` and `extra` harmless ones in a second thread."""
    rows = [_raw("bridge", number, *entry) for number, entry in enumerate(TEXTS)]
    rows += [
        _raw("ferry", 100 + number, f"f{number}", None, f"The ferry left at {number} past nine, as the board said.")
        for number in range(extra)
    ]
    return rows


def _raw(thread: str, number: int, comment_id: str, parent: str | None, text: str) -> dict[str, Any]:
    return {
        "source": "page.csv",
        "thread_id": thread,
        "comment_id": comment_id,
        "parent_id": parent,
        "parent_source": "explicit" if parent else None,
        "author": f"writer {number % 5}",
        "author_kind": "user",
        "created_at": NOON + timedelta(minutes=number),
        "text": text,
        "state": "present",
    }


def points(**thresholds: float) -> dict[str, list[dict[str, Any]]]:
    """Operating points of every label: wide 0.3, default 0.5 (or as given), sure 0.8."""
    return {
        label: points_to_json(
            (
                OperatingPoint("wide", 0.3, 0.5, 0.4, 0.6, 0.9, 0.1, 1_000, 80),
                OperatingPoint("default", thresholds.get(label, 0.5), 0.8, 0.7, 0.9, 0.6, 0.05, 1_000, 80),
                OperatingPoint("sure", 0.8, 0.9, 0.85, 0.95, 0.4, 0.02, 1_000, 80),
            )
        )
        for label in FLAG_LABELS
    }


def write_sample(
    folder: Path, *, version: str = "1", changes: dict[str, dict[str, float]] | None = None, extra: int = 30
) -> Path:
    """Write a run folder; `changes` overrides scores by word, as another model would."""
    table = pa.Table.from_pylist(
        [{name: row.get(name) for name in RAW_SCHEMA.names} for row in raw_comments(extra)], RAW_SCHEMA
    )
    threads = {"bridge": ThreadInfo(title="Bridge to close", declared=12), "ferry": ThreadInfo(title="Ferry times")}
    report = InputReport("page.csv", "csv", "made by hand", 10, f"{extra:064d}", {}, len(table))
    dump = Dump(table, threads, [report])
    forest = build_threads(dump)
    rows = forest.comments.to_pylist()
    for row, state in zip(rows, forest.states.to_pylist(), strict=True):
        row |= _scores(row["text"], no_text_reason(row["text"], state), SCORES | (changes or {}))
    model = {"name": "made-up", "version": version, "hash": version.ljust(64, "0"), "languages": ["en"]}
    model["operating_points"] = points()  # type: ignore[assignment]
    scored = Scored(pa.Table.from_pylist(rows, COMMENT_SCHEMA), forest, model, FLAG_LABELS)
    write_run(folder, scored, roll_up(scored), dump, settings={}, timings={})
    return folder


def _scores(text: str, reason: str | None, by_word: dict[str, dict[str, float]]) -> dict[str, Any]:
    scores: dict[str, Any] = {column.name: None for column in SCORE_COLUMNS}
    scores |= {"no_text_reason": reason, "flags": [], "spans": [], "language": "und" if reason else "en"}
    if reason is None:
        scores |= dict.fromkeys(FLAG_LABELS, 0.05)
        for word, given in by_word.items():
            if word in text:
                scores |= given
                start = text.index(word)
                scores["spans"] = [{"start": start, "end": start + len(word), "label": next(iter(given))}]
        scores["flags"] = [label for label in FLAG_LABELS if scores[label] >= 0.5]
        scores |= {f"stance_{name}": 0.7 if name == "deny" else 0.1 for name in STANCE_PARENT_LABELS}
        scores |= {f"target_{name}": 0.8 if name == "none" else 0.1 for name in STANCE_TARGET_LABELS}
        scores |= {"stance_parent": "deny", "stance_target": "none"}
    return scores
