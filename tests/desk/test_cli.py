from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from analyzer.cli.main import app
from analyzer.desk.people.accounts import AccountError
from analyzer.desk.people.passwords import PasswordError
from analyzer.desk.store.engine import Store
from analyzer.desk.store.models import Account
from tests.desk.browse import PASSWORD


def run(*words: str, typed: str = "", **env: str) -> str:
    answer = CliRunner().invoke(app, ["desk", *words], input=typed, env={"ANALYZER_ADMIN_PASSWORD": "", **env})
    if answer.exception is not None and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_serving_from_the_first_start(tmp_path: Path, run_folder: Path) -> None:
    script = "from analyzer.cli.main import main; main()"
    command = [
        sys.executable,
        "-c",
        script,
        "desk",
        "--run",
        str(run_folder),
        "--db",
        str(tmp_path / "x.db"),
        "--port",
        "0",
    ]
    environment = os.environ | {"ANALYZER_ADMIN_PASSWORD": PASSWORD}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            told = [server.stdout.readline() for _ in range(3)]
            address = re.findall(r"http://127\.0\.0\.1:\d+/", told[2])[0]
            with urllib.request.urlopen(f"{address}healthz") as answer:  # noqa: S310  an address of our own
                assert answer.read() == b"ok\n"
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=30) in (0, 130)
        finally:
            server.kill()
    assert "42 comments imported" in told[0]
    assert "The account admin was made" in told[1]


def test_no_password_is_built_in(tmp_path: Path) -> None:
    from analyzer.cli.desk import DeskMissingError

    with pytest.raises(DeskMissingError, match="nobody can be asked"):
        run("--db", str(tmp_path / "x.db"))
    with pytest.raises(PasswordError):
        run("--db", str(tmp_path / "x.db"), ANALYZER_ADMIN_PASSWORD="x" * 5)
    store = Store(str(tmp_path / "x.db"))
    with store.read() as session:
        assert session.scalars(select(Account)).all() == []
    store.close()


def test_people_on_the_command_line(tmp_path: Path) -> None:
    database = str(tmp_path / "x.db")
    told = run(
        "add-user",
        "Mira",
        "--role",
        "adjudicator",
        "--db",
        database,
        ANALYZER_ADMIN_PASSWORD=PASSWORD,
        typed=f"{PASSWORD}\n{PASSWORD}\n",
    )
    assert re.search(r"mira is adjudicator; others see reviewer-\d{4}", told)
    assert re.search(r"^mira · adjudicator · reviewer-\d{4}$", run("users", "--db", database), re.MULTILINE)
    assert "changed" in run(
        "set-password", "mira", "--db", database, ANALYZER_ADMIN_PASSWORD=PASSWORD, typed=f"{PASSWORD}\n{PASSWORD}\n"
    )
    with pytest.raises(AccountError):
        run(
            "set-password",
            "nobody",
            "--db",
            database,
            ANALYZER_ADMIN_PASSWORD=PASSWORD,
            typed=f"{PASSWORD}\n{PASSWORD}\n",
        )


def test_export_and_rebuild(tmp_path: Path) -> None:
    database = str(tmp_path / "x.db")
    assert "0 votes on 0 comments" in run("export", "--db", database, "--out", str(tmp_path / "votes.jsonl"))
    assert (tmp_path / "votes.jsonl").read_text() == ""
    assert "0 comments worked out anew" in run("rebuild", "--db", database)


def test_help_stays_quick_and_light() -> None:
    script = (
        "import sys, analyzer.cli.main; print([m for m in ('fastapi', 'sqlalchemy', 'polars') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout.replace("'", '"')) == []


def test_serving_loads_no_format_of_dumps() -> None:
    """Reading dumps is work of `analyzer score`; the desk starts a quarter sooner without it."""
    script = (
        "import json, sys, analyzer.desk.web.serve, analyzer.desk.intake.run;"
        "print(json.dumps([m for m in sys.modules if m.startswith(('analyzer.dumps', 'analyzer.threads'))]))"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(told.stdout) == []
