from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from analyzer.cli.main import app
from tests.cli.sample import write_bundle
from tests.runs.sample import judged

Invoke = Callable[..., str]


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundle folder, and a scorer by word list in place of the model."""
    monkeypatch.setattr("analyzer.models.judge.score", judged)
    return write_bundle(tmp_path / "bundle")


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run a command and return what it printed; it must end well."""

    def run(*arguments: str | Path, width: int = 100, text: str | None = None) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.stdout

    return run
