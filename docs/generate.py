"""Write the generated references, `cli.md` and `run-folder.md`; `--check` only tells whether they are stale."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from typer.main import get_command

from analyzer.cli.main import app
from analyzer.cli.render.account import REPAIRS
from analyzer.comment import COMMENT_COLUMNS, Column
from analyzer.errors import ExitCode
from analyzer.rollups import THREAD_COLUMNS, USER_COLUMNS
from analyzer.runs import manifest
from analyzer.text.judgeable import NO_TEXT_REASONS
from training.cli import app as train_app

HERE = Path(__file__).parent
_WRITTEN = "<!-- Written by docs/generate.py from the code. Change the code, then run `make docs`. -->\n"
EXIT_CODES = {
    ExitCode.OK: "all went well; also where a dump holds no comments, as a page without any does",
    ExitCode.INTERNAL: "a bug in Analyzer; `ANALYZER_DEBUG=1` shows where",
    ExitCode.USAGE: "a wrong command, option or argument",
    ExitCode.BAD_INPUT: "a dump that cannot be read: missing, an empty file, of unknown format, broken past repair",
    ExitCode.BAD_MODEL: "a model bundle that is missing, damaged or of another format version",
    ExitCode.BAD_OUTPUT: "a run folder that cannot be written or read",
    ExitCode.WORSE: "`analyzer-train evaluate --strict`: the bundle is worse than one it is held against",
    ExitCode.INTERRUPTED: "interrupted with Ctrl-C",
    ExitCode.CLOSED_PIPE: "`analyzer`: whoever read the output closed it before its end, as `head` does",
}


def cli() -> str:
    """Return the command line reference."""
    return "\n".join(_cli())


def _cli() -> Iterator[str]:
    root: Any = get_command(app)
    yield "# The command line\n"
    yield _WRITTEN
    yield f"{root.help}\n\n`analyzer --version` prints the version, `analyzer COMMAND --help` what a command takes.\n"
    yield from _commands("analyzer", root)
    trainer: Any = get_command(train_app)
    yield f"# analyzer-train\n\n{trainer.help} Needs the extra `train`. See [training.md](training.md).\n"
    yield from _commands("analyzer-train", trainer)
    yield "## Exit codes\n"
    yield _table(("code", "meaning"), [(str(int(code)), EXIT_CODES[code]) for code in ExitCode])
    yield _STREAMS


def commands_of(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield every command by its words: `desk`, then `desk export`."""
    for name, command in root.commands.items():
        yield name, command
        for below, inner in getattr(command, "commands", {}).items():
            yield f"{name} {below}", inner


def _commands(program: str, root: Any) -> Iterator[str]:
    for name, command in commands_of(root):
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        yield f"## {program} {name}\n"
        usage = " ".join([program, name, *(p.metavar for p in arguments), "[OPTIONS]"])
        yield f"    {usage}\n\n{command.help}\n"
        rows = [(f"`{p.metavar}`", p.help, "") for p in arguments]
        rows += [(_option(p), p.help, _default(p.default)) for p in options]
        yield _table(("option", "meaning", "default"), rows)


def _option(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {option.metavar}"


def _default(value: Any) -> str:
    return "" if value is None or value is False else f"`{value}`"


def run_folder() -> str:
    """Return the reference of the run folder."""
    return "\n".join(_run_folder())


def _run_folder() -> Iterator[str]:
    yield "# The run folder\n"
    yield _WRITTEN
    yield _INTRODUCTION
    for table, meaning, columns in (
        (
            "comments",
            "One row per comment, thread by thread, each reply after what it answers (pre-order).",
            COMMENT_COLUMNS,
        ),
        ("threads", "One row per thread, in the order of the dump.", THREAD_COLUMNS),
        ("users", "One row per user.", USER_COLUMNS),
    ):
        yield f"## {table}\n\n{meaning}\n"
        yield _columns(columns)
    yield "Where a comment has nothing to score, every score is null and `no_text_reason` is one of:\n"
    yield _table(("reason", "meaning"), [(f"`{name}`", meaning) for name, meaning in NO_TEXT_REASONS.items()])
    yield "## run.json\n"
    yield "Written last: where it stands, the run is whole.\n"
    for record, title in _RECORDS:
        yield f"### {title}\n"
        rows = [(f"`{name}`", field.description or "") for name, field in record.model_fields.items()]
        yield _table(("key", "meaning"), rows)
    yield "## Repairs\n\nKinds of repair that `tree_report.repairs` counts.\n"
    yield _table(("kind", "what was counted"), [(f"`{kind}`", more) for kind, (_, more) in sorted(REPAIRS.items())])


_STREAMS = """\
Errors go to standard error in one line that names the file, the place in it and the way out. Progress goes there too,
and only to a terminal.
"""
_INTRODUCTION = """\
`analyzer score DUMP... --out DIR` writes a folder of four files: `run.json`, and the tables `comments`, `threads` and
`users` as `.parquet`, `.jsonl` or `.csv`. The same column names serve every format and the Python API
(`analyzer.runs.reader.read_run`).

- Parquet is compressed with zstd and keeps all types.
- JSON lines keep nulls; times are ISO 8601 in UTC with `Z`.
- CSV is UTF-8 without a byte-order mark, which many readers take for a part of the first column's name; null is an
  empty cell, lists are JSON text. A text cell that begins with `=`, `+`, `-`, `@`, one of these in full width (U+FF1D,
  U+FF0B, U+FF0D, U+FF20), `|`, a tab or a carriage return would run as a formula in a spreadsheet, so it gets a `'` in
  front (one more where it begins with `'` before one of these). `--raw-csv` leaves such cells alone. Numbers are never
  touched.
  Excel opened by a double click takes the file for another encoding, and in many countries for one with semicolons:
  there use Data > From Text/CSV, with 65001: Unicode (UTF-8) as its origin and the comma as its delimiter.

Files are written under names that end in `.part` and renamed when all of them are whole, `run.json` last. A folder
without `run.json` is an interrupted run. Writing into the folder of an earlier run replaces its files; a folder that
holds anything else is refused.
"""
_RECORDS: tuple[tuple[type[BaseModel], str], ...] = (
    (manifest.RunManifest, "The whole"),
    (manifest.InputRecord, "inputs"),
    (manifest.Counts, "counts"),
    (manifest.TreeReportRecord, "tree_report"),
    (manifest.FileRecord, "files"),
)


def _columns(columns: Sequence[Column]) -> str:
    return _table(("column", "type", "meaning"), [(f"`{c.name}`", _type(str(c.type)), c.meaning) for c in columns])


def _type(arrow: str) -> str:
    """Return an Arrow type without what every list says of its elements."""
    return arrow.replace("element: ", "").replace("item: ", "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


PAGES: dict[str, Callable[[], str]] = {"cli.md": cli, "run-folder.md": run_folder}


def stale() -> list[str]:
    """Return the names of pages that do not say what the code says."""
    return [name for name, page in PAGES.items() if not (HERE / name).is_file() or (HERE / name).read_text() != page()]


def main() -> None:
    """Write the pages, or check them."""
    if "--check" in sys.argv[1:]:
        if names := stale():
            sys.exit(f"stale: {', '.join(names)} in docs/. Run `make docs`.")
        return
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
