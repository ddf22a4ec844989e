from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.errors import OutputError
from analyzer.runs.layout import OUTPUT_FORMATS, OutputFormat
from analyzer.runs.reader import read_run
from analyzer.runs.tables import write_table
from analyzer.runs.writer import write_run
from tests.runs.sample import COMMENTS, MODEL, raw, sample_run


def write(folder: Path, *comments: dict[str, Any], output_format: OutputFormat = "parquet", **more: Any) -> None:
    scored, rollups, dump = sample_run(*comments)
    write_run(
        folder, scored, rollups, dump, settings={"format": "auto"}, timings={"read": 0.1234567},
        output_format=output_format, **more,
    )  # fmt: skip


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("output_format", OUTPUT_FORMATS)
def test_a_run_reads_back_as_it_was_written(tmp_path: Path, output_format: OutputFormat) -> None:
    write(tmp_path / "run", output_format=output_format)
    scored, rollups, _ = sample_run()
    run = read_run(tmp_path / "run")
    assert run.comments.equals(scored.comments)
    assert run.threads.equals(rollups.threads)
    assert run.users.equals(rollups.users)


@pytest.mark.parametrize("output_format", OUTPUT_FORMATS)
def test_a_run_without_comments_reads_back_empty(tmp_path: Path, output_format: OutputFormat) -> None:
    scored, rollups, dump = sample_run()
    empty = type(scored)(scored.comments.slice(0, 0), scored.forest, scored.model, scored.flag_labels)
    none = type(rollups)(rollups.threads.slice(0, 0), rollups.users.slice(0, 0))
    write_run(tmp_path, empty, none, dump, settings={}, timings={}, output_format=output_format)
    run = read_run(tmp_path)
    assert (run.comments.num_rows, run.threads.num_rows, run.users.num_rows) == (0, 0, 0)
    assert run.manifest.counts.flagged_comments == 0


def test_run_json_tells_what_ran_on_what(tmp_path: Path) -> None:
    write(tmp_path)
    told = json.loads((tmp_path / "run.json").read_bytes())
    assert told["model"] == MODEL
    assert told["timings"] == {"read": 0.123}
    assert [(entry["name"], entry["format"], entry["mapping"]) for entry in told["inputs"]] == [
        ("page.csv", "csv", {"text": "Body"})
    ]
    counts = told["counts"]
    assert (counts["comments"], counts["threads"], counts["scored"]) == (4, 1, 3)
    assert counts["no_text"] == {"deleted": 1}
    assert counts["flagged"] | {"toxicity": 2, "insult": 2, "conspiracy": 1, "threat": 0} == counts["flagged"]
    assert counts["flagged_comments"] == 2
    assert told["tree_report"]["repairs"]["orphans"] == 1
    assert str(tmp_path) not in json.dumps(told)
    assert {file["name"]: file["rows"] for file in told["files"]}["comments.parquet"] == 4


def test_a_second_run_replaces_the_first_whole_and_leaves_other_files(tmp_path: Path) -> None:
    write(tmp_path, output_format="csv")
    (tmp_path / "notes.txt").write_text("mine")
    write(tmp_path, COMMENTS[0], output_format="jsonl")
    assert names(tmp_path) == {"run.json", "comments.jsonl", "threads.jsonl", "users.jsonl", "notes.txt"}
    assert read_run(tmp_path).comments.num_rows == 1


def test_a_second_run_leaves_tables_that_the_first_did_not_write(tmp_path: Path) -> None:
    write(tmp_path, output_format="parquet")
    (tmp_path / "comments.csv").write_text("mine")
    write(tmp_path, output_format="jsonl")
    assert names(tmp_path) == {"run.json", "comments.jsonl", "threads.jsonl", "users.jsonl", "comments.csv"}
    assert (tmp_path / "comments.csv").read_text() == "mine"


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "comments.csv").write_text("id,text\n1,mine\n")
    (tmp_path / "run.json").write_text('{"speed": 3}')
    with pytest.raises(OutputError, match="not a run's"):
        write(tmp_path)
    assert names(tmp_path) == {"comments.csv", "run.json"}
    assert (tmp_path / "comments.csv").read_text() == "id,text\n1,mine\n"


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("x")
    with pytest.raises(OutputError, match="a file, not a folder"):
        write(tmp_path / "run")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "run" / "below")


