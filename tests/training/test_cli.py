from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from analyzer.errors import ExitCode
from analyzer.models.bundle import file_hash
from training import corpora
from training.cli import app, main


def run_main(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """Run the command as the console script does; return its exit code."""
    monkeypatch.setattr("sys.argv", ["analyzer-train", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    code = ended.value.code
    return code if isinstance(code, int) else -1


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for command in ("fit", "evaluate", "export", "data", "transfer"):
        assert re.search(rf"^\W*{command}\b", result.output, re.MULTILINE)


@pytest.mark.parametrize("command", ["fit", "evaluate", "export", "transfer"])
def test_a_command_without_its_arguments_is_a_usage_error(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_main(monkeypatch, command) == ExitCode.USAGE


def test_an_unknown_recipe_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "none.yaml"
    out = tmp_path / "out"
    assert run_main(monkeypatch, "fit", missing, "--corpora", tmp_path, "--out", out) == ExitCode.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("error: ")
    assert str(missing) in told.err
    assert not out.exists()


def test_a_recipe_over_corpora_that_are_not_there_names_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("name: mine\npasses: {olid: 1}\n")
    code = run_main(monkeypatch, "fit", recipe, "--corpora", tmp_path, "--out", tmp_path / "out")
    assert code not in (ExitCode.OK, ExitCode.INTERNAL)
    assert str(tmp_path / corpora.by_name("olid").path) in capsys.readouterr().err


def test_an_expert_that_nothing_teaches_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("name: mine\nexperts: [pan42]\npasses: {olid: 1}\n")
    assert run_main(monkeypatch, "fit", recipe, "--out", tmp_path / "out") == ExitCode.USAGE
    told = capsys.readouterr().err
    assert str(recipe) in told
    assert "pan42" in told
    assert "experts" in told


def test_data_lists_every_corpus_and_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["data", "--corpora", str(tmp_path), "--json"])
    assert result.exit_code == 0, result.output
    told = {entry["corpus"]: entry for entry in json.loads(result.stdout)["corpora"]}
    assert list(told) == [corpus.name for corpus in corpora.CORPORA]
    for corpus in corpora.CORPORA:
        if corpus.shipped is None:
            assert told[corpus.name]["missing"]
            assert corpus.path in told[corpus.name]["problem"]
            assert told[corpus.name]["rows"] == 0
        assert told[corpus.name]["families"] == list(corpus.families)


def test_data_prints_what_became_of_the_rows_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("text,toxicity,colour\nyou fool,1,red\nthanks,0,\n,1,\n")
    result = CliRunner().invoke(app, ["data", "--data", str(file)])
    assert result.exit_code == 0, result.output
    assert "3 rows, 2 kept" in result.output
    assert "1 left out: no text" in result.output
    assert "columns that mean nothing here: colour" in result.output
    assert "1 at or above one half (50.0 %)" in result.output


def test_data_names_a_broken_file_and_looks_at_the_others(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.jsonl"
    good.write_text("text,toxicity\nyou fool,1\n")
    bad.write_text('{"text": "a", "toxicity": 0}\n{"text": "b", "toxicity": 7}\n')
    result = CliRunner().invoke(app, ["data", "--data", str(bad), "--data", str(good), "--json"])
    assert result.exit_code == ExitCode.BAD_INPUT
    told = json.loads(result.stdout)
    assert [account["kept"] for account in told["data"]] == [1]
    assert f"{bad}, line 2, column toxicity: not a value of toxicity (found 7)" in told["errors"][0]


@pytest.mark.parametrize("command", ["data", "transfer"])
def test_a_folder_of_corpora_that_is_not_there_is_an_error(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, command, "--corpora", "/nowhere") == ExitCode.USAGE
    assert "/nowhere: no such folder" in capsys.readouterr().err


def test_an_encoder_that_cannot_be_had_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, recipe = tmp_path / "own.csv", tmp_path / "recipe.yaml"
    own.write_text("text,toxicity\n" + "".join(f"you fool number {i},{i % 2}\n" for i in range(30)))
    recipe.write_text("name: mine\nencoder: nobody/no-such-encoder\npasses: {own: 1}\n")
    assert run_main(monkeypatch, "fit", recipe, "--data", own, "--out", tmp_path / "out") == ExitCode.USAGE
    told = capsys.readouterr().err
    assert "the encoder cannot be had (found 'nobody/no-such-encoder')" in told
    assert "Traceback" not in told


def test_fine_tuning_needs_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "tune.yaml"
    settings.write_text("kind: tune\nname: mine\n")
    assert run_main(monkeypatch, "fit", settings, "--out", tmp_path / "out") == ExitCode.USAGE
    assert f"{settings}: no rows to fine-tune on. Name your labelled rows with --data." in capsys.readouterr().err


def test_data_says_where_a_label_has_one_value_only(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("text,toxicity,insult\nyou fool,1,1\nyou idiot,1,0\n")
    result = CliRunner().invoke(app, ["data", "--data", str(file)])
    assert "mine: all 2 rows say the same of toxicity: nothing to learn or measure." in result.output
    assert "say the same of insult" not in result.output


def evaluate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


def test_evaluate_writes_a_report_that_needs_nothing_else(tiny_bundle_path: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    result = evaluate(tiny_bundle_path, "--suite", "contrast", "--out", out)
    assert result.exit_code == 0, result.output
    assert sorted(file.name for file in out.iterdir()) == ["CARD.md", "report.html", "report.json", "report.md"]
    told = json.loads((out / "report.json").read_bytes())
    assert [figure["suite"] for figure in told["figures"] if figure["suite"] == "contrast"] == ["contrast"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert set(re.findall(r"""(?:src|href)\s*=\s*["'](.)""", page)) == {"#"}
    assert "<script" not in page


def test_evaluate_on_own_rows_measures_each_label(tiny_bundle_path: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    rows = [{"text": f"comment {i} is {'stupid' if i % 2 else 'nice'}", "toxicity": i % 2} for i in range(30)]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = evaluate(tiny_bundle_path, "--data", file, "--json")
    assert result.exit_code == 0, result.output
    figures = {f["metric"]: f for f in json.loads(result.stdout)["figures"] if f["suite"] == "mine"}
    assert figures["toxicity AUC"]["n"] == 30
    assert figures["toxicity AUC"]["low"] <= figures["toxicity AUC"]["value"] <= figures["toxicity AUC"]["high"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("--suite", "nonsense"), ExitCode.USAGE, "no such suite (found 'nonsense')"),
        (("--suite", "olid"), ExitCode.USAGE, "the suite olid cannot be run"),
        (("--corpora", "/nowhere"), ExitCode.USAGE, "/nowhere: no such folder"),
        (("--data", "/nowhere.csv"), ExitCode.BAD_INPUT, "/nowhere.csv: no such file"),
        (("--against", "/nowhere"), ExitCode.BAD_MODEL, "no model bundle here"),
    ],
)
def test_what_cannot_be_measured_is_named(
    arguments: tuple[str, ...],
    code: ExitCode,
    told: str,
    tiny_bundle_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_main(monkeypatch, "evaluate", tiny_bundle_path, *arguments) == code
    assert told in capsys.readouterr().err


def test_a_bundle_is_no_worse_than_itself(tiny_bundle_path: Path) -> None:
    result = evaluate(tiny_bundle_path, "--suite", "contrast", "--against", tiny_bundle_path, "--strict", "--json")
    assert result.exit_code == 0, result.output
    comparisons = json.loads(result.stdout)["against"][0]["comparisons"]
    assert [(c["difference"], c["verdict"]) for c in comparisons] == [(0.0, "no difference shown")]


@pytest.fixture
def dulled_bundle(tiny_bundle_path: Path, tmp_path: Path) -> Path:
    """The tiny bundle with a comment head that says the same of every comment."""
    folder = Path(shutil.copytree(tiny_bundle_path, tmp_path / "dulled"))
    with np.load(folder / "heads.npz", allow_pickle=False) as arrays:
        heads = {name: arrays[name] for name in arrays.files}
    heads["comment.scale"] = np.zeros_like(heads["comment.scale"])
    np.savez(folder / "heads.npz", **heads)
    manifest = json.loads((folder / "bundle.json").read_bytes())
    manifest["files"]["heads.npz"] = file_hash(folder / "heads.npz")
    (folder / "bundle.json").write_text(json.dumps(manifest))
    return folder


def test_a_bundle_worse_than_its_parent_says_so_loudly_and_fails_only_when_asked(
    tiny_bundle_path: Path, dulled_bundle: Path, tmp_path: Path
) -> None:
    arguments = (dulled_bundle, "--suite", "contrast", "--against", tiny_bundle_path)
    quiet = evaluate(*arguments, "--out", tmp_path / "report")
    assert quiet.exit_code == 0, quiet.output
    told = "WORSE than tiny 0.0.1 on contrast: sets ranked right 0.000 against"
    assert told in quiet.stderr
    assert told in quiet.stdout
    assert told in (tmp_path / "report" / "report.md").read_text(encoding="utf-8")
    assert evaluate(*arguments, "--strict").exit_code == ExitCode.WORSE
    better = evaluate(tiny_bundle_path, "--suite", "contrast", "--against", dulled_bundle, "--strict")
    assert better.exit_code == 0
    assert "WORSE" not in better.output


def test_rows_the_bundle_was_trained_on_are_not_measured(tiny_bundle_path: Path, tmp_path: Path) -> None:
    trained = corpora.by_name("jigsaw")
    published = tmp_path / "corpora" / trained.path / "train.csv"
    published.parent.mkdir(parents=True)
    labels = "toxic,severe_toxic,obscene,threat,insult,identity_hate"
    lines = [f"{i},you stupid idiot {i},1,0,0,0,0,0" for i in range(50)]
    published.write_text("\n".join([f"id,comment_text,{labels}", *lines]) + "\n")
    train = corpora.load(tmp_path / "corpora", ["jigsaw"]).filter(split="train")["text"].to_list()
    mine = tmp_path / "mine.jsonl"
    rows = [*train[:5], "a comment nobody trained on", "another one"]
    mine.write_text("".join(json.dumps({"text": text, "toxicity": i % 2}) + "\n" for i, text in enumerate(rows)))
    result = evaluate(tiny_bundle_path, "--data", mine, "--corpora", tmp_path / "corpora", "--json")
    assert result.exit_code == 0, result.output
    assert '"seen in training": 5' in result.stderr
    assert {f["n"] for f in json.loads(result.stdout)["figures"] if f["suite"] == "mine"} == {2}
