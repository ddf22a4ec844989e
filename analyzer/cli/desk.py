"""`analyzer desk`: the moderators' web app over run folders, its people and its export."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.errors import AnalyzerError, ExitCode

if TYPE_CHECKING:
    from analyzer.desk.intake.run import Imported
    from analyzer.desk.store.engine import Store

DATABASE = "desk.db"
PASSWORD_VARIABLE = "ANALYZER_ADMIN_PASSWORD"  # noqa: S105  the name of a variable

Database = Annotated[
    str,
    typer.Option(
        "--db",
        metavar="URL",
        envvar="ANALYZER_DESK_DB",
        help="Database: a file for SQLite, or postgresql://USER@HOST/NAME.",
    ),
]

desk = typer.Typer(
    name="desk",
    help="Review what was flagged, together: queues, decisions, agreement, and their export for training.",
    no_args_is_help=False,
    invoke_without_command=True,
    add_completion=False,
)


class DeskMissingError(AnalyzerError):
    """The desk's packages are not installed."""

    exit_code = ExitCode.USAGE


@desk.callback()
def serve(
    context: typer.Context,
    runs: Annotated[
        list[Path] | None,
        typer.Option(
            "--run", metavar="DIR", help="Run folder to import before serving; repeat for more.", show_default=False
        ),
    ] = None,
    database: Database = DATABASE,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Address to listen on; the usual one is this machine only.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Port to listen on; 0 takes a free one.")
    ] = 8350,
    policy: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Actions and reasons of your team, as TOML.", show_default=False),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="Browsers reach it by https, through a proxy: cookies are marked so.")
    ] = False,
) -> None:
    """Serve the moderators' desk over run folders."""
    if context.invoked_subcommand is not None:
        return
    _check_installed()
    from analyzer.desk.policy import DEFAULT, load_policy

    rules = load_policy(policy or DEFAULT)
    store = _open(database)
    for folder in runs or ():
        _import(store, folder)
    _ensure_admin(store)
    from analyzer.desk.web.serve import serve as run_server

    run_server(store, rules, host=host, port=port, https=https, ready=lambda url: typer.echo(f"The desk is at {url}"))


@desk.command("export")
def export(
    out: Annotated[Path, typer.Option(metavar="FILE", help="JSON Lines file to write.")],
    database: Database = DATABASE,
) -> None:
    """Write all votes as labelled examples that `analyzer-train fit --data` reads."""
    _check_installed()
    from analyzer.desk.export.votes import export_votes

    counts = export_votes(_open(database), out)
    typer.echo(f"{counts.votes:,} votes on {counts.comments:,} comments written to {out.name}")
    typer.echo(
        f"for training {counts.train:,} · kept for testing {counts.test:,} · undecided, left out {counts.undecided:,}"
    )


@desk.command("add-user")
def add_user(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name to log in with.", show_default=False)],
    role: Annotated[str, typer.Option(metavar="ROLE", help="viewer, reviewer, adjudicator or admin.")] = "reviewer",
    database: Database = DATABASE,
) -> None:
    """Add a person; their first password is asked for."""
    _check_installed()
    from analyzer.desk.people.accounts import add_account

    store = _open(database)
    password = _ask_password(f"Password for {name}")
    with store.write() as session:
        account = add_account(session, name, password, role)
        typer.echo(f"{account.name} is {account.role}; others see {account.pseudonym}")


@desk.command("users")
def users(database: Database = DATABASE) -> None:
    """List people and their roles."""
    _check_installed()
    from sqlalchemy import select

    from analyzer.desk.store.models import Account

    with _open(database).read() as session:
        for account in session.scalars(select(Account).order_by(Account.name)):
            locked = "" if account.active else " · locked"
            typer.echo(f"{account.name} · {account.role} · {account.pseudonym}{locked}")


@desk.command("set-password")
def set_password(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose password.", show_default=False)],
    database: Database = DATABASE,
) -> None:
    """Give a person another password, and end their sessions."""
    _check_installed()
    from analyzer.desk.people import accounts

    store = _open(database)
    password = _ask_password(f"New password for {name}")
    with store.write() as session:
        account = accounts.find(session, name)
        if account is None:
            raise accounts.AccountError("there is no such account", where="name", value=name)
        accounts.set_password(account, password)
    typer.echo("changed")


@desk.command("rebuild")
def rebuild(database: Database = DATABASE) -> None:
    """Work out every vote and status anew from the log of events."""
    _check_installed()
    from analyzer.desk.review.log import rebuild as rebuild_view

    with _open(database).write() as session:
        typer.echo(f"{rebuild_view(session):,} comments worked out anew")


def _check_installed() -> None:
    try:
        import alembic  # noqa: F401
        import argon2  # noqa: F401
        import fastapi  # noqa: F401
        import sqlalchemy  # noqa: F401
    except ModuleNotFoundError as error:
        hint = "Install them with pip install 'analyzer[desk]'"
        raise DeskMissingError(f"the desk's packages are not installed: {error.name}", hint=hint) from error


def _open(database: str) -> Store:
    from analyzer.desk.store.engine import Store, check
    from analyzer.desk.store.migrate import migrate

    store = Store(database)
    check(store)
    migrate(store)
    return store


def _import(store: Store, folder: Path) -> None:
    from analyzer.desk.intake.run import import_run

    typer.echo(f"{folder.name}: {_told(import_run(store, folder))}")


def _told(imported: Imported) -> str:
    if imported.already_there:
        return "already imported"
    told = f"{imported.comments:,} comments imported"
    if imported.added < imported.comments:
        told += f", {imported.comments - imported.added:,} of them known: decisions are kept"
    return told if imported.current else f"{told}; a later run of this dump stays the one shown"


def _ensure_admin(store: Store) -> None:
    """Make the first admin: no password is built in."""
    from analyzer.desk.people.accounts import add_account, has_admin

    with store.read() as session:
        if has_admin(session):
            return
    password = os.environ.get(PASSWORD_VARIABLE) or _ask_password("Nobody is registered yet. Password for admin")
    with store.write() as session:
        add_account(session, "admin", password, "admin")
    typer.echo("The account admin was made")


def _ask_password(words: str) -> str:
    import sys

    if not sys.stdin.isatty() and not os.environ.get(PASSWORD_VARIABLE):
        hint = f"Run it in a terminal, or set {PASSWORD_VARIABLE}"
        raise DeskMissingError("a password is needed and nobody can be asked", where="password", hint=hint)
    from analyzer.desk.people.passwords import LEAST_LENGTH

    prompt = f"{words} (at least {LEAST_LENGTH} characters)"
    return str(typer.prompt(prompt, hide_input=True, confirmation_prompt=True))
