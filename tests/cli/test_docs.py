from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command

from analyzer.cli.main import app
from analyzer.comment import COMMENT_COLUMNS
from analyzer.errors import ExitCode
from analyzer.rollups import THREAD_COLUMNS, USER_COLUMNS
from docs import generate
from training.cli import app as train_app

DOCS = Path(generate.__file__).parent


def test_the_generated_references_are_not_stale() -> None:
    assert generate.stale() == []


@pytest.mark.parametrize(("program", "commands"), [("analyzer", app), ("analyzer-train", train_app)])
def test_every_command_option_and_exit_code_is_documented(program: str, commands: typer.Typer) -> None:
    page = (DOCS / "cli.md").read_text()
    root: Any = get_command(commands)
    for name, command in generate.commands_of(root):
        section = page.split(f"## {program} {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name} has no help"
            assert parameter.help in section
            assert all(f"`{option}`" in section for option in parameter.opts if option.startswith("-"))
    assert set(generate.EXIT_CODES) == set(ExitCode)


def test_every_column_is_documented() -> None:
    page = (DOCS / "run-folder.md").read_text()
    for column in (*COMMENT_COLUMNS, *THREAD_COLUMNS, *USER_COLUMNS):
        assert f"| `{column.name}` |" in page
        assert column.meaning
