from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from analyzer.cli.export import ExportName
from analyzer.cli.main import main
from analyzer.errors import ExitCode, OutputError
from analyzer.exports import EXPORTS, export_run
from tests.cli.conftest import Invoke
from tests.exports.sample import write_sample


def test_the_command_knows_every_format() -> None:
    assert get_args(ExportName) == tuple(EXPORTS)
    with pytest.raises(OutputError, match="Formats: nested-jsonl"):
        export_run("run", "dot", "out")


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_written_and_named(name: str, tmp_path: Path, invoke: Invoke) -> None:
    told = invoke("export", write_sample(tmp_path), "--as", name, "--out", tmp_path / "out", width=300)
    assert EXPORTS[name].title in told
    assert (tmp_path / "out").exists()


def test_folders_above_the_file_are_made(tmp_path: Path, invoke: Invoke) -> None:
    invoke("export", write_sample(tmp_path), "--as", "gexf", "--out", tmp_path / "new" / "folder" / "g.gexf")
    assert (tmp_path / "new" / "folder" / "g.gexf").is_file()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--as", "gexf", "--out", "run"), "exists already"),
        (("--as", "gexf", "--out", "run/run.json/x"), ". Name another path with --out"),
    ],
)
def test_what_cannot_be_done_is_told(
    arguments: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_sample(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["export", "run", *arguments])
    assert ended.value.code == ExitCode.BAD_OUTPUT
    assert message in capsys.readouterr().err


def test_a_folder_that_is_no_run_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["export", str(tmp_path), "--as", "gexf", "--out", str(tmp_path / "x")])
    assert ended.value.code == ExitCode.BAD_OUTPUT
    assert "no run.json here" in capsys.readouterr().err
