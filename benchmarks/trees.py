"""Measure dumps and threads on a large synthetic dump: seconds per floor and the process's peak memory.

    python benchmarks/trees.py --comments 1000000 [--write]

Half the comments answer one comment, a tenth form one chain, the rest lie in 50,000 threads (fewer in small runs) with
random parents, one in a hundred of them missing.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps import read
from analyzer.threads import build_threads

RESULTS = Path(__file__).parent / "results" / "trees.json"
WORDS = ("water", "stone", "river", "they", "never", "said", "that", "would", "happen", "because", "nobody")
EPOCH = 1_700_000_000


def comments(count: int, rng: random.Random) -> Iterator[tuple[str, int, int | None]]:
    """Yield (thread, id, parent) of a chain, a star and many ordinary threads."""
    chain, star = count // 10, count // 2
    for i in range(chain):
        yield "chain", i, i - 1 if i else None
    yield "star", chain, None
    for i in range(chain + 1, chain + star + 1):
        yield "star", i, chain
    threads = max(1, count // 20 - 2)
    begun: dict[int, list[int]] = {}
    for i in range(chain + star + 1, count):
        thread = rng.randrange(threads)
        earlier = begun.setdefault(thread, [])
        parent = None if not earlier or rng.random() < 0.2 else rng.choice(earlier)
        yield f"thread-{thread}", i, count + i if rng.random() < 0.01 else parent
        earlier.append(i)


def generate(path: Path, count: int) -> None:
    """Write `count` comments as JSONL: about 200 characters of text each, authors from a pool of 100,000."""
    rng = random.Random(20)  # noqa: S311  made-up data
    bodies = [" ".join(rng.choices(WORDS, k=rng.randint(10, 60))) for _ in range(1_000)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for thread, number, parent in comments(count, rng):
            record = {
                "id": f"k{number}",
                "parent_id": None if parent is None else f"k{parent}",
                "thread_id": thread,
                "author": f"user{rng.randrange(100_000)}",
                "created_at": EPOCH + number,
                "text": f"{bodies[number % 1_000]} {number}",
            }
            file.write(json.dumps(record) + "\n")


def measure(path: Path) -> dict[str, Any]:
    """Read and build once; return what was built, how fast and in how much memory."""
    begun = time.perf_counter(), time.process_time()
    dump = read([path])
    middle = time.perf_counter(), time.process_time()
    forest = build_threads(dump)
    done = time.perf_counter(), time.process_time()
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "comments": len(forest.comments),
        "threads": len(forest.thread_ids),
        "roots": forest.roots,
        "orphans": forest.orphans,
        "max_depth": pc.max(forest.comments["depth"]).as_py(),
        "repairs": forest.report.repairs,
        "input_mb": round(path.stat().st_size / 1e6),
        "read_seconds": round(middle[0] - begun[0], 1),
        "build_seconds": round(done[0] - middle[0], 1),
        "read_cpu_seconds": round(middle[1] - begun[1], 1),
        "build_cpu_seconds": round(done[1] - middle[1], 1),
        "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6),
        "python": platform.python_version(),
        "pyarrow": pa.__version__,
    }


def main() -> None:
    """Generate, measure, print and, with `--write`, keep the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "comments.jsonl"
        generate(path, options.comments)
        result = measure(path)
    text = json.dumps(result, indent=2)
    print(text)
    if options.write:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
