"""Measure how large Reddit dumps are read and threaded, and ConvoKit's corpus building on the same comments.

    python benchmarks/load.py [--comments 100000 1000000 5000000] [--beside 200000] [--keep FOLDER] [--write]

Each measurement is a process of its own, on a dump `made_up/reddit_dump.py` makes: seconds, processor seconds, comments
per second, and peak resident memory, in all and above what the imports take. ConvoKit, where it is installed,
reads the same lines with orjson, makes an utterance of each and builds a corpus of them: what its users do.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "load.json"
Measured = dict[str, Any]


def main() -> None:
    """Make the dumps, measure, print and, with `--write`, keep the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, nargs="*", default=[100_000, 1_000_000, 5_000_000])
    parser.add_argument("--beside", type=int, default=200_000, help="comments for the comparison with ConvoKit")
    parser.add_argument("--keep", type=Path, help="folder to keep the dumps in for the next time")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} beside the other results")
    parser.add_argument("--measure", nargs=2, metavar=("SIDE", "PATH"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(SIDES[options.measure[0]](Path(options.measure[1]))))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        result = {
            "machine": f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}",
            "analyzer": [measured("analyzer", dump(folder, count)) for count in options.comments],
            **beside(dump(folder, options.beside)),
        }
    text = json.dumps(result, indent=1)
    print(text)
    if options.write:
        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        RESULTS.write_text(text + "\n", encoding="utf-8")


def dump(folder: Path, count: int) -> Path:
    """Write a made-up dump."""
    path = folder / f"RC_{count}.zst"
    if not path.exists():
        maker = Path(__file__).parent / "made_up" / "reddit_dump.py"
        subprocess.run([sys.executable, maker, path, "--comments", str(count)], check=True, stdout=subprocess.DEVNULL)
    return path


def measured(side: str, path: Path) -> Measured:
    """Return what a process of its own measures on `path`."""
    command = [sys.executable, __file__, "--measure", side, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Measured = json.loads(done.stdout.splitlines()[-1])
    return found


def beside(path: Path) -> Measured:
    """Measure both sides on the same comments."""
    if importlib.util.find_spec("convokit") is None:
        return {"convokit": "not installed: pip install convokit, then run again"}
    ours, theirs = measured("analyzer", path), measured("convokit", path)
    return {
        "beside": {"analyzer": ours, "convokit": theirs},
        "times_faster": round(theirs["seconds"] / ours["seconds"], 1),
        "share_of_memory": round(ours["peak_mb_above_imports"] / theirs["peak_mb_above_imports"], 3),
    }


def analyzer_side(path: Path) -> Measured:
    """Read and thread a dump."""
    from analyzer.dumps import read
    from analyzer.threads import build_threads

    # What is loaded on first use is loaded before the clock starts, as it is on the other side.
    build_threads(read([Path(__file__).parents[1] / "examples" / "thread.txt"]))
    clock = Clock()
    found = read([path])
    middle = clock.seconds()
    forest = build_threads(found)
    shape = {"threads": len(forest.thread_ids), "repairs": forest.report.repairs, "read_seconds": round(middle, 2)}
    return clock.result(forest.comments.num_rows) | shape


def convokit_side(path: Path) -> Measured:
    """Build a corpus of the same comments."""
    import orjson
    import zstandard
    from convokit import Corpus, Speaker, Utterance  # type: ignore[import-untyped,import-not-found,unused-ignore]

    clock = Clock()
    speakers: dict[str, Any] = {}
    utterances = []
    with path.open("rb") as file, zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(file) as unpacked:
        for line in io.BufferedReader(unpacked, 2**20):
            one = orjson.loads(line)
            name = one["author"]
            parent = one["parent_id"]
            utterances.append(
                Utterance(
                    id=one["name"],
                    speaker=speakers.setdefault(name, Speaker(id=name)),
                    conversation_id=one["link_id"],
                    reply_to=None if parent.startswith("t3_") else parent,
                    timestamp=one["created_utc"],
                    text=one["body"],
                )
            )
    corpus = Corpus(utterances=utterances)
    return clock.result(len(corpus.get_utterance_ids()))


class Clock:
    """Seconds and memory from when it is made."""

    def __init__(self) -> None:
        self._memory = peak_mb()
        self._processor = time.process_time()
        self._begun = time.perf_counter()

    def seconds(self) -> float:
        """Return the seconds gone by."""
        return time.perf_counter() - self._begun

    def result(self, comments: int) -> Measured:
        """Return what was measured until now."""
        seconds = self.seconds()
        return {
            "comments": comments,
            "seconds": round(seconds, 2),
            "processor_seconds": round(time.process_time() - self._processor, 2),
            "comments_per_second": round(comments / seconds),
            "peak_mb": round(peak_mb()),
            "peak_mb_above_imports": round(peak_mb() - self._memory),
        }


def peak_mb() -> float:
    """Return the most memory the process had so far, in millions of bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


SIDES: dict[str, Callable[[Path], Measured]] = {"analyzer": analyzer_side, "convokit": convokit_side}

if __name__ == "__main__":
    main()
