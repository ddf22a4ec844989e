from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer.errors import ExitCode
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
    for command in ("fit", "evaluate", "data"):
        assert re.search(rf"^\W*{command}\b", result.output, re.MULTILINE)


@pytest.mark.parametrize("command", ["fit", "evaluate", "data"])
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
    recipe.write_text("name: mine\npasses: {comment: {olid: 1}}\n")
    code = run_main(monkeypatch, "fit", recipe, "--corpora", tmp_path, "--out", tmp_path / "out")
    assert code not in (ExitCode.OK, ExitCode.INTERNAL)
    assert str(tmp_path / corpora.by_name("olid").path) in capsys.readouterr().err


def test_data_lists_every_corpus_and_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["data", "--corpora", str(tmp_path)])
    assert result.exit_code == 0, result.output
    told = {entry["corpus"]: entry for entry in map(json.loads, result.stdout.splitlines())}
    assert list(told) == [corpus.name for corpus in corpora.CORPORA]
    for corpus in corpora.CORPORA:
        if corpus.shipped is None:
            assert told[corpus.name]["missing"] == corpus.path
            assert told[corpus.name]["rows"] == 0
        assert told[corpus.name]["families"] == list(corpus.families)
