"""Compare what is read from a folder of dumps with counts somebody else made, dump by dump.

    python benchmarks/formats.py FOLDER [EXPECTED.json] [--write]

`EXPECTED.json` (FOLDER/EXPECTED.json where it is left out) maps a dump's path, or the beginning of it, to counts:
`rows`, `unique_ids`, `roots`, `parent_not_in_file`, `self_parent`, `max_depth(root=0)`, `depth_classes` (depth from 1
→ comments), `more_stubs`, `continue_thread_stubs`, `deleted_removed`. A part of a file is `PATH item N`: its thread
number N.
Differences that are meant are named in `EXPLAINED`; any other makes the command end with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from analyzer.dumps import read
from analyzer.dumps.record import Dump
from analyzer.errors import DumpError
from analyzer.threads import Forest, build_threads

RESULTS = Path(__file__).parent / "results" / "formats.json"
#: Where reading differs from the counts on purpose: (beginning of the path, count) → why.
EXPLAINED: Mapping[tuple[str, str], str] = {
    ("convokit/mini-broken", "roots"): "a circle of replies is opened at its earliest comment, and an id that two "
    "people use stands for two comments",
    ("convokit/mini-broken", "max_depth(root=0)"): "the circle is opened, so its second comment is a reply",
    ("wp_html/eatsmarter", "depth_classes"): "those classes are the menu's, the page has no comments",
    ("wp_html/jaegermagazin", "depth_classes"): "those classes are the menu's, the page has no comments",
}


@dataclass(frozen=True)
class Outcome:
    """One count of one dump: what was expected, what was read, and why they may differ."""

    dump: str
    count: str
    expected: Any
    found: Any
    why: str | None

    @property
    def verdict(self) -> str:
        """`same`, `explained` or `DIFFERS`."""
        return "same" if self.expected == self.found else "explained" if self.why else "DIFFERS"


def dumps_of(folder: Path, key: str) -> tuple[Path, int | None]:
    """Return the file or folder a key names, and the number of the thread in it where the key says one.

    Raises:
        FileNotFoundError: Nothing in the folder begins so.
    """
    name, _, item = key.partition(" item ")
    path = folder / name
    number = int(item.split()[0]) if item else None
    if path.exists():
        return path, number
    found = sorted(path.parent.glob(f"{path.name}*"))
    if not found:
        raise FileNotFoundError(f"{folder}: nothing begins with {name!r}")
    return found[0], number


def counts_of(dump: Dump, forest: Forest) -> dict[str, Any]:
    """Return every count of a dump, under the names of the expected ones."""
    repairs = forest.report.repairs
    real = pc.not_equal(dump.comments["state"], "missing")
    ids = dump.comments.filter(real)
    depths = Counter(forest.comments["depth"].to_pylist())
    states = Counter(forest.states.to_pylist())
    return {
        "rows": ids.num_rows,
        "unique_ids": ids.select(["thread_id", "comment_id"])
        .group_by(["thread_id", "comment_id"])
        .aggregate([])
        .num_rows,
        "roots": forest.roots,
        "parent_not_in_file": forest.orphans,
        "self_parent": repairs.get("self_parents", 0),
        "max_depth(root=0)": max(depths, default=None),
        "depth_classes": {str(depth + 1): count for depth, count in sorted(depths.items())},
        "more_stubs": repairs.get("more_stubs", 0),
        "continue_thread_stubs": repairs.get("continue_thread_stubs", 0),
        "deleted_removed": {"[deleted]": states["deleted"]} if states["deleted"] else {},
    }


def part_of(dump: Dump, number: int) -> Dump:
    """Return one thread of a dump by its number."""
    thread = list(dump.threads)[number]
    rows = dump.comments.filter(pc.equal(dump.comments["thread_id"], pa.scalar(thread)))
    return Dump(rows, {thread: dump.threads[thread]}, dump.inputs)


def outcomes(folder: Path, expected: Mapping[str, Any]) -> Iterator[Outcome]:
    """Yield every count of every dump that is expected."""
    for key, counts in expected.items():
        if key.startswith("_"):
            continue
        path, number = dumps_of(folder, key)
        try:
            dump = read([path])
        except DumpError as error:
            yield Outcome(key, "readable", True, str(error)[:100], None)
            continue
        dump = dump if number is None else part_of(dump, number)
        found = counts_of(dump, build_threads(dump))
        if isinstance(counts, str):
            why = f"read all the same: {found['rows']} comments, {found['roots']} at top level"
            yield Outcome(key, "comments", counts, "no comments" if not found["rows"] else why, why)
            continue
        for name, count in counts.items():
            if name not in found or (name in ("roots", "max_depth(root=0)") and counts.get("depth_classes")):
                continue  # classes of depth say more than the nesting that other counts were made from
            yield Outcome(key, name, count, found[name], _why(key, name))


def _why(key: str, name: str) -> str | None:
    return next((why for (begin, count), why in EXPLAINED.items() if key.startswith(begin) and count == name), None)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, help="folder of dumps")
    parser.add_argument("expected", nargs="?", type=Path, help="counts; EXPECTED.json in the folder where left out")
    parser.add_argument("--write", action="store_true", help=f"write {RESULTS.name} to benchmarks/results")
    arguments = parser.parse_args()
    if arguments.folder is None:
        print("no folder of dumps was named, so there is nothing to compare")
        return
    expected = json.loads((arguments.expected or arguments.folder / "EXPECTED.json").read_text(encoding="utf-8"))
    every = list(outcomes(arguments.folder, expected))
    for outcome in every:
        if outcome.verdict != "same":
            print(f"{outcome.verdict:9} {outcome.dump}: {outcome.count} {outcome.expected!r}, read {outcome.found!r}")
            if outcome.why:
                print(f"{'':9} {outcome.why}")
    tally = Counter(outcome.verdict for outcome in every)
    print(f"{len(every)} counts of {len({outcome.dump for outcome in every})} dumps: {dict(tally)}")
    if arguments.write:
        RESULTS.write_text(json.dumps({"dumps": len({o.dump for o in every}), "counts": dict(tally)}, indent=1) + "\n")
    sys.exit(1 if tally["DIFFERS"] else 0)


if __name__ == "__main__":
    main()
