from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.comment import COMMENT_SCHEMA
from analyzer.errors import DumpError, ModelError, OutputError
from analyzer.runs.reader import read_run
from tests.cli.conftest import Invoke
from tests.cli.sample import TABLE, write_table


@pytest.mark.parametrize("width", [40, 80, 120])
def test_the_tree_fits_the_terminal_and_hangs_replies_below_what_they_answer(
    tmp_path: Path, bundle: Path, invoke: Invoke, width: int
) -> None:
    lines = invoke("score", write_table(tmp_path), "--model", bundle, width=width).splitlines()
    assert max(map(len, lines)) <= width
    starts = [
        next(i for i, line in enumerate(lines) if line.startswith(start)) for start in ("Ada", "└─ Bo", "   └─ Cy")
    ]
    assert starts == sorted(starts)
    missing = lines.index("(a comment this dump does not hold)")
    assert lines[missing + 1].startswith("└─ Dee")


def test_flags_are_told_in_words_with_their_reason(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    told = invoke("score", write_table(tmp_path), "--model", bundle).replace("\xa0", " ")
    assert "!! toxicity, sure (95 %)  !! insult, sure (95 %)" in told
    assert "Bo  asks  Why so rude?" in told
    assert "Flagged from 50 % on; about 8 of 10 past it should be right" in told
    assert "1 reply to a comment that is not in the dump" in told
    assert "Nothing was written" in told


def test_a_comment_can_neither_steer_the_terminal_nor_mark_up_the_output(
    tmp_path: Path, bundle: Path, invoke: Invoke
) -> None:
    told = invoke("score", write_table(tmp_path), "--model", bundle)
    assert "\x1b" not in told
    assert r"They staged it \x1b[31m all" in told
    assert "Hello [red]there[/red], you idiot :smile:" in told


def test_json_is_one_object_on_standard_output_and_nothing_else(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    told = json.loads(invoke("score", write_table(tmp_path), "--model", bundle, "--json"))
    assert list(told["comments"][0]) == COMMENT_SCHEMA.names
    assert [comment["comment_id"] for comment in told["comments"]] == ["1", "2", "3", "4"]
    assert told["comments"][0]["toxicity"] == 0.95
    assert told["comments"][0]["flags"] == ["toxicity", "insult"]
    assert told["model"]["name"] == "made-up"
    assert told["tree_report"]["repairs"]["orphans"] == 1
    assert [thread["thread_id"] for thread in told["threads"]] == ["page"]
    assert {user["author"] for user in told["users"]} == {"Ada", "Bo", "Cy", "Dee"}


@pytest.mark.parametrize("output_format", ["parquet", "jsonl", "csv"])
def test_out_writes_a_run_folder(tmp_path: Path, bundle: Path, invoke: Invoke, output_format: str) -> None:
    folder = tmp_path / "runs" / "one"
    told = invoke("score", write_table(tmp_path), "--model", bundle, "--out", folder, "--output-format", output_format)
    assert f"run.json, comments.{output_format}, threads.{output_format}, users.{output_format}" in told
    run = read_run(folder)
    assert run.comments["comment_id"].to_pylist() == ["1", "2", "3", "4"]
    assert set(run.manifest.timings) == {"read", "threads", "score", "roll_up"}
    assert run.manifest.settings["model"] == "bundle"
    assert str(tmp_path) not in (folder / "run.json").read_text()


def test_target_and_mapping_reach_the_run(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    page = tmp_path / "page.csv"
    page.write_text(TABLE.replace("author,text", "who,said"))
    arguments = ("--map", "author=who", "--map", "text=said", "--target", "close the bridge")
    told = json.loads(invoke("score", page, "--model", bundle, "--json", *arguments))
    assert told["comments"][1]["author"] == "Bo"
    assert told["threads"][0]["target"] == "close the bridge"
    assert told["settings"]["mapping"] == {"author": "who", "text": "said"}


def test_standard_input_is_read_and_quiet_prints_nothing(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    folder = tmp_path / "run"
    assert invoke("score", "-", "--model", bundle, "--out", folder, "--quiet", text=TABLE) == ""
    manifest = read_run(folder).manifest
    assert (manifest.inputs[0].name, manifest.counts.comments) == ("-", 4)


def test_limit_prints_flagged_comments_first_and_says_what_is_left_out(
    tmp_path: Path, bundle: Path, invoke: Invoke
) -> None:
    page = tmp_path / "page.csv"
    rows = [f"{i},,U{i},{'you idiot' if i == 90 else 'fine'}" for i in range(100)]
    page.write_text("\n".join(["id,parent_id,author,text", *rows]))
    told = invoke("score", page, "--model", bundle, "--limit", "4").splitlines()
    shown = [line.split()[0] for line in told[: told.index("Flagged, and why")] if line.startswith("U")]
    assert shown == ["U0", "U1", "U2", "U90"]
    assert "⋮ 87 comments not shown" in told
    assert "⋮ 9 comments not shown" in told


def test_a_page_without_comments_is_said_to_have_none(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    article = tmp_path / "page.txt"
    article.write_text("The bridge\n\n" + "The council has confirmed that the bridge will close on Monday. " * 9 + "\n")
    told = invoke("score", article, "--model", bundle, "--out", tmp_path / "run")
    assert "no comments in this input: an article without a comment section" in told
    assert read_run(tmp_path / "run").comments.num_rows == 0


def test_what_cannot_be_written_is_told_before_anything_is_read(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("x")
    with pytest.raises(OutputError, match="not a run's"):
        invoke("score", tmp_path / "absent.csv", "--model", bundle, "--out", tmp_path / "full")


def test_a_run_never_replaces_its_own_input(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    invoke("score", write_table(tmp_path), "--model", bundle, "--out", tmp_path / "run", "--output-format", "csv")
    with pytest.raises(OutputError, match="its own input"):
        invoke("score", tmp_path / "run" / "comments.csv", "--model", bundle, "--out", tmp_path / "run")


def test_missing_inputs_and_models_are_designed_errors(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    with pytest.raises(DumpError, match=r"absent\.csv"):
        invoke("score", tmp_path / "absent.csv", "--model", bundle)
    with pytest.raises(ModelError, match="no model bundle here"):
        invoke("score", write_table(tmp_path), "--model", tmp_path)