@pytest.mark.parametrize("stopped_at", ["comments.parquet", "threads.parquet", "users.parquet"])
def test_an_interruption_while_writing_keeps_the_earlier_run_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped_at: str
) -> None:
    write(tmp_path)
    before = names(tmp_path)
    real = write_table

    def stop(table: Any, path: Path, *rest: Any, **more: Any) -> None:
        if path.name == f"{stopped_at}.part":
            path.write_bytes(b"half")
            raise KeyboardInterrupt
        real(table, path, *rest, **more)

    monkeypatch.setattr("analyzer.runs.writer.write_table", stop)
    with pytest.raises(KeyboardInterrupt):
        write(tmp_path, COMMENTS[0])
    assert names(tmp_path) == before
    assert read_run(tmp_path).comments.num_rows == 4


@pytest.mark.parametrize("renamed", range(4))
def test_a_kill_while_taking_over_never_leaves_a_mixture_that_looks_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    write(tmp_path)
    real = Path.replace
    done: list[Path] = []

    def die(self: Path, target: Path) -> Path:
        if len(done) == renamed:
            raise KeyboardInterrupt
        done.append(target)
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", die)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, COMMENTS[0])
    with pytest.raises(OutputError, match=r"no run\.json"):
        read_run(tmp_path)
    write(tmp_path, COMMENTS[0])
    assert names(tmp_path) == {"run.json", "comments.parquet", "threads.parquet", "users.parquet"}


def test_a_failure_after_an_interrupted_run_keeps_the_folder_known_as_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path)
    (tmp_path / "run.json").rename(tmp_path / "run.json.part")  # as a kill between the last two renames leaves it

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("analyzer.runs.writer.write_table", full)
        with pytest.raises(OutputError, match=r"No space left.*Free some space"):
            write(tmp_path)
    write(tmp_path)
    assert read_run(tmp_path).comments.num_rows == 4


def test_a_changed_or_missing_table_is_told(tmp_path: Path) -> None:
    write(tmp_path, output_format="csv")
    users = tmp_path / "users.csv"
    users.write_text(users.read_text() + "more\n")
    with pytest.raises(OutputError, match=r"users\.csv: the file was changed.*read_run\(folder, verify=False\)"):
        read_run(tmp_path)
    users.unlink()
    with pytest.raises(OutputError, match=r"users\.csv: a table of the run cannot be read"):
        read_run(tmp_path)


@pytest.mark.parametrize("content", ["", "{", '{"run_format": 1}', "[]"])
def test_a_damaged_manifest_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content)
    with pytest.raises(OutputError, match=r"run\.json: damaged at"):
        read_run(tmp_path)


def test_a_manifest_of_a_later_format_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    told = json.loads((tmp_path / "run.json").read_bytes())
    (tmp_path / "run.json").write_text(json.dumps(told | {"run_format": 99}))
    with pytest.raises(OutputError, match="format 1"):
        read_run(tmp_path)


def test_text_that_is_no_comment_of_ours_survives_every_format(tmp_path: Path) -> None:
    odd = raw("é", None, 'O\'Neil, "J"', "a,b;c\r\nd\te 'f' \u2028 𝒳 =1")
    for output_format in OUTPUT_FORMATS:
        write(tmp_path / output_format, odd, output_format=output_format)
        comment = read_run(tmp_path / output_format).comments.to_pylist()[0]
        assert (comment["text"], comment["author"], comment["comment_id"]) == (odd["text"], odd["author"], "é")
