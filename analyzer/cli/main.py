"""The `analyzer` command: its subcommands, and how it ends when something is wrong.

Nothing heavy is imported here or in the command files: pyarrow, onnxruntime and rich wait until a command runs.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from analyzer.cli.desk import desk
from analyzer.cli.export import export
from analyzer.cli.formats import formats
from analyzer.cli.labels import labels
from analyzer.cli.model import model
from analyzer.cli.score import score
from analyzer.cli.threads import threads
from analyzer.errors import AnalyzerError, ExitCode

app = typer.Typer(
    name="analyzer",
    help="Reply trees, toxicity, stance and conspiracy framing for comment-thread dumps, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (score, threads, export, formats, labels, model):
    app.command()(command)
app.add_typer(desk)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"analyzer {version('analyzer')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Reply trees, toxicity, stance and conspiracy framing for comment-thread dumps, offline."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with one of `analyzer.errors.ExitCode`.

    Args:
        arguments: Words after the command's name; those of the process where left out.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows "?" instead
    try:
        _run(arguments)
    except BrokenPipeError:
        _leave_pipe()
    except AnalyzerError as error:
        _fail(str(error), error.exit_code)
    except KeyboardInterrupt:
        _fail("interrupted", ExitCode.INTERRUPTED)
    except Exception as error:
        if os.environ.get("ANALYZER_DEBUG"):
            raise
        told = f"{type(error).__name__}: {error}".splitlines()[0]
        advice = "This is a bug: please report this line. ANALYZER_DEBUG=1 shows where it happened"
        _fail(f"unexpected {told}. {advice}", ExitCode.INTERNAL)


def _run(arguments: list[str] | None) -> None:
    """Run the command line to its end, what it printed included.

    Raises:
        BrokenPipeError: Whoever read the output has closed it.
    """
    try:
        app(arguments)
    except SystemExit as left:
        if isinstance(left.__context__, BrokenPipeError):  # typer and rich make an exit with 1 of it
            raise left.__context__ from None
        sys.stdout.flush()
        raise


def _leave_pipe() -> None:
    """Leave as other tools do whose output nobody reads on, with nothing left that Python would flush at its end."""
    if sys.__stdout__ is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())
    sys.exit(ExitCode.CLOSED_PIPE)


def _fail(message: str, code: ExitCode) -> None:
    from analyzer.text.safe import printable

    typer.secho("error: ", fg=typer.colors.RED, nl=False, err=True)
    typer.echo(printable(message), err=True)
    sys.exit(code)
