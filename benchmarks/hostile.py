"""Measure tree building on forests made to be hard: a million siblings, one chain, one cycle, cycles with tails.

    python benchmarks/hostile.py [--comments 1000000] [--write]

Every comment is in one thread and stands in shuffled order. Seconds are the process's own.
"""

from __future__ import annotations

import argparse
import json
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
Parents = npt.NDArray[np.int64]

SHAPES: dict[str, Callable[[int], Parents]] = {
    "siblings": lambda count: np.where(np.arange(count) == 0, -1, 0),
    "chain": lambda count: np.arange(count) - 1,
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


def main() -> None:
    """Build each shape, print and, with `--write`, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    options = parser.parse_args()
    result: dict[str, Any] = {"comments": options.comments}
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
