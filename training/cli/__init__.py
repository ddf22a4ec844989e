"""The command `analyzer-train`: one file per subcommand; each parses, calls one function, prints."""

from __future__ import annotations

import sys

import typer

from analyzer.errors import AnalyzerError, ExitCode
from training.cli.data import data
from training.cli.evaluate import evaluate
from training.cli.export import export
from training.cli.fit import fit
from training.cli.replies import replies
from training.cli.transfer import transfer

app = typer.Typer(
    name="analyzer-train",
    help="Train, measure and export model bundles for analyzer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for command in (fit, evaluate, export, data, transfer, replies):
    app.command()(command)


def main() -> None:
    """Run the command; errors of the tool's own kind end it with a message and their exit code."""
    try:
        app()
    except AnalyzerError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
