"""The command as a user runs it: another process, the shipped model, files on disk."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from analyzer.comment import (
    COMMENT_COLUMNS,
    COMMENT_SCHEMA,
    STANCE_PARENT_LABELS,
    STANCE_TARGET_LABELS,
    TOXICITY_LABELS,
)
from analyzer.errors import ExitCode
from analyzer.models.bundle import default_path, read_manifest
from analyzer.rollups import THREAD_COLUMNS, USER_COLUMNS
from analyzer.runs.manifest import RunManifest
from analyzer.runs.manifest import read_manifest as read_run

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "thread.txt"
NAMES = {
    "comments": [column.name for column in COMMENT_COLUMNS],
    "threads": [column.name for column in THREAD_COLUMNS],
    "users": [column.name for column in USER_COLUMNS],
}
SCORES = (
    *TOXICITY_LABELS,
    "conspiracy",
    *(f"stance_{name}" for name in STANCE_PARENT_LABELS),
    *(f"target_{name}" for name in STANCE_TARGET_LABELS),
)


def analyzer(*arguments: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from analyzer.cli.main import main; main()", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100"},
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )


@dataclass(frozen=True)
class Run:
    """A finished run: the folder it wrote and the object it printed."""

    folder: Path
    told: dict[str, Any]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("example") / "run"
    done = analyzer("score", EXAMPLE, "--out", folder, "--json")
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    return Run(folder, json.loads(done.stdout))


def test_the_run_folder_holds_exactly_its_files_with_their_hashes(run: Run) -> None:
    manifest = read_run(run.folder)
    assert sorted(p.name for p in run.folder.iterdir()) == [
        "comments.parquet",
        "run.json",
        "threads.parquet",
        "users.parquet",
    ]
    for record in manifest.files:
        content = (run.folder / record.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (record.bytes, record.sha256)
        assert pq.read_metadata(run.folder / record.name).num_rows == record.rows


def test_the_run_says_what_ran_on_what(run: Run) -> None:
    raw = json.loads((run.folder / "run.json").read_bytes())
    assert list(raw) == list(RunManifest.model_fields)
    manifest = read_run(run.folder)
    (given,) = manifest.inputs
    assert (given.name, given.sha256) == (EXAMPLE.name, hashlib.sha256(EXAMPLE.read_bytes()).hexdigest())
    assert manifest.model == run.told["model"]
    shipped = read_manifest(default_path())
    assert (manifest.model["name"], manifest.model["version"]) == (shipped.name, shipped.version)
    assert manifest.counts.comments == 20
    assert manifest.counts.scored == 19
    assert manifest.counts.no_text == {"deleted": 1}
    assert manifest.output_format == "parquet"
    assert str(ROOT) not in json.dumps(raw)


def test_the_tables_have_exactly_the_documented_columns(run: Run) -> None:
    assert pq.read_schema(run.folder / "comments.parquet").equals(COMMENT_SCHEMA)
    for table, names in NAMES.items():
        assert pq.read_schema(run.folder / f"{table}.parquet").names == names
        assert all(list(row) == names for row in run.told[table])


def test_the_printed_rows_are_the_written_ones(run: Run) -> None:
    written = pq.read_table(run.folder / "comments.parquet").to_pylist()
    assert [row["comment_id"] for row in written] == [row["comment_id"] for row in run.told["comments"]]
    for stored, told in zip(written, run.told["comments"], strict=True):
        assert stored["flags"] == told["flags"]
        assert [stored[name] for name in SCORES] == [
            None if told[name] is None else pytest.approx(told[name], abs=1e-6) for name in SCORES
        ]


def test_the_tree_and_the_scores_make_sense(run: Run) -> None:
    rows = {row["text"]: row for row in run.told["comments"]}

    def find(words: str) -> dict[str, Any]:
        (found,) = (row for text, row in rows.items() if words in text)
        return dict(found)

    insult, thanks, plot = find("You are a moron"), find("Wonderful, thank you"), find("Seaward Holdings")
    assert (insult["author"], insult["depth"], insult["parent_source"]) == ("quayside_tom", 3, "indent")
    assert insult["toxicity"] > 0.5 > thanks["toxicity"]
    assert "toxicity" in insult["flags"]
    assert thanks["flags"] == []
    assert plot["conspiracy"] > find("It will be a hard summer")["conspiracy"]
    deleted = next(row for row in rows.values() if row["no_text_reason"])
    assert {deleted[name] for name in SCORES} == {None}


def test_a_second_run_gives_the_same_scores_in_any_format(run: Run, tmp_path: Path) -> None:
    done = analyzer("score", EXAMPLE, "--out", tmp_path / "run", "--output-format", "jsonl", "--json")
    again = json.loads(done.stdout)
    assert again["comments"] == run.told["comments"]
    assert again["threads"] == run.told["threads"]
    lines = [json.loads(line) for line in (tmp_path / "run" / "comments.jsonl").read_text().splitlines()]
    assert [list(line) for line in lines] == [NAMES["comments"]] * 20
    assert [line["flags"] for line in lines] == [row["flags"] for row in run.told["comments"]]


CSV_DUMP = """\
id,parent_id,author,text,title
1,,Ada,The ferry is a good plan.,The bridge
2,1,Bo,"No, you are a stupid idiot.",The bridge
3,2,Ada,[deleted],The bridge
4,99,Cy,"Who said so, and where?",The bridge
"""


def test_a_table_is_scored_printed_and_written_as_one(tmp_path: Path) -> None:
    dump = tmp_path / "page.csv"
    dump.write_text(CSV_DUMP, encoding="utf-8")
    done = analyzer("score", dump, "--out", tmp_path / "run", "--output-format", "csv")
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    for words in ("The bridge", "Ada", "stupid idiot", "toxicity"):
        assert words in done.stdout
    with (tmp_path / "run" / "comments.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == NAMES["comments"]
    by_id = {row["comment_id"]: row for row in rows}
    assert {i: by_id[i]["depth"] for i in "1234"} == {"1": "0", "2": "1", "3": "2", "4": "0"}
    assert (by_id["3"]["no_text_reason"], by_id["3"]["toxicity"]) == ("deleted", "")
    assert (by_id["4"]["stance_parent"], by_id["4"]["stance_target"] != "") == ("", True)
    assert read_run(tmp_path / "run").inputs[0].mapping["text"] == "text"


def test_a_broken_line_is_left_out_and_told(tmp_path: Path) -> None:
    lines = [json.dumps({"id": i, "author": "Ada", "text": f"The ferry number {i} is late."}) for i in range(3)]
    lines.insert(1, '{"id": 9, "text": "never ends')
    done = analyzer("score", "-", "--json", text="\n".join(lines) + "\n")
    assert done.returncode == ExitCode.OK
    told = json.loads(done.stdout)
    assert len(told["comments"]) == 3
    (skipped,) = told["tree_report"]["skipped"]
    assert "line 2" in skipped


def test_an_article_without_comments_says_so(tmp_path: Path) -> None:
    page = tmp_path / "article.txt"
    paragraph = "The council met on Tuesday and spoke about the harbour for the better part of three hours. " * 4
    page.write_text(f"Council talks about the harbour\n\n{paragraph}\n\n{paragraph}\n", encoding="utf-8")
    done = analyzer("score", page)
    assert (done.returncode, done.stderr) == (ExitCode.OK, "")
    assert "no comments in this input" in done.stdout


@pytest.mark.parametrize(
    ("name", "content", "options", "words"),
    [
        ("empty.txt", b"", (), "empty"),
        ("folder", None, (), "folder"),
        ("picture.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, (), "not a comment dump"),
        ("noise.csv", bytes(range(256)) * 8, (), "binary"),
        ("nobody.csv", b"id,author,votes\n1,Ada,3\n2,Bo,4\n", ("--format", "csv"), "text"),
        ("broken.jsonl", b'{"id": 1, "text": \nnot json\n', ("--format", "jsonl"), "line 1"),
    ],
    ids=["empty", "folder", "picture", "noise", "no body column", "no valid line"],
)
def test_what_cannot_be_read_ends_with_a_message_that_names_it(
    tmp_path: Path, name: str, content: bytes | None, options: tuple[str, ...], words: str
) -> None:
    path = tmp_path / name
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    done = analyzer("score", path, *options, "--out", tmp_path / "run")
    assert done.returncode == ExitCode.BAD_INPUT
    assert done.stdout == ""
    assert done.stderr.startswith("error: ")
    assert name in done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "run").exists()


def test_a_model_that_is_not_there_is_named_before_anything_is_read(tmp_path: Path) -> None:
    done = analyzer("score", EXAMPLE, "--model", tmp_path / "none")
    assert done.returncode == ExitCode.BAD_MODEL
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr
