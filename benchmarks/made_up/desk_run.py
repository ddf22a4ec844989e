"""A made-up run folder of any size, as `analyzer score --out` would write it, for measuring and trying the desk.

python benchmarks/made_up/desk_run.py OUT --comments 200000 --flagged 50000
"""

from __future__ import annotations

import argparse
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from analyzer.comment import COMMENT_SCHEMA, RAW_SCHEMA, STANCE_PARENT_LABELS, STANCE_TARGET_LABELS, TREE_SCHEMA
from analyzer.dumps.record import Dump, InputReport, ThreadInfo
from analyzer.labels.operating import OperatingPoint, PointName, points_to_json
from analyzer.labels.registry import FLAG_LABELS
from analyzer.rollups import roll_up
from analyzer.runs.writer import write_run
from analyzer.scored import Scored
from analyzer.threads import build_threads

START = datetime(2026, 5, 1, tzinfo=UTC)
WORDS = ("bridge", "ferry", "council", "water", "report", "money", "plan", "never", "said", "because", "nobody", "why")
THRESHOLDS: dict[PointName, float] = {"wide": 0.3, "default": 0.5, "sure": 0.8}


def raw_comments(count: int, rng: random.Random) -> pa.Table:
    """Return `count` comments in threads of some hundreds, replies to earlier ones, from a pool of writers."""
    threads = max(1, count // 300)
    seen: dict[int, list[int]] = {}
    rows: dict[str, list[Any]] = {name: [] for name in RAW_SCHEMA.names}
    for number in range(count):
        thread = rng.randrange(threads)
        earlier = seen.setdefault(thread, [])
        parent = rng.choice(earlier[-40:]) if earlier and rng.random() < 0.7 else None
        earlier.append(number)
        words = " ".join(rng.choices(WORDS, k=rng.randint(6, 50)))
        values = {
            "source": "made-up.jsonl",
            "thread_id": f"t{thread}",
            "comment_id": f"c{number}",
            "parent_id": None if parent is None else f"c{parent}",
            "parent_source": None if parent is None else "explicit",
            "author": f"writer {rng.randrange(max(5, count // 20))}",
            "author_kind": "user",
            "created_at": START + timedelta(seconds=number),
            "text": f"{words.capitalize()} {number}." if number % 50 else "You are all fools, every one of you.",
            "state": "present",
        }
        for name in rows:
            rows[name].append(values.get(name))
    return pa.table(rows, schema=RAW_SCHEMA)


def scores(count: int, flagged: int, seed: int) -> dict[str, Any]:
    """Return score columns: `flagged` of `count` comments past the default point of some label."""
    rng = np.random.default_rng(seed)
    chosen = rng.permutation(count) < flagged
    columns: dict[str, Any] = {}
    carries = rng.random((count, len(FLAG_LABELS))) < 0.25
    carries[np.arange(count), rng.integers(0, len(FLAG_LABELS), count)] = True
    flags: list[list[str]] = [[] for _ in range(count)]
    for at, label in enumerate(FLAG_LABELS):
        past = chosen & carries[:, at]
        values = np.where(past, rng.uniform(0.5, 1.0, count), rng.beta(1, 9, count) * 0.499)
        columns[label] = values.astype(np.float32)
        for row in np.flatnonzero(columns[label] >= THRESHOLDS["default"]):
            flags[row].append(label)
    columns["flags"] = flags
    for prefix, names in (("stance_", STANCE_PARENT_LABELS), ("target_", STANCE_TARGET_LABELS)):
        shares = rng.dirichlet(np.ones(len(names)), count).astype(np.float32)
        columns |= {f"{prefix}{name}": shares[:, at] for at, name in enumerate(names)}
        columns["stance_parent" if prefix == "stance_" else "stance_target"] = [names[at] for at in shares.argmax(1)]
    return columns


def point(name: PointName) -> OperatingPoint:
    """Return a made-up operating point."""
    right = {"wide": 0.6, "default": 0.8, "sure": 0.9}[name]
    return OperatingPoint(name, THRESHOLDS[name], right, right - 0.05, right + 0.05, 1.1 - right, 0.1, 5_000, 300)


def model(version: str) -> dict[str, Any]:
    """Return what run.json keeps of a made-up model."""
    points = {label: points_to_json(point(name) for name in THRESHOLDS) for label in FLAG_LABELS}
    identity = {"name": "made-up", "version": version, "hash": version.encode().hex().ljust(64, "0")}
    return identity | {"languages": ["en"], "operating_points": points}


def write(folder: Path, comments: int, flagged: int, *, seed: int = 20, version: str = "1.0.0") -> None:
    """Write the run folder; equal counts give the same dump, `seed` and `version` other scores for it."""
    raw = raw_comments(comments, random.Random(20))  # noqa: S311  made-up data
    threads = {key: ThreadInfo(title=f"Report number {key[1:]}") for key in raw["thread_id"].unique().to_pylist()}
    report = InputReport("made-up.jsonl", "jsonl", "made up", 1, f"{comments:064d}", {}, comments)
    dump = Dump(raw, threads, [report])
    forest = build_threads(dump)
    columns = {name: forest.comments[name] for name in TREE_SCHEMA.names} | scores(comments, flagged, seed)
    columns |= {"language": ["en"] * comments, "no_text_reason": [None] * comments, "spans": [[]] * comments}
    table = pa.table([pa.array(_list(columns[f.name]), f.type) for f in COMMENT_SCHEMA], schema=COMMENT_SCHEMA)
    scored = Scored(table, forest, model(version), FLAG_LABELS)
    write_run(folder, scored, roll_up(scored), dump, settings={"format": "auto"}, timings={})


def _list(column: Any) -> Any:
    return column.to_pylist() if isinstance(column, pa.ChunkedArray) else column


def main() -> None:
    """Write a run folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--comments", type=int, default=200_000)
    parser.add_argument("--flagged", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--version", default="1.0.0")
    options = parser.parse_args()
    write(options.out, options.comments, options.flagged, seed=options.seed, version=options.version)


if __name__ == "__main__":
    main()
