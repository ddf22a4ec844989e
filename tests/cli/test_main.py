from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.cli import main as entry
from analyzer.errors import ExitCode
from tests.cli.sample import write_table


def leave(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        entry.main(list(arguments))
    captured = capsys.readouterr()
    assert captured.out == ""
    return int(left.value.code or 0), captured.err


def broken(error: BaseException) -> object:
    def summarise(*_: object) -> None:
        raise error

    return summarise


def test_help_runs_without_the_heavy_libraries() -> None:
    heavy = "pyarrow polars numpy onnxruntime tokenizers orjson torch"
    program = (
        "import sys; from analyzer.cli.main import app\n"
        "try: app(['score', '--help'])\n"
        f"except SystemExit as left: print(left.code, *(set('{heavy}'.split()) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"


def test_a_missing_dump_is_one_line_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = leave(capsys, "threads", str(tmp_path / "absent.txt"))
    assert code == ExitCode.BAD_INPUT
    assert told.startswith("error: ")
    assert "absent.txt" in told
    assert len(told.splitlines()) == 1


def test_a_missing_model_has_its_own_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, told = leave(capsys, "model", "--model", str(tmp_path))
    assert (code, "no model bundle here" in told) == (ExitCode.BAD_MODEL, True)


def test_an_unwritable_folder_has_its_own_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = write_table(tmp_path)
    code, _ = leave(capsys, "score", str(page), "--out", str(page))
    assert code == ExitCode.BAD_OUTPUT


@pytest.mark.parametrize(
    "arguments",
    [
        *("score", "threads --nonsense", "nonsense", "threads x --map text", "score x --limit 0", "score x --target="),
        *("score x --salt pepper", "score x --output-format csv", "score x --raw-csv", "score x --out y --raw-csv"),
        "score x --output-format csv --raw-csv",
    ],
)
def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str], arguments: str) -> None:
    code, told = leave(capsys, *arguments.split())
    assert code == ExitCode.USAGE
    assert "Usage" in told


def test_a_bug_is_one_line_that_asks_for_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANALYZER_DEBUG", raising=False)
    monkeypatch.setattr("analyzer.cli.threads.summarise", broken(ValueError("two\nlines")))
    page = str(write_table(tmp_path))
    code, told = leave(capsys, "threads", page)
    assert code == ExitCode.INTERNAL
    assert "ValueError: two" in told
    assert "report" in told
    assert len(told.splitlines()) == 1
    monkeypatch.setenv("ANALYZER_DEBUG", "1")
    with pytest.raises(ValueError, match="two"):
        entry.main(["threads", page])


def test_an_interruption_leaves_with_130(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.cli.threads.summarise", broken(KeyboardInterrupt()))
    code, _ = leave(capsys, "threads", str(write_table(tmp_path)))
    assert code == ExitCode.INTERRUPTED


@pytest.mark.parametrize("arguments", ["threads page.csv --json", "threads page.csv", "formats", "formats --json"])
def test_a_closed_pipe_is_quiet_and_no_bug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: str) -> None:
    (tmp_path / "page.csv").write_text("id,author,text\n1,a,hello\n")
    command = [sys.executable, "-c", "from analyzer.cli.main import main; main()", *arguments.split()]
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.chdir(tmp_path)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == ExitCode.CLOSED_PIPE


def test_version_names_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        entry.main(["--version"])
    assert not left.value.code
    assert capsys.readouterr().out.startswith("analyzer ")
