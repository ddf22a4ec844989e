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
    assert "towards the comment above, at top level the article" in told


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


def test_pseudonymise_leaves_no_name_and_the_salt_decides(
    tmp_path: Path, bundle: Path, invoke: Invoke, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.csv"
    page.write_text("id,parent_id,author,text\n1,,Ada,hello there\n2,1,Bo,@Ada you idiot\n", encoding="utf-8")

    def told(*options: str) -> str:
        return invoke("score", page, "--model", bundle, "--pseudonymise", *options, "--json", width=200)

    first = told("--salt", "pepper")
    monkeypatch.setenv("ANALYZER_SALT", "pepper")
    again = told()
    assert "Ada" in invoke(
        "score", page, "--model", bundle, "--json"
    )  # a salt in the environment alone asks for nothing
    assert "Ada" not in first
    assert "pepper" not in first
    assert json.loads(first)["comments"] == json.loads(again)["comments"]
    assert json.loads(first)["settings"]["pseudonymised"] is True
    text = json.loads(first)["comments"][1]["text"]
    assert text == f"@{json.loads(first)['comments'][0]['author']} you idiot"
    monkeypatch.delenv("ANALYZER_SALT")
    assert json.loads(told())["comments"][0]["author"] != json.loads(told())["comments"][0]["author"]
    with pytest.raises(AssertionError, match="blank salt"):
        told("--salt", " ")


def test_of_many_threads_the_table_says_how_much_of_each_is_here(tmp_path: Path, bundle: Path, invoke: Invoke) -> None:
    lines = []
    for number in range(5):
        post = {"id": f"p{number}", "title": f"Post {number}", "selftext": "", "num_comments": 9 if number else 1}
        lines.append(post | {"subreddit": "x"})
        lines.append({"id": f"c{number}", "link_id": f"t3_p{number}", "parent_id": f"t3_p{number}", "body": "words"})
    page = tmp_path / "RC"
    page.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    told = invoke("score", page, "--model", bundle, width=160)
    rows = [line.split("  ") for line in told.splitlines() if line.startswith("  Post")]
    sizes = {row[1].strip(): next(cell.strip() for cell in row[2:] if cell.strip()) for row in rows if len(row) > 3}
    assert sizes == {"Post 0": "1", **{f"Post {number}": "1 of 9" for number in range(1, 5)}}
