"""Coverage-guided fuzzing of every reader with atheris: `make fuzz`, or `python -m tests.fuzz.fuzz_readers`.

The first byte of an input chooses the format (0 is auto, 1 a folder of two halves), the rest is the dump. An input that
raises anything but the tool's own error, takes longer than ten seconds or a gigabyte is written to `--artifacts` and
ends the run with an error.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["analyzer.dumps", "analyzer.text", "analyzer.threads"]):
    from analyzer.dumps.registry import FORMATS
    from tests.fuzz.reading import survives
    from tests.fuzz.seeds import seeds

#: Seconds one input may take and megabytes the whole run may grow to.
MAX_SECONDS, MAX_MEGABYTES, MAX_BYTES = 10, 1024, 65_536
NAMES = ("auto", "folder", *(entry.name for entry in FORMATS))


def read_one_input(data: bytes) -> None:
    """Read what the fuzzer made; whatever is not a DumpError leaves as a finding."""
    if not data:
        return
    name, dump = NAMES[data[0] % len(NAMES)], data[1:]
    if name == "folder":
        half = len(dump) // 2
        survives({"a/one.txt": dump[:half], "a/two.json": dump[half:]}, kind="folder")
    else:
        survives({"input.bin": dump}, name)


def write_corpus(folder: Path) -> None:
    """Write every seed once for `auto` and once for each format that reads it."""
    for seed, data in seeds().items():
        dump = survives({seed: data})
        wanted = {
            0,
            *(NAMES.index(report.format) for report in (dump.inputs if dump else []) if report.format in NAMES),
        }
        for number in wanted:
            (folder / f"{number}-{seed}").write_bytes(bytes([number]) + data[: MAX_BYTES - 1])


def main() -> None:
    """Fuzz for a while."""
    parser = argparse.ArgumentParser(description="Fuzz every dump reader.")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1, help="the same seed tries the same inputs in the same order")
    parser.add_argument("--artifacts", type=Path, default=Path())
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="analyzer-fuzz-") as folder:
        corpus = Path(folder)
        write_corpus(corpus)
        options = [
            f"-max_total_time={chosen.seconds}",
            f"-seed={chosen.seed}",
            f"-timeout={MAX_SECONDS}",
            f"-rss_limit_mb={MAX_MEGABYTES}",
            f"-max_len={MAX_BYTES}",
            f"-artifact_prefix={chosen.artifacts}/",
            "-print_final_stats=1",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], read_one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
