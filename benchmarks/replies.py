"""Linking one flat thread of many comments: seconds of processor time and peak memory, in both orders.

Shows that work grows with the thread, not with its square. The comments are made up: words drawn by frequency rank, a
tenth of them with a quote of an earlier one, 2,000 authors.

    python benchmarks/replies.py [SIZE ...] [--write]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from analyzer.replies import FlatThread, infer_replies
from analyzer.replies.network import ORDERS

SIZES = [1_000, 10_000, 100_000]
#: Bytes of what the system counts memory in.
UNIT = 1 if sys.platform == "darwin" else 1024
RESULTS = Path(__file__).parent / "results" / "replies_speed.json"


def make_thread(size: int, *, seed: int = 1) -> FlatThread:
    """Return a thread of `size` comments of 42 words on average."""
    rng = np.random.default_rng(seed)
    texts: list[str] = []
    for length in rng.poisson(42, size):
        words = " ".join(f"w{word}" for word in rng.zipf(1.3, length) % 50_000)
        quoted = texts[rng.integers(max(len(texts) - 50, 0), len(texts))] if texts and rng.random() < 0.1 else ""
        texts.append(f"> {quoted}\n{words}" if quoted else words)
    return FlatThread([f"u{author}" for author in rng.zipf(1.4, size) % 2_000], texts)


def main() -> None:
    """Measure every size, print and, with `--write`, keep the result."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=SIZES, help="comments of a thread")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    options = parser.parse_args()
    rows = []
    for size in options.sizes:
        thread = make_thread(size)
        for order in ORDERS:
            begun = time.process_time()
            replies = infer_replies(thread, order)
            rows.append(
                {
                    "comments": size,
                    "order": order,
                    "linked": int((replies.parent >= 0).sum()),
                    "processor_seconds": round(time.process_time() - begun, 2),
                    "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT // 10**6,
                }
            )
            print(json.dumps(rows[-1]), flush=True)
    if options.write:
        RESULTS.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
