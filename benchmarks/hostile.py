"""Measure forests made to be hard: a million siblings, one chain, one cycle, cycles with tails, ids that are floats.

    python benchmarks/hostile.py [--comments 1000000] [--deep 100000] [--write]

First files of JSON Lines through the whole command, `analyzer threads FILE --json`, each in a process of its own:
`--comments` siblings, a chain of `--deep` comments, and `--comments` comments whose ids and parents' ids are floats
(`17.0`). Then tree building alone: every comment is in one thread and stands in shuffled order. Seconds are processor
seconds, memory is the most the process had.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from analyzer.comment import RAW_SCHEMA
from analyzer.dumps.record import Dump, ThreadInfo
from analyzer.threads import build_threads

RESULTS = Path(__file__).parent / "results" / "hostile.json"
COMMAND = "from analyzer.cli.main import main; main()"
Parents = npt.NDArray[np.int64]

SHAPES: dict[str, Callable[[int], Parents]] = {
    "siblings": lambda count: np.where(np.arange(count) == 0, -1, 0),
    "chain": lambda count: np.arange(count) - 1,
    "two_replies_each": lambda count: (np.arange(count) + 1) // 2 - 1,
    "cycle": lambda count: (np.arange(count) + 1) % count,
    "cycles_of_ten_with_tails": lambda count: np.where(
        np.arange(count) < count // 2, np.arange(count) // 10 * 10 + (np.arange(count) + 1) % 10, np.arange(count) // 2
    ),
}


def dump_of(parent: Parents) -> Dump:
    """Return one thread in shuffled order; -1 is no parent."""
    size = len(parent)
    place = np.random.default_rng(9).permutation(size)
    columns: dict[str, Any] = {field.name: pa.nulls(size, field.type) for field in RAW_SCHEMA}
    for name in ("source", "thread_id", "author_kind", "text", "state"):
        columns[name] = pa.repeat(pa.scalar("t"), size)
    columns["comment_id"] = pa.array(place).cast(pa.string())
    columns["parent_id"] = pa.array(parent[place], mask=parent[place] < 0).cast(pa.string())
    return Dump(pa.table(columns, schema=RAW_SCHEMA), {"t": ThreadInfo()}, [])


def measured_file(parent: Parents, number: Callable[[int], float]) -> dict[str, Any]:
    """Write one thread as JSON Lines, its ids made by `number`, and measure the command on it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comments.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for own, above in enumerate(parent.tolist()):
                named = None if above < 0 else number(above)
                record = {"id": number(own), "parent_id": named, "thread_id": "t", "author": f"user{own % 5_000}"}
                file.write(json.dumps(record | {"text": f"A comment, number {own}"}) + "\n")
        return measured_command("threads", str(path), "--json")


def measured_command(*words: str) -> dict[str, Any]:
    """Run one command of the tool; return its summary, processor seconds and peak memory."""
    with subprocess.Popen([sys.executable, "-c", COMMAND, *words], stdout=subprocess.PIPE) as process:
        told = process.stdout.read() if process.stdout else b""
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"analyzer {' '.join(words)} ended with {process.returncode}")
    summary = json.loads(told)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        **{name: summary[name] for name in ("comments", "roots", "orphans", "max_depth")},
        "repairs": summary["tree_report"]["repairs"],
        "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2),
        "peak_mb": round(usage.ru_maxrss * unit / 1e6),
    }


def main() -> None:
    """Build each shape, print and, with `--write`, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--deep", type=int, default=100_000, help="comments of the chain the command reads")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    options = parser.parse_args()
    # First, while this process is small: a new process counts the memory of the one that began it as its own.
    commands = {
        "siblings": measured_file(SHAPES["siblings"](options.comments), int),
        "chain": measured_file(SHAPES["chain"](options.deep), int),
        "float_ids": measured_file(SHAPES["two_replies_each"](options.comments), float),
    }
    result: dict[str, Any] = {"comments": options.comments, "command": commands}
    for name, shape in SHAPES.items():
        dump = dump_of(shape(options.comments))
        begun = time.process_time()
        forest = build_threads(dump)
        result[name] = {
            "seconds": round(time.process_time() - begun, 2),
            "max_depth": pc.max(forest.comments["depth"]).as_py(),
            "repairs": forest.report.repairs,
        }
    text = json.dumps(result, indent=1)
    print(text)
    if options.write:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
